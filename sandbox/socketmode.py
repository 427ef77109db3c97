"""Socket Mode: up to ten connections; each payload goes to one of them and must be acknowledged."""

import asyncio
import json
import secrets
import time
import uuid
from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from sandbox.dispatch import Kind, Reply, Spawn
from sandbox.guard import UnclearError, parsed
from sandbox.model import App, Json

MAX_CONNECTIONS = 10
TICKET_SECONDS = 30
WARNING_SECONDS = 10
RECONNECT_SECONDS = 1.0


class Hub:
    """The app's open connections. `address` gives the sandbox's own, once it is known."""

    def __init__(
        self, app: App, *, address: Callable[[], str], spawn: Spawn, socket_seconds: float, patience_seconds: float
    ) -> None:
        self._app_id = app.id
        self._address = address
        self._spawn = spawn
        self._socket_seconds = socket_seconds
        self._patience_seconds = patience_seconds
        self._tickets: dict[str, float] = {}
        self._sockets: list[WebSocket] = []
        self._connected = asyncio.Event()
        self._waiting: dict[str, tuple[WebSocket, asyncio.Future[Reply]]] = {}

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._sockets)

    def ticket(self) -> str:
        """The address for one connection, good for 30 s."""
        ticket = secrets.token_urlsafe(16)
        self._tickets[ticket] = time.monotonic() + TICKET_SECONDS
        return f"{self._address().replace('http', 'ws', 1)}/socket?ticket={ticket}&app_id={self._app_id}"

    async def accept(self, socket: WebSocket) -> None:
        """Serve one connection until it ends."""
        expires = self._tickets.pop(socket.query_params.get("ticket", ""), 0)
        if expires < time.monotonic() or self.connections >= MAX_CONNECTIONS:
            await socket.close(code=1008)
            return
        await socket.accept()
        self._sockets.append(socket)
        self._connected.set()
        ending = self._spawn(self._end_in_time(socket))
        try:
            await socket.send_text(json.dumps(self._hello()))
            await self._listen(socket)
        except (WebSocketDisconnect, RuntimeError):
            # RuntimeError: starlette's word for sending on a socket the other side has just closed
            pass
        finally:
            ending.cancel()
            self._forget(socket)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.connections,
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": int(self._socket_seconds),
            },
            "connection_info": {"app_id": self._app_id},
        }

    async def _listen(self, socket: WebSocket) -> None:
        while True:
            received = await socket.receive()
            if received["type"] != "websocket.receive":
                return
            try:
                message: Any = parsed(received.get("text") or b"")
            except UnclearError:
                continue
            if isinstance(message, dict):
                _, future = self._waiting.get(str(message.get("envelope_id")), (None, None))
                if future and not future.done():
                    future.set_result(Reply(ok=True, body=message.get("payload")))

    def _forget(self, socket: WebSocket) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)
        if not self._sockets:
            self._connected.clear()
        for holder, future in self._waiting.values():
            if holder is socket and not future.done():
                future.set_result(Reply(ok=False, reason="connection_closed"))

    async def _end_in_time(self, socket: WebSocket) -> None:
        """Warn ten seconds before the connection's time is up, then ask it to come back."""
        await asyncio.sleep(max(self._socket_seconds - WARNING_SECONDS, 0))
        await self._say_goodbye(socket, "warning")
        await asyncio.sleep(WARNING_SECONDS)
        await self._say_goodbye(socket, "refresh_requested")
        await socket.close()

    async def _say_goodbye(self, socket: WebSocket, reason: str) -> None:
        text = json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}})
        await socket.send_text(text)

    async def disconnect(self, *, reason: str = "refresh_requested", close: bool = True) -> int:
        """Tell every connection to reconnect, as Slack does from time to time; how many were told."""
        sockets = list(self._sockets)
        for socket in sockets:
            await self._say_goodbye(socket, reason)
            if close:
                self._forget(socket)
                await socket.close()
        return len(sockets)

    async def send(self, kind: Kind, payload: Json, *, attempt: int = 0, reason: str = "") -> Reply:
        """Hand a payload to one connection, each in its turn, and wait for its acknowledgement.

        An app that is just reconnecting has a second for it.
        """
        try:
            await asyncio.wait_for(self._connected.wait(), min(RECONNECT_SECONDS, self._patience_seconds))
        except TimeoutError:
            return Reply(ok=False, reason="no_connection")
        socket = self._sockets.pop(0)
        self._sockets.append(socket)
        envelope = _envelope(kind, payload, attempt=attempt, reason=reason)
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = (socket, future)
        try:
            if socket.application_state is not WebSocketState.CONNECTED:
                return Reply(ok=False, reason="connection_closed")
            await socket.send_text(json.dumps(envelope))
            return await asyncio.wait_for(future, self._patience_seconds)
        except TimeoutError:
            return Reply(ok=False, reason="timeout")
        except (WebSocketDisconnect, RuntimeError):
            self._forget(socket)
            return Reply(ok=False, reason="connection_closed")
        finally:
            del self._waiting[envelope["envelope_id"]]


def _envelope(kind: Kind, payload: Json, *, attempt: int, reason: str) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid.uuid4()),
        "type": kind,
        "payload": payload,
        "accepts_response_payload": kind == "slash_commands"
        or payload.get("type") in ("view_submission", "block_suggestion"),
    }
    if kind == "events_api":
        envelope |= {"retry_attempt": attempt, "retry_reason": reason}
    return envelope
