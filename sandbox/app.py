"""The sandbox as one web application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from sandbox import control, files, oauth, openid, responses
from sandbox.control.kept import Control
from sandbox.core import Sandbox
from sandbox.guard import Guard
from sandbox.webapi.api_app import ApiApp


def build(sandbox: Sandbox) -> Starlette:
    """The ASGI application of a sandbox."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        sandbox.start()
        yield
        await sandbox.stop()

    async def permalink(request: Request) -> Response:
        """Show a message's conversation on the page, as the first of its people."""
        for conversation in sandbox.store.conversations():
            if conversation.id == request.path_params["channel"]:
                users = sandbox.store.workspaces[conversation.team_id].users
                reader = next((user for user in conversation.members if not users[user].is_bot), "")
                return RedirectResponse(f"/#/{conversation.team_id}/{reader}/{conversation.id}")
        return PlainTextResponse("not found", 404)

    routes = [
        Mount("/api", app=ApiApp(sandbox)),
        WebSocketRoute("/socket", sandbox.hub.accept),
        WebSocketRoute("/{elsewhere:path}", _refuse),  # or what answers HTTP there would get it
        Route("/response/{team}/{id}", responses.endpoint(sandbox), methods=["POST"]),
        Route("/archives/{channel}/{message}", permalink),
        *files.routes(sandbox),
        *oauth.routes(sandbox),
        *openid.routes(sandbox),
        *control.routes(Control(sandbox)),
    ]
    return Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(Guard)])


async def _refuse(socket: WebSocket) -> None:
    await socket.close(code=1008)
