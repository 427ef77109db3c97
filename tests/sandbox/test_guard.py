"""Nothing a caller sends yields a 500 or a traceback: good requests, changed at random, and bodies of every kind.

`FUZZ=1000 pytest tests/sandbox/test_guard.py` changes each good request so many times; the seed is the number.
"""

import asyncio
import copy
import gzip
import json
import logging
import os
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest

from sandbox import control, installs
from sandbox.core import Sandbox
from sandbox.guard import MOST_BYTES
from sandbox.webapi import METHODS
from tests.sandbox import good_requests as good
from tests.sandbox.good_requests import Json, World, make_world

TIMES = int(os.environ.get("FUZZ", "10"))
DEEP = "[" * 100_000 + "]" * 100_000
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    2**63,
    10**400,
    "",
    "x",
    "\0",
    "\ud800",
    "ü😀",
    "9" * 5000,
    "America",
    "1e999",
    "9999-12-31T23:59:59-12:00",
    "999999999w",
    [],
    [[]],
    ["x", 1, None, {}],
    {},
    {"type": []},
    {"text": {"text": []}},
    json.loads("[" * 150 + "]" * 150),
]
BODIES: dict[str, bytes] = {
    "empty": b"",
    "not JSON": b"{",
    "no object": b"[]",
    "a number": b"7",
    "not a number": b'{"a": NaN}',
    "infinite": b'{"a": 1e999}',
    "digits": b'{"a": ' + b"9" * 100_000 + b"}",
    "deep": DEEP.encode(),
    "deep inside": b'{"view": ' + DEEP.encode() + b"}",
    "no Unicode": b'{"text": "\xff\xfe"}',
    "half a character": b'{"text": "\\ud800"}',
    "zero bytes": b'{"text": "\\u0000"}\0',
    "gzip": gzip.compress(b'{"text": "x"}'),
    "odd names": '{"": 1, "a.b": 2, "ü": 3, "self": 4, "id": 5}'.encode(),
    "many fields": b"&".join(b"a%d=1" % number for number in range(5000)),
    "bad escapes": b"a=%ff&b=%zz&%00=%00",
    "a form": b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\\ud800\r\n--x--\r\n',
    "a file": b'--x\r\nContent-Disposition: form-data; name="\\udfff"; filename="\\udfff"\r\n\r\n\xff\r\n--x--\r\n',
    "half a form": b'--x\r\nContent-Disposition: form-data; name="text',
    "too large": b"x" * (MOST_BYTES + 1),
}
KINDS = (
    "application/json",
    "application/json; charset=nonsense",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "multipart/form-data; boundary=x; charset=nonsense",
    "multipart/form-data; boundary=x; charset=unicode_escape",
    "multipart/form-data; boundary=x; charset=idna",
    "text/plain",
    "ü",
    "",
)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_unexpected(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.WARNING):
        yield
    assert [record.getMessage() for record in caplog.records if record.name.startswith("sandbox")] == []


