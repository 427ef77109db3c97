"""A small Bolt app to hear what the sandbox sends, over Socket Mode or signed HTTP."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette.handler import SlackRequestHandler
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.http_client import wait_until
from tests.sandboxes import Handle


class Heard:
    """What the app was told, in order, and a way to wait for it."""

    def __init__(self) -> None:
        self.items: list[tuple[str, Any]] = []
        self._changed = threading.Condition()

    def add(self, kind: str, item: Any) -> None:
        """Note something."""
        with self._changed:
            self.items.append((kind, item))
            self._changed.notify_all()

    def of(self, kind: str) -> list[Any]:
        """What was noted of one kind."""
        return [item for name, item in self.items if name == kind]

    def wait(self, kind: str, count: int = 1) -> list[Any]:
        """Wait (at most 30 s) until `count` of a kind were noted; gives them."""
        with self._changed:
            arrived = self._changed.wait_for(lambda: len(self.of(kind)) >= count, timeout=30)
        assert arrived, f"waited for {count} × {kind}, heard {[name for name, _ in self.items]}"
        return self.of(kind)


def bolt(handle: Handle, heard: Heard) -> App:
    """An app that notes every event, click, form and command; tests add listeners of their own."""
    app = App(client=handle.client(), signing_secret=handle.tokens["signing_secret"], process_before_response=True)

    @app.middleware
    def note(body: dict[str, Any], next: Any) -> None:  # noqa: A002 - Bolt finds its arguments by name
        heard.add(body.get("event", {}).get("type") or body.get("type") or "command", body)
        next()

    @app.event("app_home_opened")
    def home(event: dict[str, Any], client: Any) -> None:
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"Welcome <@{event['user']}>"}}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})
        heard.add("published", event)

    app.event("member_left_channel")(_nothing)
    for event in ("message", "member_joined_channel", "user_change", "team_join", "channel_archive", "channel_left"):
        app.event(event)(_nothing)
    for event in (
        "channel_deleted",
        "member_left_channel",
        "channel_rename",
        "app_uninstalled",
        "tokens_revoked",
        "app_mention",
    ):
        app.event(event)(_nothing)
    return app


def _nothing(ack: Ack) -> None:
    ack()


@contextmanager
def over_socket(handle: Handle, app: App) -> Iterator[SocketModeHandler]:
    """Connect the app by Socket Mode."""
    handler = SocketModeHandler(app, handle.tokens["app_token"], web_client=handle.client(handle.tokens["app_token"]))
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        yield handler
    finally:
        _wake_threads(handler)
        handler.close()  # type: ignore[no-untyped-call]


def _wake_threads(handler: SocketModeHandler) -> None:
    """The one that reads and the one that handles: else closing waits for them, which is four seconds."""
    handler.client.current_session_state.terminated = True
    handler.client.message_queue.put("")
    session = handler.client.current_session
    if session and session.sock:
        with suppress(OSError):  # closed by the sandbox
            session.sock.shutdown(socket.SHUT_RD)


def free_listener() -> tuple[socket.socket, str]:
    """A bound socket for an app to come, and the request URL it will have."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}/slack/events"


@contextmanager
def over_http(app: App, listener: socket.socket) -> Iterator[None]:
    """Serve the app at `/slack/events` of a bound socket."""
    handler = SlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    web = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(web, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the app's server")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)
