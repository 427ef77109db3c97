"""Bolt as Kith uses it: what is understood at all, what goes past it, and the one error handler. Built by bot.app."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError

from bot.db.session import DATABASE_AWAY
from bot.domain.errors import KithError, NotFoundError
from bot.edge import Edge
from bot.slack import envelope
from bot.slack.refusals import Refusals
from handlers import answers

log = logging.getLogger(__name__)


class KithApp(App):
    """Bolt, but for presses that are acked before they are done (bot.slack.presses).

    Whoever hands it a payload knows that Slack sent it: by its signature (bot.server.web), or by our own connection.
    """

    def __init__(self, edge: Edge) -> None:
        super().__init__(
            signing_secret="",
            authorize=_authorize,
            process_before_response=True,
            request_verification_enabled=False,
            raise_error_for_unhandled_request=True,
        )
        self.refusals = Refusals()
        self._presses = edge.presses
        self._refusal = _error_handler(edge)
        self.error(self._refusal)

    def answer(self, payload: object) -> BoltResponse:
        """Answer what Slack sent, over HTTP or Socket Mode. Raises NotUnderstoodError; nothing is done then."""
        body = envelope.read(payload)
        listener = self._presses.of(body)
        if listener is None:
            # as by Socket Mode: a body that is read already, and signed by whoever handed it over
            return self.dispatch(BoltRequest(mode="socket_mode", body=body))
        received: Future[Future[Any]] = Future()
        listener.receive(body).add_done_callback(received.set_result)  # after its own callbacks, which see to the rest
        error = received.result().exception()
        return self._refusal(error, body) if error else BoltResponse(status=200, body="")


def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Services know who may do what: Slack is not asked each time."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="")


def _error_handler(edge: Edge) -> Callable[..., BoltResponse]:
    """The one error handler: a named error is told to the person, any other is logged with its traceback."""

    def handle_error(error: BaseException, body: dict[str, Any]) -> BoltResponse:
        is_event = body.get("type") == "event_callback"
        if isinstance(error, BoltUnhandledRequestError):
            if is_event:
                return BoltResponse(status=200, body="")  # Slack tells of more than Kith asked for
            error = NotFoundError("no button, form or command of that name")
        if isinstance(error, KithError):
            log.info("refused", extra={"action": "refused", "error": type(error).__name__})
            return answers.refusal(edge, body, error)
        log.error("handler failed", exc_info=error, extra={"action": "handler_failed"})
        if is_event:
            return BoltResponse(status=500, body="")  # nothing was committed: Slack sends the event again
        answer = answers.refusal(edge, body, KithError())
        # An ack would say that it is committed. Without one Slack leaves a form open, with what was written in it.
        return BoltResponse(status=503, body="") if isinstance(error, DATABASE_AWAY) else answer

    return handle_error
