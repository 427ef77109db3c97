"""The floor: a bare Bolt app that only acks, served as Kith is. `python -m benchmarks._bare http|socket`, and the
variables that Kith takes: PORT, SLACK_SIGNING_SECRET; SLACK_APP_TOKEN, KITH_SLACK_API_URL.
"""

from __future__ import annotations

import os
import sys

import uvicorn
from anyio import CapacityLimiter, to_thread
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from benchmarks._bare_start import bare_app, connect
from bot.server.web import THREADS
from bot.views import checkins


def main(mode: str) -> None:
    """Serve until it is ended."""
    app = bare_app(checkins.ADD, checkins.OPEN_FORM)
    if mode == "socket":
        connect(app)
        return
    limiter = CapacityLimiter(THREADS)

    async def handle(request: Request) -> Response:
        asked = to_bolt_request(request, await request.body())
        return to_starlette_response(await to_thread.run_sync(app.dispatch, asked, limiter=limiter))

    routes = [
        Route("/slack/events", handle, methods=["POST"]),
        Route("/healthz", lambda _request: PlainTextResponse("ok")),
    ]
    uvicorn.run(
        Starlette(routes=routes), host="127.0.0.1", port=int(os.environ["PORT"]), log_config=None, access_log=False
    )


if __name__ == "__main__":
    main(sys.argv[1])
