"""The page's routes: reads what a browser sent, bounded, and hands it to the row in a thread."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import ImmutableMultiDict, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request as Asked
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.clock import real_now
from bot.context import AppContext
from bot.web import dispatch, security
from bot.web.request import Request
from bot.web.rows import Form, Row
from bot.web.table import ROWS

THREADS = 16
MOST_BYTES = 2_000_000  # of a form: a roster of thousands
MOST_FIELDS = 5_000
STATIC = Path(__file__).parent / "static"


def page_routes(context: AppContext) -> list[BaseRoute]:
    """The routes of the page, for a server that browsers reach at the settings' `page_url`."""
    limiter, url = CapacityLimiter(THREADS), context.settings.page_url

    async def first(_asked: Asked) -> Response:
        return security.guard(RedirectResponse("/programs", 303), url=url)

    routes: list[BaseRoute] = [Route("/", first)]
    routes += [_route(row, context, limiter, url) for row in ROWS]
    return [*routes, Mount("/static", StaticFiles(directory=STATIC))]


def _route(row: Row, context: AppContext, limiter: CapacityLimiter, url: str) -> Route:
    async def handle(asked: Asked) -> Response:
        try:
            _check(row, asked, url)
            request = await _read(row, asked, context, url)
        except HTTPException as error:
            return security.guard(PlainTextResponse(error.detail, error.status_code), url=url)
        response = await to_thread.run_sync(partial(dispatch.answer, row, request), limiter=limiter)
        return security.guard(response, url=url)

    return Route(row.path, handle, methods=["POST" if isinstance(row, Form) else "GET"])


def _check(row: Row, asked: Asked, url: str) -> None:
    """Raises HTTPException for a request that no page of this site makes."""
    if not security.is_own_host(asked, url):
        raise HTTPException(400, f"Kith's page is at {url}: set KITH_PUBLIC_URL if browsers reach it elsewhere.")
    if isinstance(row, Form) and not security.is_own_site(asked):
        raise HTTPException(403, "This form was sent from another site.")


async def _read(row: Row, asked: Asked, context: AppContext, url: str) -> Request:
    """The request. Raises HTTPException for a body that is too large or no form, and for ids that no row can have."""
    ids = {name: value for name, value in asked.path_params.items() if isinstance(value, int)}
    if any(value > 999_999_999 for value in ids.values()):
        raise HTTPException(404, "Not found.")
    entered, files = (await _entered(asked)) if isinstance(row, Form) else (ImmutableMultiDict(), {})
    return Request(
        context=context,
        now=context.clock.now(),
        real_now=real_now(),
        url=url,
        ids=ids,
        words={name: value for name, value in asked.path_params.items() if isinstance(value, str)},
        asked=asked.query_params,
        entered=entered,
        files=files,
        token=asked.cookies.get(security.cookie_name(url), ""),
        trip=asked.cookies.get(security.trip_name(url), ""),
        address=asked.client.host if asked.client else "",
    )


async def _entered(asked: Asked) -> tuple[ImmutableMultiDict[str, str], dict[str, bytes]]:
    declared = asked.headers.get("content-length", "")
    if not declared.isdecimal() or len(declared) > 9 or int(declared) > MOST_BYTES:
        raise HTTPException(413, f"A form has at most {MOST_BYTES:,} bytes.")
    async with asked.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES) as form:
        items: list[tuple[str, Any]] = form.multi_items()
        files = {name: await value.read() for name, value in items if isinstance(value, UploadFile)}
    return ImmutableMultiDict([(name, value) for name, value in items if isinstance(value, str)]), files
