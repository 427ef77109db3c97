"""Bolt as Kith uses it: who is authorized, what goes past it, and the one error handler. Built by bot.app."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.db.session import DATABASE_AWAY
from bot.domain.errors import KithError
from bot.edge import Edge
from handlers import answers

log = logging.getLogger(__name__)


class KithApp(App):
    """Bolt, but for presses that are acked before they are done (bot.slack.presses)."""

    def __init__(self, edge: Edge) -> None:
        secret = edge.settings.slack_signing_secret
        super().__init__(
            signing_secret=secret.get_secret_value() if secret else "",
            authorize=_authorize,
            process_before_response=True,
            request_verification_enabled=secret is not None,
        )
        self._presses = edge.presses
        self._verifier = SignatureVerifier(secret.get_secret_value()) if secret else None
        self._refusal = _error_handler(edge)
        self.error(self._refusal)

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Answer one request, over HTTP or Socket Mode."""
        received = self.receive(req)
        return super().dispatch(req) if received is None else received.result()

    def receive(self, req: BoltRequest) -> Future[BoltResponse] | None:
        """The answer to a press that is acked before it is done, without waiting for it; None for all else."""
        listener = self._presses.of(req.body)
        if listener is None or not self._is_signed(req):
            return None
        answer: Future[BoltResponse] = Future()
        answer.set_running_or_notify_cancel()  # who no longer waits cannot take it back

        def tell(done: Future[Any]) -> None:
            error = done.exception()
            try:
                answer.set_result(self._refusal(error, req.body) if error else BoltResponse(status=200, body=""))
            except Exception as another:  # whoever waits for the answer would wait for ever
                answer.set_exception(another)

        listener.receive(req.body).add_done_callback(tell)
        return answer

    def _is_signed(self, req: BoltRequest) -> bool:
        """Socket Mode is a connection that we opened; who is not Slack over HTTP is refused by Bolt."""
        if req.mode == "socket_mode":
            return True
        headers = {name: values[0] for name, values in req.headers.items()}
        return self._verifier is not None and self._verifier.is_valid_request(req.raw_body, headers)


def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Services know who may do what: Slack is not asked each time."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="")


def _error_handler(edge: Edge) -> Callable[..., BoltResponse]:
    """The one error handler: a named error is told to the person, any other is logged with its traceback."""

    def handle_error(error: BaseException, body: dict[str, Any]) -> BoltResponse:
        if isinstance(error, KithError):
            log.info("refused", extra={"action": "refused", "error": type(error).__name__})
            return answers.refusal(edge, body, error)
        log.error("handler failed", exc_info=error, extra={"action": "handler_failed"})
        if body.get("type") == "event_callback":
            return BoltResponse(status=500, body="")  # nothing was committed: Slack sends the event again
        answer = answers.refusal(edge, body, KithError())
        # An ack would say that it is committed. Without one Slack leaves a form open, with what was written in it.
        return BoltResponse(status=503, body="") if isinstance(error, DATABASE_AWAY) else answer

    return handle_error
