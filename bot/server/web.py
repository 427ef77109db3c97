"""HTTP: what Slack sends, signed; the install pages; health. Served by `kith web`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from anyio import CapacityLimiter, to_thread
from prometheus_client import CollectorRegistry, Histogram
from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.adapter.starlette.handler import to_starlette_response
from slack_bolt.oauth.oauth_flow import OAuthFlow
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.clock import real_now
from bot.db.migrate import is_current
from bot.db.session import Database
from bot.oauth.store import TooManyInstallsError
from bot.slack import envelope
from bot.slack.envelope import MOST_BYTES, NotUnderstoodError
from bot.slack.refusals import Refusals
from bot.slack.signature import Signature

# Handlers wait for the database, not for Slack.
THREADS = 64
ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)


class Answer(Protocol):
    """Answers the payload of a signed request; `acked` is set once the answer is sent."""

    def __call__(self, payload: object, *, acked: threading.Event) -> BoltResponse: ...


def build_web(
    *,
    answer: Answer,
    secret: str,
    flow: OAuthFlow | None,
    database: Database,
    registry: CollectorRegistry,
    refusals: Refusals,
    page: Sequence[BaseRoute] = (),
) -> Starlette:
    """The ASGI app. `answer` gets the payload of a signed request; `flow` and `page` are the install pages and the
    organizers' page, if there are any.

    The event loop only looks at headers and collects bytes; all that costs more is done in threads.
    """
    limiter = CapacityLimiter(THREADS)
    ack_seconds = Histogram(
        "kith_ack_seconds", "Time from a request of Slack to its ack", buckets=ACK_BUCKETS, registry=registry
    )

    def refused(status: int, name: str, where: str = "") -> Response:
        refusals.count(name)
        # What has not been read yet stays unread
        return JSONResponse({"error": name, "where": where}, status_code=status, headers={"connection": "close"})

    def answered(signature: Signature, raw: bytes, content_type: str) -> Response:
        if not signature.is_of(raw, secret=secret):
            return refused(401, "unsigned")
        try:
            acked = threading.Event()
            response = to_starlette_response(answer(envelope.parse(raw, content_type=content_type), acked=acked))
            response.background = BackgroundTask(acked.set)  # run once the response is sent
            return response
        except NotUnderstoodError as error:
            return refused(400, error.name, error.where)

    async def handle_slack(request: Request) -> Response:
        began = time.perf_counter()
        signature = Signature.of(request.scope["headers"], now=real_now())
        if signature is None:
            return refused(401, "unsigned")
        raw = await _body(request)
        if raw is None:
            return refused(401, "too_large")  # so it is unsigned too, as far as anybody knows
        content_type = request.headers.get("content-type", "")
        response = await to_thread.run_sync(partial(answered, signature, raw, content_type), limiter=limiter)
        ack_seconds.observe(time.perf_counter() - began)
        return response

    async def handle_ready(_request: Request) -> Response:
        fault = await to_thread.run_sync(_fault, database)
        return JSONResponse({"ready": not fault, "fault": fault}, status_code=503 if fault else 200)

    routes: list[BaseRoute] = [
        Route("/slack/events", handle_slack, methods=["POST"]),
        Route("/healthz", lambda _request: PlainTextResponse("ok")),
        Route("/readyz", handle_ready),
    ]
    if flow is not None:
        routes += _install_routes(flow, limiter)
    return Starlette(routes=[*routes, *page])


def _install_routes(flow: OAuthFlow, limiter: CapacityLimiter) -> list[Route]:
    async def in_thread(request: Request, call: Callable[[BoltRequest], BoltResponse]) -> Response:
        headers: dict[str, str | Sequence[str]] = dict(request.headers.items())
        asked = BoltRequest(body="", query=request.url.query, headers=headers)
        return to_starlette_response(await to_thread.run_sync(call, asked, limiter=limiter))

    async def handle_install(request: Request) -> Response:
        try:
            return await in_thread(request, flow.handle_installation)
        except TooManyInstallsError as error:
            return PlainTextResponse(str(error), status_code=429, headers={"retry-after": "60"})

    async def handle_redirect(request: Request) -> Response:
        return await in_thread(request, flow.handle_callback)

    return [Route(flow.install_path, handle_install), Route(flow.redirect_uri_path, handle_redirect)]


async def _body(request: Request) -> bytes | None:
    """The body's bytes; None where there are more than Slack ever sends."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or len(declared) > 9 or int(declared) > MOST_BYTES:
        return None
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MOST_BYTES:
            return None
    return bytes(raw)


def _fault(database: Database) -> str:
    """What keeps this process from serving; empty if nothing does."""
    try:
        with database.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        return "" if is_current(database.engine) else "the database is older than the code: run `kith db upgrade`"
    except SQLAlchemyError as error:
        return f"no database: {type(error).__name__}"
