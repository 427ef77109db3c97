"""Answers a request to the page: who is signed in, the row's act in one transaction, and what is shown of it."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.domain.errors import EndedError, InvalidInputError, KithError, NotAllowedError, NotFoundError, TooOftenError
from bot.limits import Kind
from bot.views import errors as error_view
from bot.web import security
from bot.web.drawing import draw
from bot.web.request import Refused, Request
from bot.web.rows import Drawn, Form, GoTo, Page, Row, Sent, Shown, Who

log = logging.getLogger(__name__)

SIGN_IN = "/sign-in"
_STATUS: tuple[tuple[type[KithError], HTTPStatus], ...] = (
    (NotAllowedError, HTTPStatus.FORBIDDEN),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (TooOftenError, HTTPStatus.TOO_MANY_REQUESTS),
)


def answer(row: Row, request: Request) -> Response:
    """Do what was asked for, and say how it went. Everything is committed before this returns."""
    try:
        with _reading(request) as signed:
            _admit(row, signed)
            if isinstance(row, Page) and not row.asks_slack:
                return _response(signed, row.act(signed))
        return _response(request, row.act(request)) if isinstance(row, Page) else _done(row, request)
    except NobodyError:
        return RedirectResponse(SIGN_IN, 303)
    except KithError as error:
        log.info("refused", extra={"action": "page_refused", "error": type(error).__name__})
        return refusal(request, error)
    except (SQLAlchemyError, SlackApiError, OSError):
        log.exception("page failed", extra={"action": "page_failed"})
        return refusal(request, KithError(), HTTPStatus.SERVICE_UNAVAILABLE)


class NobodyError(Exception):
    """Nobody is signed in."""


def _reading(request: Request) -> AbstractContextManager[Request]:
    return request.as_reader(read_only=True)


def _admit(row: Row, request: Request) -> None:
    """Raises NobodyError, TooOftenError, or NotAllowedError for a form that no page of this session sent."""
    reader = request.reader_or_none
    if reader is None and row.who is not Who.ANYONE:
        raise NobodyError
    if reader is None:
        return
    team, user = str(reader.actor.workspace_id), reader.actor.slack_user_id
    if not request.context.limits.admits(Kind.PAGE, team_id=team, user_id=user):
        raise TooOftenError(Kind.PAGE.name)
    is_own = isinstance(row, Form) and row.who is not Who.ANYONE
    if is_own and not security.is_right_csrf(request.text("csrf"), request.token):
        raise NotAllowedError("a form without its token")


def _done(row: Form, request: Request) -> Response:
    """Do what a form says; refused, the page that it stands on is drawn again with all that was entered."""
    try:
        opened: AbstractContextManager[Request] = nullcontext(request) if row.asks_slack else request.as_reader()
        with opened as within:
            shown = row.act(within)
        with _reading(request) as after:  # what is drawn is what was committed
            return _response(after, shown)
    except InvalidInputError as error:
        refused = replace(request, refused=Refused(error.field, error.message))
        with _reading(refused) as again:
            response = _response(again, row.page(again))
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response


def _response(request: Request, shown: Shown) -> Response:
    if isinstance(shown, Sent):
        return _sent(shown)
    response = _gone_to(request, shown) if isinstance(shown, GoTo) else HTMLResponse(draw(request, shown))
    if shown.trip is not None:
        security.keep_trip(response, shown.trip, url=request.url)
    return response


def _gone_to(request: Request, shown: GoTo) -> Response:
    mark = f"{'&' if '?' in shown.path else '?'}done={shown.done}" if shown.done else ""
    response = RedirectResponse(shown.path + mark, 303)
    if shown.session is not None:
        security.keep(response, shown.session, url=request.url)
    return response


def _sent(shown: Sent) -> Response:
    how = "inline" if shown.shown else "attachment"
    name = quote(shown.file.name)
    return Response(
        shown.file.content,
        media_type=shown.media_type,
        headers={"content-disposition": f"{how}; filename*=UTF-8''{name}"},
    )


def refusal(request: Request, error: KithError, status: HTTPStatus | None = None) -> Response:
    """Why it was not done, as a page of its own."""
    found = status or next((one for kind, one in _STATUS if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)
    copy = f"/programs/{request.program_id}/copy" if isinstance(error, EndedError) else ""
    values = {"said": error_view.error(error).text, "copy": copy}
    return HTMLResponse(draw(replace(request, within=None), Drawn("refused.html", values)), found)
