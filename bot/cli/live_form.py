"""The part of `kith doctor --live` that a person does: press a button in Slack and send the form that it opens."""

from __future__ import annotations

import threading
import time
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.cli.doctor import Finding
from bot.views import live

_ELSEWHERE = "is another Kith connected with this app token? Slack hands each press to one of its connections"


class _Listener:
    """Answers the one press and the one form; what is anybody else's gets no ack, so that Slack says or repeats it."""

    def __init__(self, client: WebClient, *, user: str, ts: str) -> None:
        self._client, self._user, self._ts = client, user, ts
        self.pressed, self.ended = threading.Event(), threading.Event()
        self.refusal = ""
        self.seconds = 0.0

    def __call__(self, socket: BaseSocketModeClient, request: SocketModeRequest) -> None:
        payload = request.payload
        if (payload.get("user") or {}).get("id") != self._user:
            return
        is_press = payload.get("type") == "block_actions" and (payload.get("message") or {}).get("ts") == self._ts
        is_form = payload.get("type") == "view_submission" and payload["view"]["callback_id"] == live.FORM
        if is_press or is_form:
            socket.send_socket_mode_response(SocketModeResponse(request.envelope_id))
        if is_press:
            self._open(payload)
        if is_form:
            self.ended.set()

    def _open(self, payload: dict[str, Any]) -> None:
        began = time.monotonic()
        try:
            self._client.views_open(trigger_id=payload["trigger_id"], view=live.form())
        except (SlackApiError, OSError) as error:
            self.refusal = str(error.response["error"] if isinstance(error, SlackApiError) else error)
            self.ended.set()
        self.seconds = time.monotonic() - began
        self.pressed.set()


def tried_form(client: WebClient, app_token: str, *, user: str, ts: str, patience: float) -> Finding:
    """Waits so many seconds for the press on the message and for the form to come back."""
    listener = _Listener(client, user=user, ts=ts)
    slack = WebClient(token=app_token, base_url=client.base_url)
    socket = SocketModeClient(app_token, web_client=slack)
    socket.socket_mode_request_listeners.append(listener)
    try:
        socket.connect()
        is_ended = listener.ended.wait(patience)
    except (SlackApiError, OSError) as error:
        return Finding("form", f"no connection by Socket Mode: {error}", "See the row of the app token")
    finally:
        socket.close()
    if listener.refusal:
        return Finding("form", f"pressed, and Slack says {listener.refusal}", "Press sooner, or look at the network")
    if is_ended:
        return Finding("form", f"opened {listener.seconds:.1f} s after the press, and came back")
    if listener.pressed.is_set():
        return Finding(
            "form", "opened, and did not come back", f"Run it again and send the form; if you did: {_ELSEWHERE}"
        )
    return Finding("form", "no press came", f"Run it again and press “Open the form”; if you did: {_ELSEWHERE}")
