"""Guards every request: bodies within bounds, JSON that can be written again, no traceback in answer or log."""

import json
import logging
from contextlib import suppress
from pathlib import PurePath
from traceback import extract_tb
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
MOST_UPLOAD_BYTES = 50_000_000
MOST_FIELDS = 1000
LARGEST_INTEGER = 2**63 - 1
_log = logging.getLogger(__name__)


class UnclearError(ValueError):
    """A body that cannot be understood; the message says why."""


class TooLargeError(Exception):
    """A body of more bytes than are read."""


def parsed(body: bytes | str) -> Any:
    """JSON as values: no deeper than 200 levels, valid Unicode, finite numbers; `UnclearError` otherwise."""
    try:
        value = from_json(body, allow_inf_nan=False)
        json.dumps(value, allow_nan=False)  # 1e400 is read as infinity
    except ValueError as error:
        raise UnclearError(str(error).partition(" at line")[0]) from error
    return value


async def form_of(request: Request) -> dict[str, str | bytes]:
    """The texts and files of a form, of several with one name the last; `UnclearError` if it is none."""
    fields: dict[str, str | bytes] = {}
    try:
        async with request.form(max_files=10, max_fields=MOST_FIELDS) as form:
            for name, part in form.items():
                fields[name] = await part.read() if isinstance(part, UploadFile) else part
                f"{name}{part}".encode()  # a charset such as unicode_escape makes half characters
    except HTTPException as error:
        raise UnclearError(error.detail) from error
    except (LookupError, ValueError) as error:  # a charset that does not exist, bytes that it does not have
        raise UnclearError(str(error)) from error
    return fields


def problems(error: ValidationError) -> str:
    """What is wrong with each field, in one line."""
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())


class Guard:
    """ASGI middleware: a body that is too large is answered 413, an exception nobody expected `internal_error`.

    Such an exception is logged by its name and place, without what the caller sent.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, _bounded(scope, receive), noting)
            return
        except ClientDisconnect:
            return
        except TooLargeError as error:
            answer = JSONResponse({"ok": False, "error": "request_too_large", "message": str(error)}, 413)
        except Exception as error:
            # No traceback: its lines may hold what was sent
            _log.error("%s in %s", type(error).__name__, _place(error))
            answer = JSONResponse({"ok": False, "error": "internal_error"}, 500)
        if scope["type"] == "websocket":
            with suppress(RuntimeError):  # it is closed already
                await send({"type": "websocket.close", "code": 1011})
        elif not begun:
            await answer(scope, receive, send)


def _place(error: Exception) -> str:
    last = extract_tb(error.__traceback__)[-1]
    return f"{PurePath(last.filename).name}:{last.lineno}"


def _bounded(scope: Scope, receive: Receive) -> Receive:
    most, read = MOST_UPLOAD_BYTES if scope["path"].startswith("/upload/") else MOST_BYTES, 0

    async def counting() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b"")) if message["type"] == "http.request" else 0
        if read > most:
            raise TooLargeError(f"a body holds at most {most} bytes")
        return message

    return counting
