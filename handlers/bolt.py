"""Bolt as Kith uses it: one listener for each kind of payload, all of which go to `dispatch.answer`."""

from __future__ import annotations

import re
import threading
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from bot.context import AppContext
from bot.slack import envelope
from bot.slack.refusals import Refusals
from handlers import dispatch

ANY = re.compile(".*", re.DOTALL)


class KithApp(App):
    """Takes payloads that are known to be Slack's: signed, or from a connection that Kith opened."""

    def __init__(self, app_context: AppContext) -> None:
        super().__init__(
            name="kith",  # without one Bolt reads the source of every module to find whose it is: 0.05 s
            signing_secret="",
            authorize=_authorize,
            process_before_response=True,
            request_verification_enabled=False,
        )
        self.refusals = Refusals()

        def listen(body: dict[str, Any], context: BoltContext) -> BoltResponse:
            return dispatch.answer(app_context, body, acked=context["acked"])

        for kind in (self.action, self.view, self.command, self.event, self.shortcut):
            kind(ANY)(listen)

    def answer(self, payload: object, *, acked: threading.Event) -> BoltResponse:
        """Answer what Slack sent, over HTTP or Socket Mode. Raises NotUnderstoodError; nothing is done then.

        Whoever sends the answer sets `acked` then: what follows an ack waits for it.
        """
        # as by Socket Mode: the body is read already, and its signature was checked
        return self.dispatch(BoltRequest(mode="socket_mode", body=envelope.read(payload), context={"acked": acked}))


def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Authorize every request without asking Slack: services check who may do what."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="")
