"""Composition root: settings -> database, Slack, ledger, handlers, jobs. The only file that imports everything."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from bot.clock import Clock, RemoteClock, SystemClock
from bot.db.session import Database
from bot.delivery.outbox import Enqueue, Outbox
from bot.domain.errors import KithError
from bot.edge import Edge
from bot.settings import Settings, SettingsError
from bot.slack.clients import Clients
from bot.slack.replies import Replies
from handlers import answers, commands

HANDLERS = (commands,)

log = logging.getLogger(__name__)


def build_edge(settings: Settings, *, enqueue: Enqueue, clock: Clock | None = None) -> Edge:
    """Everything that handlers and jobs are handed."""

    def token_of(_workspace_id: int) -> str:
        if settings.slack_bot_token is None:
            raise SettingsError("SLACK_BOT_TOKEN is missing: write the bot token (xoxb-…) of your Slack app there")
        return settings.slack_bot_token.get_secret_value()

    clients = Clients(api_url=settings.slack_api_url, token_of=token_of)
    return Edge(
        settings=settings,
        database=Database(settings.database_url),
        clock=clock or _clock(settings),
        outbox=Outbox(enqueue),
        clients=clients,
        replies=Replies(clients),
    )


def build_bolt(edge: Edge) -> App:
    """The Bolt app with every handler. Requests are authorized by what we know; Slack is not asked each time."""

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="")

    secret = edge.settings.slack_signing_secret
    app = App(
        signing_secret=secret.get_secret_value() if secret else "",
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=secret is not None,
    )
    for handler in HANDLERS:
        handler.register(app, edge)
    app.error(_error_handler(edge))
    return app


def _error_handler(edge: Edge) -> Callable[..., BoltResponse]:
    """The one error handler: a named error is told to the person, any other is logged with its traceback."""

    def handle_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        if isinstance(error, KithError):
            log.info("refused", extra={"action": "refused", "error": type(error).__name__})
            return answers.refusal(edge, body, error)
        log.error("handler failed", exc_info=error, extra={"action": "handler_failed"})
        return answers.refusal(edge, body, KithError())

    return handle_error


def _clock(settings: Settings) -> Clock:
    return RemoteClock(settings.clock_url, app="kith") if settings.clock_url else SystemClock()
