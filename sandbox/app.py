"""The sandbox as one web application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute

from sandbox import files, oauth, responses
from sandbox.control import Control
from sandbox.core import Sandbox
from sandbox.webapi.door import Door


def build(sandbox: Sandbox) -> Starlette:
    """The ASGI application of a sandbox."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        sandbox.start()
        yield
        await sandbox.stop()

    routes = [
        Mount("/api", app=Door(sandbox)),
        WebSocketRoute("/socket", sandbox.hub.accept),
        Route("/response/{team}/{id}", responses.endpoint(sandbox), methods=["POST"]),
        *files.routes(sandbox),
        *oauth.routes(sandbox),
        *Control(sandbox).routes(),
    ]
    return Starlette(routes=routes, lifespan=lifespan)
