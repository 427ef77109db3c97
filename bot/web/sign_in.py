"""In and out: the one-use link from App Home, and signing out."""

from __future__ import annotations

from bot.domain.errors import TooOftenError
from bot.limits import Kind
from bot.services import page_access
from bot.web.request import Request
from bot.web.rows import Drawn, Form, GoTo, Page, Row, Who

LINK = "/link/{token}"


def show_ways_in(request: Request) -> Drawn | GoTo:
    """How to get in, for whoever is not."""
    if request.reader_or_none:
        return GoTo("/programs")
    return Drawn("sign_in.html", {"with_slack": request.context.sign_in is not None})


def _link(request: Request) -> Drawn | GoTo:
    """Nothing is used up by looking: previews of links look, too."""
    return GoTo("/programs") if request.reader_or_none else Drawn("link.html", {"token": request.words["token"]})


def _use_link(request: Request) -> GoTo:
    require_room(request)
    token = page_access.use_link(request.session, request.words["token"], now=request.real_now)
    return GoTo("/programs", session=token)


def require_room(request: Request) -> None:
    """Raises TooOftenError for an address from which somebody tries to sign in again and again."""
    if not request.context.limits.admits(Kind.SIGN_IN, team_id="", user_id=request.address):
        raise TooOftenError(Kind.SIGN_IN.name)


def _sign_out(request: Request) -> GoTo:
    page_access.close_session(request.session, request.token)
    return GoTo("/sign-in", "signed_out", session="")


ROWS: tuple[Row, ...] = (
    Page("/sign-in", Who.ANYONE, show_ways_in),
    Page(LINK, Who.ANYONE, _link),
    Form(LINK, Who.ANYONE, _use_link, _link),
    Form("/sign-out", Who.SIGNED_IN, _sign_out, show_ways_in),
)
