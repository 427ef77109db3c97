"""Requests as somebody sends them who does not keep to any client library's rules."""

from __future__ import annotations

import gzip
import json
import select
import socket
import time
from urllib.parse import urlencode, urlsplit

from sandbox.httpmode import signed
from tests.handlers import payloads

Headers = list[tuple[bytes, bytes]]
FORM, JSON = b"application/x-www-form-urlencoded", b"application/json"
PIECE = 1 << 16


def ask(url: str, headers: Headers, body: bytes, *, seconds: float = 20) -> int:
    """POST it, byte for byte; the body stops where the server has answered. The status, 0 where it hung up."""
    address = urlsplit(url)
    head = [b"POST /slack/events HTTP/1.1", b"Host: kith", b"Content-Length: %d" % len(body)]
    head += [name + b": " + value for name, value in headers]
    with socket.create_connection((address.hostname, address.port), timeout=seconds) as to:
        to.sendall(b"\r\n".join(head) + b"\r\n\r\n")
        try:
            for start in range(0, len(body), PIECE):
                if len(body) > PIECE and select.select([to], [], [], 0.1 if start == 0 else 0)[0]:
                    break
                to.sendall(body[start : start + PIECE])
            answer = to.recv(PIECE)
        except ConnectionError:
            return 0
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def signature(secret: str, body: bytes) -> Headers:
    """The two headers of somebody who knows the secret."""
    return [(name.lower().encode(), value.encode()) for name, value in signed(secret, body).items()]


def odd_signatures(body: bytes) -> dict[str, Headers]:
    """Every way in which the two headers can be wrong."""
    now = str(int(time.time())).encode()
    made_up = b"v0=" + b"0" * 64
    kinds = {
        "absent": None,
        "empty": b"",
        "words": b"abc",
        "huge": b"9" * 50_000,
        "not ASCII": "v0=é１".encode(),
        "not even UTF-8": b"v0=\xff\xfe",
    }
    found: dict[str, Headers] = {"both absent": [], "forged": signature("made up", body)}
    for name, value in kinds.items():
        for which, times, digest in ((0, value, made_up), (1, now, value)):
            headers = [(b"x-slack-request-timestamp", times), (b"x-slack-signature", digest)]
            found[f"{('time', 'signature')[which]} {name}"] = [(key, one) for key, one in headers if one is not None]
    right = signature("made up", body)
    return found | {"twice": [*right, *right], "old": [(b"x-slack-request-timestamp", b"1"), right[1]]}


def odd_bodies(team: str, trap: str) -> dict[str, tuple[bytes, bytes]]:
    """Content type and body of all that somebody might send; what can be answered is to be answered at `trap`."""
    command = payloads.command(team, "U1", "help", response_url=trap)
    click = payloads.message_click(team, "U2", payloads.action("rounds.met", "1"), response_url=trap)
    form = urlencode({"payload": json.dumps(click)}).encode()
    return {
        "a command": (FORM, urlencode(command).encode()),
        "another person's click": (FORM, form),
        "an event": (JSON, json.dumps(payloads.event(team, {"type": "app_home_opened", "user": "U1"})).encode()),
        "no JSON": (JSON, b'{"type": '),
        "no JSON in a form": (FORM, b"payload=%7B"),
        "no object": (JSON, b"[1, 2]"),
        "null": (JSON, b"null"),
        "nested deep": (JSON, b"[" * 100_000 + b"]" * 100_000),
        "nested deep in a form": (FORM, b"payload=" + b"%5B" * 100_000),
        "not UTF-8": (JSON, b'{"type": "\xff"}'),
        "not UTF-8 in a form": (FORM, b"command=%ff&team_id=\xff"),
        "compressed": (JSON, gzip.compress(json.dumps(click).encode())),
        "20 MB": (FORM, b"payload=" + b"x" * 20_000_000),
        "a type of its own": (b"text/plain", form),
        "a huge number": (JSON, b'{"type": ' + b"9" * 5000 + b"}"),
        "many fields": (FORM, b"&".join(b"a%d=1" % number for number in range(5000))),
        "nothing": (FORM, b""),
    }
