"""HTTP: what Slack sends, signed; the install pages; health and metrics. Served by `kith web`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future

from anyio import CapacityLimiter, to_thread
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_bolt.oauth.oauth_flow import OAuthFlow
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.db.migrate import is_current
from bot.db.session import Database

# Handlers wait for the database, not for Slack.
THREADS = 64
ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)


def build_web(
    *,
    bolt: App,
    flow: OAuthFlow | None,
    database: Database,
    registry: CollectorRegistry,
    receive: Callable[[BoltRequest], Future[BoltResponse] | None] = lambda _request: None,
) -> Starlette:
    """The ASGI app; `flow` are the install pages, where several workspaces may install.

    `receive` answers what Bolt need not see. Bolt runs in threads: in the event loop it would block everybody while it
    waits for its ack.
    """
    limiter = CapacityLimiter(THREADS)
    ack_seconds = Histogram(
        "kith_ack_seconds", "Time from a request of Slack to its ack", buckets=ACK_BUCKETS, registry=registry
    )

    async def in_thread(call: Callable[[BoltRequest], BoltResponse], request: BoltRequest) -> BoltResponse:
        return await to_thread.run_sync(call, request, limiter=limiter)

    async def handle_slack(request: Request) -> Response:
        began = time.perf_counter()
        asked = to_bolt_request(request, await request.body())
        received = receive(asked)
        if received is None:
            response = await in_thread(bolt.dispatch, asked)
        else:
            response = received.result() if received.done() else await asyncio.wrap_future(received)
        ack_seconds.observe(time.perf_counter() - began)
        return to_starlette_response(response)

    async def handle_metrics(_request: Request) -> Response:
        return Response(await to_thread.run_sync(generate_latest, registry), media_type=CONTENT_TYPE_LATEST)

    async def handle_ready(_request: Request) -> Response:
        fault = await to_thread.run_sync(_fault, database)
        return JSONResponse({"ready": not fault, "fault": fault}, status_code=503 if fault else 200)

    routes = [
        Route("/slack/events", handle_slack, methods=["POST"]),
        Route("/healthz", lambda _request: PlainTextResponse("ok")),
        Route("/readyz", handle_ready),
        Route("/metrics", handle_metrics),
    ]
    if flow is not None:

        async def handle_install(request: Request) -> Response:
            asked = to_bolt_request(request, await request.body())
            return to_starlette_response(await in_thread(flow.handle_installation, asked))

        async def handle_redirect(request: Request) -> Response:
            asked = to_bolt_request(request, await request.body())
            return to_starlette_response(await in_thread(flow.handle_callback, asked))

        routes += [Route(flow.install_path, handle_install), Route(flow.redirect_uri_path, handle_redirect)]
    return Starlette(routes=routes)


def _fault(database: Database) -> str:
    """What keeps this process from serving; empty if nothing does."""
    try:
        with database.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        return "" if is_current(database.engine) else "the database is older than the code: run `kith db upgrade`"
    except SQLAlchemyError as error:
        return f"no database: {type(error).__name__}"
