"""The provider's keys: fetched once an hour, anew for one that is not known, and never without bounds."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from bot.oauth.provider import KEYS_KEPT_SECONDS, MOST_BYTES, Provider, ProviderError

CONFIGURATION, KEYS = "/.well-known/openid-configuration", "/keys"


@dataclass
class Server:
    """A provider on loopback whose answers a test chooses."""

    url: str = ""
    keys: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        if handler.path in self.answers:
            self.answers[handler.path](handler)
        elif handler.path == CONFIGURATION:
            say(handler, {"issuer": self.url, "jwks_uri": f"{self.url}{KEYS}"})
        else:
            say(handler, {"keys": self.keys})


def say(handler: BaseHTTPRequestHandler, what: Any, *, status: int = 200, **headers: str) -> None:
    body = what if isinstance(what, bytes) else json.dumps(what).encode()
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, each sooner than a time-out."""
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    try:
        for _ in range(50):
            handler.wfile.write(b" ")
            time.sleep(0.1)
    except OSError:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server(keys=[public(key("a"), "a")])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{running.server_port}"
    yield told
    running.shutdown()
    running.server_close()
    thread.join(5)


_MADE: dict[str, RSAKey] = {}


def key(name: str) -> RSAKey:
    return _MADE.setdefault(name, RSAKey.generate_key(2048))


def public(made: RSAKey, kid: str) -> dict[str, Any]:
    return {**made.as_dict(private=False), "kid": kid, "use": "sig", "alg": "RS256"}


def provider(server: Server, *, patience_seconds: float = 2.0) -> Provider:
    return Provider(f"{server.url}/api/", patience_seconds=patience_seconds)


def test_keys_are_fetched_once_and_kept_for_an_hour(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = provider(server)
    assert asked.key("a")
    assert asked.key("a")
    assert server.asked == [CONFIGURATION, KEYS]
    later = time.monotonic() + KEYS_KEPT_SECONDS
    monkeypatch.setattr("bot.oauth.provider.time.monotonic", lambda: later)
    assert asked.key("a")
    assert server.asked.count(KEYS) == 2


def test_a_key_that_is_not_known_is_asked_for_once(server: Server) -> None:
    asked = provider(server)
    assert asked.key("a")
    server.keys = [public(key("b"), "b")]
    assert asked.key("b")
    assert server.asked.count(KEYS) == 2
    assert asked.key("a") is None
    assert server.asked.count(KEYS) == 3


def test_keys_of_another_kind_are_left_alone(server: Server) -> None:
    server.keys += [{"kty": "EC", "kid": "curve", "crv": "P-256"}, public(key("a"), "x") | {"use": "enc"}]
    asked = provider(server)
    assert asked.key("a")
    assert asked.key("curve") is None
    assert asked.key("x") is None


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (CONFIGURATION, {"issuer": "https://slack.com", "jwks_uri": "https://slack.com/keys"}),
        (CONFIGURATION, {}),
        (CONFIGURATION, b"<html>"),
        (KEYS, b"[" * 10_000),
        (KEYS, []),
        (KEYS, {"keys": [{"kty": 1}]}),
        (KEYS, {"keys": [{"kty": "RSA", "kid": "a", "n": "!", "e": "?"}]}),
        (KEYS, b'{"keys": []}' + b" " * MOST_BYTES),
    ],
    ids=["another issuer", "nothing", "a page", "deep", "a list", "an odd key", "no number", "huge"],
)
def test_what_is_no_provider_is_not_believed(server: Server, path: str, said: Any) -> None:
    server.answers[path] = lambda handler: say(handler, said)
    with pytest.raises(ProviderError):
        provider(server).key("a")


def test_keys_from_another_address_are_not_asked_for(server: Server) -> None:
    elsewhere = {"issuer": server.url, "jwks_uri": f"{server.url}.example.org/keys"}
    server.answers[CONFIGURATION] = lambda handler: say(handler, elsewhere)
    with pytest.raises(ProviderError, match="another issuer"):
        provider(server).key("a")
    del server.answers[CONFIGURATION]
    server.answers[KEYS] = lambda handler: say(handler, b"", status=302, location=f"{server.url}/elsewhere")
    with pytest.raises(ProviderError, match="HTTPError"):
        provider(server).key("a")
    assert "/elsewhere" not in server.asked


def test_a_slow_answer_is_not_waited_for(server: Server) -> None:
    server.answers[KEYS] = drip
    began = time.monotonic()
    with pytest.raises(ProviderError, match="TimeoutError"):
        provider(server, patience_seconds=0.5).key("a")
    assert time.monotonic() - began < 3


def test_nobody_there_is_said() -> None:
    with pytest.raises(ProviderError):
        Provider("http://127.0.0.1:9/api/").key("a")
