"""Sign in with Slack: the way to Slack's page, and back from it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot.domain.errors import KithError, NoProgramError, NotFoundError, NotFullMemberError
from bot.oauth.sign_in import (
    DeclinedError,
    SignIn,
    SignInError,
    SlackRefusedError,
    SlackSilentError,
    StaleSignInError,
    UnprovenError,
)
from bot.services import page_access
from bot.settings import SIGN_IN_BACK
from bot.web.request import Request
from bot.web.rows import Drawn, Form, GoTo, Page, Row, Who
from bot.web.sign_in import require_room, show_ways_in

log = logging.getLogger(__name__)

START = "/sign-in/slack"
# What the ways in say above themselves, by what kept somebody out (templates/sign_in.html)
_WHY: Mapping[type[KithError], str] = {
    DeclinedError: "declined",
    StaleSignInError: "stale",
    SlackRefusedError: "refused",
    SlackSilentError: "slack",
    UnprovenError: "refused",
    NotFoundError: "workspace",
    NoProgramError: "unknown",
    NotFullMemberError: "guest",
}


def _start(request: Request) -> Drawn:
    """A page that leads on by itself. A redirection would be taken for the form's target, which is this site alone."""
    require_room(request)
    begun = _offered(request).begin()
    return Drawn("to_slack.html", {"url": begun.url}, trip=begun.kept)


def _back(request: Request) -> GoTo:
    require_room(request)
    offered = _offered(request)
    try:
        return GoTo("/programs", session=_signed_in(request, offered), trip="")
    except tuple(_WHY) as error:
        why = next(words for kind, words in _WHY.items() if isinstance(error, kind))
        reason = str(error) if isinstance(error, SignInError) else ""  # of people and workspaces nothing
        log.info("not signed in", extra={"action": "sign_in_refused", "why": why, "reason": reason})
        return GoTo(f"/sign-in?why={why}", trip="")


def _signed_in(request: Request, offered: SignIn) -> str:
    """The token of a session for whoever came back."""
    identity = offered.finish(request.asked, kept=request.trip)
    with request.context.database.unit_of_work() as session:
        return page_access.sign_in(
            session,
            slack_team_id=identity.slack_team_id,
            slack_user_id=identity.slack_user_id,
            now=request.real_now,
        )


def _offered(request: Request) -> SignIn:
    if (sign_in := request.context.sign_in) is None:
        raise NotFoundError("nobody signs in with Slack here")
    return sign_in


ROWS: tuple[Row, ...] = (
    Form(START, Who.ANYONE, _start, show_ways_in, asks_slack=True),
    Page(SIGN_IN_BACK, Who.ANYONE, _back, asks_slack=True),
)
