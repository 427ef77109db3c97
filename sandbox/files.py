"""Where the content of files goes in and comes out."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.core import Sandbox
from sandbox.guard import UnclearError, form_of
from sandbox.model import File

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    """The upload addresses and the private addresses of files."""
    return [
        Route("/upload/{team}/{file}", _upload(sandbox), methods=["POST", "PUT"]),
        Route("/files/{team}/{file}/{name:path}", _download(sandbox)),
    ]


def _find(sandbox: Sandbox, request: Request) -> File | None:
    workspace = sandbox.store.workspaces.get(request.path_params["team"])
    return workspace.files.get(request.path_params["file"]) if workspace else None


async def _content(request: Request) -> bytes:
    """The body itself, or the one file of a form."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        for part in (await form_of(request)).values():
            if isinstance(part, bytes):
                return part
        raise UnclearError("the form holds no file")
    return await request.body()


def _upload(sandbox: Sandbox) -> Endpoint:
    async def upload(request: Request) -> Response:
        file = _find(sandbox, request)
        if file is None or file.completed:
            return PlainTextResponse("not found", 404)
        try:
            file.content = await _content(request)
        except UnclearError as error:
            return PlainTextResponse(str(error), 400)
        return PlainTextResponse(f"OK - {len(file.content)}")

    return upload


def _download(sandbox: Sandbox) -> Endpoint:
    async def download(request: Request) -> Response:
        file = _find(sandbox, request)
        token = sandbox.store.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        allowed = token and not token.revoked and "files:read" in token.scopes
        if file is None or not file.completed or not allowed:
            return PlainTextResponse("not found", 404)
        return Response(file.content, media_type=file.mimetype)

    return download