async def ask(world: World, method: str, path: str, body: bytes, **headers: str) -> tuple[int, bytes]:
    """One request to the whole application, in this process."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    address, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(address),
        "query_string": query.encode("utf-8", "surrogatepass"),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    await world.answers(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in sent[1:])
    assert sent[0]["status"] != 500, (path, body, content)
    assert b"Traceback" not in content
    return sent[0]["status"], content


def token_for(sandbox: Sandbox, method: str) -> str:
    by = METHODS[method].by
    if by in ("app", "user"):
        return next(token.value for token in sandbox.store.tokens.values() if token.kind == by)
    return installs.tokens_of(sandbox.store, sandbox.workspace)[0].value


async def call_method(world: World, method: str, args: Any) -> Json:
    """A Web API call with a JSON body."""
    token = token_for(world.sandbox, method)
    body = json.dumps(args).encode()
    status, content = await ask(
        world, "POST", f"/api/{method}", body, authorization=f"Bearer {token}", content_type="application/json"
    )
    assert status == 200, content
    return dict(json.loads(content))


async def call_route(world: World, route: tuple[str, str], args: Json) -> tuple[int, Json]:
    """A control call: what the path names goes there where it is text, all else into query or body."""
    method, path = route
    rest = dict(args)
    for name, value in args.items():
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(str(value), safe="", errors="replace") or "x")
            del rest[name]
    if method == "GET":
        query = urlencode({name: str(value).encode("utf-8", "replace") for name, value in rest.items()})
        status, content = await ask(world, method, f"/control/{path}?{query}", b"")
    else:
        status, content = await ask(world, method, f"/control/{path}", json.dumps(rest).encode())
    return status, dict(json.loads(content))


async def look_around(world: World) -> None:
    """Whatever was done, everything can still be shown to everybody."""
    ada, dm = world.names["@ada"], world.names["@dm"]
    for path in (
        "traffic",
        "people",
        "clock",
        "faults",
        f"people/{ada}/conversations",
        f"people/{ada}/conversations/{dm}/messages",
        f"people/{ada}/home",
        f"people/{ada}/modal",
    ):
        await ask(world, "GET", f"/control/{path}", b"")
    for path in ("users.list", "chat.postMessage"):
        for token in world.sandbox.store.tokens:
            await ask(world, "POST", f"/api/{path}", b'{"text": "x"}', authorization=f"Bearer {token}")


def changed(rng: random.Random, value: Any) -> Any:
    """A copy in which one to three places, at any depth, are odd, gone or new."""
    copied = copy.deepcopy(value)
    for _ in range(rng.randint(1, 3)):
        copied = _changed_once(rng, copied)
    return copied


def _changed_once(rng: random.Random, value: Any) -> Any:
    if not isinstance(value, dict | list) or not value or rng.random() < 0.1:
        return copy.deepcopy(rng.choice(ODD))
    place: Any = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
    act = rng.random()
    if act < 0.1:
        del value[place]
    elif act < 0.2 and isinstance(value, dict):
        value[rng.choice(["odd", "type", "block_id", "action_id", "channel", "blocks"])] = copy.deepcopy(
            rng.choice(ODD)
        )
    elif act < 0.3 and isinstance(value, list):
        value.append(copy.deepcopy(value[place]))
    else:
        value[place] = _changed_once(rng, value[place])
    return value


def test_there_is_a_good_request_for_every_method_and_route() -> None:
    assert good.METHODS.keys() == METHODS.keys()
    assert good.ROUTES.keys() == {(method, path) for method, path, _ in control.ROUTES}


@pytest.mark.parametrize("method", METHODS)
def test_a_web_api_call_is_answered_whatever_its_arguments_are(runner: asyncio.Runner, method: str) -> None:
    async def fuzz() -> None:
        world = make_world()
        reply = await call_method(world, method, world.meant(good.METHODS[method]))
        assert reply["ok"], reply
        for number in range(TIMES if good.METHODS[method] else 0):
            world = make_world()
            args = changed(random.Random(f"{method} {number}"), world.meant(good.METHODS[method]))
            reply = await call_method(world, method, args)
            assert reply["ok"] or isinstance(reply["error"], str)
            await look_around(world)

    runner.run(fuzz())


CASES = [*good.ROUTES.items(), *((("POST", "clock"), args) for args in good.CLOCK)]


@pytest.mark.parametrize(("route", "args"), CASES, ids=[f"{route[0]} {route[1]}" for route, _ in CASES])
def test_a_control_call_is_answered_whatever_its_arguments_are(
    runner: asyncio.Runner, route: tuple[str, str], args: Json
) -> None:
    async def fuzz() -> None:
        world = make_world()
        world.sandbox.start()
        status, reply = await call_route(world, route, world.meant(args))
        assert (status, reply["ok"]) == (200, True), reply
        for number in range(TIMES if args else 0):
            rng, world = random.Random(f"{route} {number}"), make_world()
            world.sandbox.start()
            world.app.body = changed(rng, rng.choice(good.ANSWERS))
            wanted = changed(rng, world.meant(args))
            status, reply = await call_route(world, route, wanted if isinstance(wanted, dict) else {"odd": wanted})
            assert reply["ok"] or (reply["error"] and (reply["message"] or status == 200))
            await look_around(world)
            await world.sandbox.stop()

    runner.run(fuzz())


@pytest.mark.parametrize("path", ["press", "submit", "command", "suggest"])
def test_an_app_may_answer_a_person_with_anything(runner: asyncio.Runner, path: str) -> None:
    async def fuzz() -> None:
        route = ("POST", f"people/{{user}}/{path}")
        for number in range(TIMES * 3):
            rng, world = random.Random(f"{path} {number}"), make_world()
            world.app.body = changed(rng, world.meant(rng.choice(good.ANSWERS)))
            status, _ = await call_route(world, route, world.meant(good.ROUTES[route]))
            assert status == 200
            await look_around(world)

    runner.run(fuzz())


def test_a_response_url_takes_anything(runner: asyncio.Runner) -> None:
    async def fuzz() -> None:
        for number in range(TIMES * 3):
            world = make_world()
            body = json.dumps(changed(random.Random(number), world.meant(good.RESPONSE))).encode()
            status, _ = await ask(world, "POST", world.names["@response"], body)
            assert status in (200, 400)
            await look_around(world)

    runner.run(fuzz())


PAGES = {
    "/oauth/v2/authorize": (good.OAUTH, "oauth.v2.access"),
    "/openid/connect/authorize": (good.SIGN_IN, "openid.connect.token"),
}


@pytest.mark.parametrize("address", PAGES)
def test_an_authorize_page_takes_anything(runner: asyncio.Runner, address: str) -> None:
    good_form, exchange = PAGES[address]

    async def fuzz() -> None:
        for number in range(TIMES * 3):
            world = make_world()
            form = changed(random.Random(number), world.meant(good_form))
            fields = (
                {name: str(value).encode("utf-8", "replace") for name, value in form.items()}
                if isinstance(form, dict)
                else {}
            )
            kind = "application/x-www-form-urlencoded"
            status, _ = await ask(world, "POST", address, urlencode(fields).encode(), content_type=kind)
            assert status in (200, 302, 400)
            await ask(world, "GET", f"{address}?{urlencode(fields)}", b"")
            for code in list(world.sandbox.codes._issued):
                args = world.meant(good.METHODS[exchange]) | {"code": code, "redirect_uri": "http://a/back"}
                await call_method(world, exchange, args)
            await look_around(world)

    runner.run(fuzz())


@pytest.mark.parametrize("name", BODIES)
def test_a_body_of_any_kind_is_answered(runner: asyncio.Runner, name: str) -> None:
    async def fuzz() -> None:
        world = make_world()
        token = token_for(world.sandbox, "chat.postMessage")
        upload = f"/upload/{world.names['@team']}/F2"
        paths = ["/api/chat.postMessage", "/api/nonsense", "/control/people", "/control/faults", *PAGES]
        for path in [*paths, world.names["@response"], upload, "/", "/clock", "/nowhere", "/control/people%00"]:
            for kind in KINDS:
                status, content = await ask(
                    world, "POST", path, BODIES[name], authorization=f"Bearer {token}", content_type=kind
                )
                assert status < 500
                if path.startswith("/api/") and name != "too large":
                    assert json.loads(content)["ok"] is False or status == 200
        await look_around(world)

    runner.run(fuzz())


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("not JSON", "invalid_json"),
        ("deep", "invalid_json"),
        ("gzip", "invalid_json"),
        ("no Unicode", "invalid_json"),
        ("half a character", "invalid_json"),
        ("infinite", "invalid_json"),
        ("no object", "json_not_object"),
        ("odd names", "invalid_arg_name"),
        ("many fields", "invalid_form_data"),
        ("bad escapes", "invalid_form_data"),
        ("too large", "request_too_large"),
    ],
)
def test_the_web_api_says_in_slacks_words_what_is_wrong_with_a_body(
    runner: asyncio.Runner, name: str, error: str
) -> None:
    kind = "x-www-form-urlencoded" if error == "invalid_form_data" else "json"
    world = make_world()
    asked = ask(world, "POST", "/api/auth.test", BODIES[name], content_type=f"application/{kind}")
    status, content = runner.run(asked)
    assert json.loads(content)["error"] == error
    assert status == (413 if error == "request_too_large" else 200)


@pytest.mark.parametrize("header", ["authorization", "content_type", "host", "origin", "content_length"])
@pytest.mark.parametrize(
    "value", ["", "Basic ü", "Basic !!!!", "Bearer \0", "Bearer ü", "x" * 10_000, "-1", "http://[::1"]
)
def test_a_header_may_hold_anything(runner: asyncio.Runner, header: str, value: str) -> None:
    async def fuzz() -> None:
        world = make_world()
        for path in (
            "/api/auth.test",
            world.names["@response"],
            "/control/people/",
            "/archives/x/y",
            "/control/people",
            *PAGES,
            "/",
            f"/files/{world.names['@team']}/F1/a",
        ):
            for method in ("GET", "POST"):
                await ask(world, method, path, b'{"a": 1}', **{header: value})

    runner.run(fuzz())


def _fail(*_: object) -> None:
    raise KeyError("secret")


def test_an_exception_that_nobody_expected_is_logged_by_name_and_answered_without_it(
    runner: asyncio.Runner, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    world = make_world()
    monkeypatch.setattr(world.sandbox.limiter, "call", _fail)
    headers = [(b"authorization", f"Bearer {token_for(world.sandbox, 'auth.test')}".encode())]
    scope = {"type": "http", "method": "POST", "path": "/api/auth.test", "query_string": b"", "headers": headers}
    runner.run(world.answers(scope, receive, send))  # type: ignore[arg-type]
    assert (sent[0]["status"], json.loads(sent[1]["body"])) == (500, {"ok": False, "error": "internal_error"})
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["KeyError in test_guard.py"]
    assert "secret" not in caplog.text
    caplog.clear()
