"""The two ways in which payloads reach Kith from Slack, as Slack itself takes them: signed HTTP, and a WebSocket."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import urlencode

import uvicorn
from prometheus_client import CollectorRegistry

from bot.server.running import http_config
from bot.server.socket_mode import KithSocket
from bot.server.web import build_web
from sandbox.dispatch import Kind
from sandbox.http_client import wait_until
from sandbox.httpmode import signed
from sandbox.socketmode import Hub
from tests.handlers.conftest import Kith
from tests.sandboxes import start_sandbox

SECRET = "fuzz"
PATIENCE = 30.0
LOOK = 0.0005


class Door(Protocol):
    """Hands over one payload; what became of it: `200`, or the name of the refusal."""

    def __call__(self, kind: Kind, payload: Any) -> str: ...


def kind_of(payload: dict[str, Any]) -> Kind:
    """How Slack would send it."""
    if "command" in payload:
        return "slash_commands"
    return "events_api" if payload.get("type") == "event_callback" else "interactive"


@contextmanager
def over_http(kith: Kith) -> Iterator[Door]:
    """`kith web` in a thread, asked over one connection as long as it stays open."""
    web = build_web(
        answer=kith.bolt.answer,
        secret=SECRET,
        flow=None,
        database=kith.context.database,
        registry=CollectorRegistry(),
        refusals=kith.bolt.refusals,
    )
    server = uvicorn.Server(http_config(web, host="127.0.0.1", port=0))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the server to start")
    port = server.servers[0].sockets[0].getsockname()[1]
    to = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def hand_over(kind: Kind, payload: Any) -> str:
        body, content_type = _encoded(kind, payload)
        to.request("POST", "/slack/events", body, {"Content-Type": content_type, **signed(SECRET, body)})
        answer = to.getresponse()
        said = answer.read()
        return str(answer.status) if answer.status < 400 else str(json.loads(said)["error"])

    try:
        yield hand_over
    finally:
        to.close()
        server.should_exit = True
        thread.join(PATIENCE)


@contextmanager
def over_socket_mode(kith: Kith) -> Iterator[Door]:
    """Kith connected to a sandbox, whose hub sends each payload in an envelope and waits for the ack."""
    refused = kith.bolt.refusals.counted
    with start_sandbox(people=1, patience_seconds=PATIENCE) as slack:
        token = slack.tokens["app_token"]
        connected = KithSocket(kith.bolt, token, web_client=slack.client(token))
        connected.connect()

        def hand_over(kind: Kind, payload: Any) -> str:
            before = refused.copy()
            sending = asyncio.run_coroutine_threadsafe(_send(slack.sandbox.hub, kind, payload), slack.running.loop)
            while not sending.done() and refused == before:
                time.sleep(LOOK)
            if named := list(refused - before):  # what cannot be understood is not answered
                sending.cancel()
                return named[0]
            return sending.result()

        try:
            yield hand_over
        finally:
            connected.hang_up()


async def _send(hub: Hub, kind: Kind, payload: Any) -> str:
    reply = await hub.send(kind, payload)
    return "200" if reply.ok else reply.reason


def _encoded(kind: Kind, payload: Any) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields, errors="surrogatepass").encode(), "application/x-www-form-urlencoded"
