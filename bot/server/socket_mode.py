"""Socket Mode: receives requests from Slack by WebSocket, and answers them. Used by `kith run`."""

from __future__ import annotations

import logging
import socket
import threading
from contextlib import suppress
from time import time

from slack_bolt.adapter.socket_mode.internals import send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.server.web import THREADS
from bot.slack.envelope import NotUnderstoodError, parse_json
from handlers.bolt import KithApp

HANG_UP_SECONDS = 5
# The SDK recurses once for each read. With its default of 1,024 bytes, 1 MB at once was too deep, and was lost.
READ_BYTES = 1 << 16
# Types of messages about the connection itself; the SDK deals with them.
CONNECTION_TYPES = ("hello", "disconnect")

log = logging.getLogger(__name__)


class KithSocket(SocketModeClient):
    """The SDK's client. It passes requests to Kith; anything else is refused before the SDK or Bolt reads it."""

    def __init__(self, app: KithApp, app_token: str, *, web_client: WebClient) -> None:
        super().__init__(app_token, web_client=web_client, concurrency=THREADS, receive_buffer_size=READ_BYTES)
        self._app = app

    def connect(self) -> None:
        """Connect, and let no ack wait in this machine for the one before it to be confirmed.

        What an act shows later goes by HTTP: it was at Slack before the ack, whose "one moment" then stayed for ever.
        """
        super().connect()
        if self.current_session and self.current_session.sock:
            self.current_session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def enqueue_message(self, message: str) -> None:
        """Answer a request in another thread; leave a message about the connection to the SDK."""
        try:
            match parse_json(message):
                case {"type": kind} if kind in CONNECTION_TYPES:
                    super().enqueue_message(message)
                case {"type": str(), "envelope_id": str(envelope_id), "payload": payload}:
                    self.message_workers.submit(self._answer, envelope_id, payload)
                case _:
                    self._app.refusals.count("unknown_type")
        except NotUnderstoodError as error:
            self._app.refusals.count(error.name)

    def _answer(self, envelope_id: str, payload: object) -> None:
        """Answer one request. A request that cannot be understood gets no answer, and is counted by name."""
        began, acked = time(), threading.Event()
        try:
            response = self._app.answer(payload, acked=acked)
            send_response(self, SocketModeRequest("", envelope_id, {}), response, began)
        except NotUnderstoodError as error:
            self._app.refusals.count(error.name)
        except (SlackClientNotConnectedError, OSError) as error:
            # Slack sends an event again, and tells a person that their click failed
            log.warning("ack not sent", extra={"action": "ack_not_sent", "error": type(error).__name__})
        finally:
            acked.set()

    def hang_up(self) -> None:
        """Stop reading, answer the requests that have arrived, and close the connection.

        The SDK may never finish if the connection is new: this waits ten seconds, then the process ends the thread.
        """
        self._stop_reading()
        closing = threading.Thread(target=self._finish, name="hang-up", daemon=True)
        closing.start()
        closing.join(2 * HANG_UP_SECONDS)

    def _finish(self) -> None:
        self.message_workers.shutdown(wait=True)
        self.close()

    def _stop_reading(self) -> None:
        """End the reading thread, and wake it: otherwise closing waits until Slack writes, or for three seconds."""
        self.auto_reconnect_enabled = False
        self.current_session_state.terminated = True
        if self.current_session and self.current_session.sock:
            with suppress(OSError):  # closed by Slack just now
                # the plain socket's method: with the TLS socket's own, the remaining acks would be sent unencrypted
                socket.socket.shutdown(self.current_session.sock, socket.SHUT_RD)
