"""Socket Mode: what Slack sends by WebSocket. Used by `kith run`."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from time import monotonic, sleep, time

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.bolt import KithApp
from bot.web import THREADS

HANG_UP_SECONDS = 5
LOOK_SECONDS = 0.01


class KithSocket(SocketModeClient):
    """The SDK's client with Bolt behind it.

    A press that goes past Bolt is taken by the thread that reads, and acked by the one that commits it: on its way
    through the SDK's queue and pool it would wait for the interpreter twice more.
    """

    def __init__(self, app: KithApp, app_token: str, *, web_client: WebClient) -> None:
        super().__init__(app_token, web_client=web_client, concurrency=THREADS)
        self._app = app
        self._unanswered: set[Future[BoltResponse]] = set()
        self.socket_mode_request_listeners.append(self._answer)

    def connect(self) -> None:
        """Connect anew."""
        super().connect()
        # An ack is a small frame: else the system keeps it back until Slack has confirmed the one before.
        if self.current_session and self.current_session.sock:
            self.current_session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def enqueue_message(self, message: str) -> None:
        """Answer a press; everything else has its turn in the SDK's queue."""
        try:
            is_received = self._receive(message)
        except Exception:  # whatever it is: it fails once more there, and the connection goes on being read
            is_received = False
        if not is_received:
            super().enqueue_message(message)

    def _receive(self, message: str) -> bool:
        began = time()
        request = SocketModeRequest.from_dict(json.loads(message))
        received = request and self._app.receive(BoltRequest(mode="socket_mode", body=request.payload))
        if request and received:
            self._unanswered.add(received)
            received.add_done_callback(partial(self._send, request, began))
        return received is not None

    def _send(self, request: SocketModeRequest, began: float, answer: Future[BoltResponse]) -> None:
        try:
            send_response(self, request, answer.result(), began)
        finally:
            self._unanswered.discard(answer)

    def _answer(self, _client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        began = time()
        send_response(self, request, run_bolt_app(self._app, request), began)

    def hang_up(self) -> None:
        """Read no more, ack what was pressed, and close the connection.

        Just after it was made the SDK can wait for ever: then it ends with the process.
        """
        self._stop_reading()
        until = monotonic() + HANG_UP_SECONDS
        while self._unanswered and monotonic() < until:
            sleep(LOOK_SECONDS)
        closing = threading.Thread(target=self.close, name="hang-up", daemon=True)
        closing.start()
        closing.join(HANG_UP_SECONDS)

    def _stop_reading(self) -> None:
        """End the thread that reads, and wake it: else closing waits until Slack writes, or for three seconds."""
        self.auto_reconnect_enabled = False
        self.current_session_state.terminated = True
        if self.current_session and self.current_session.sock:
            with suppress(OSError):  # closed by Slack just now
                # the plain socket's: a TLS socket's own would have the acks still to come go out in the clear
                socket.socket.shutdown(self.current_session.sock, socket.SHUT_RD)
