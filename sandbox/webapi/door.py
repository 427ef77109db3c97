"""Where Web API calls come in: arguments, who calls, the method, the reply."""

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.types import Message as AsgiMessage
from starlette.types import Receive, Scope, Send

from sandbox.errors import SlackError
from sandbox.model import Json, Token, Workspace
from sandbox.webapi import METHODS
from sandbox.webapi.call import Call, Method

if TYPE_CHECKING:
    from sandbox.core import Sandbox

# The arguments that tell which workspace a call with an org-wide token is about.
_CHANNEL_ARGS = ("channel", "channel_id")


class Door:
    """The ASGI application behind ``/api/``."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self.sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        name = scope["path"].rpartition("/")[2]
        started = time.perf_counter()
        headers = dict(scope["headers"])
        args = await _arguments(scope, receive, headers)
        token = _token_value(headers, args)
        reply, status, extra = self._answer(name, args, token)
        await _send(send, reply, status, extra)
        milliseconds = (time.perf_counter() - started) * 1000
        self._tell(name, args, reply, status=status, milliseconds=milliseconds, token=token)

    def _answer(self, name: str, args: Json, token_value: str) -> tuple[Json, int, Json]:
        try:
            call, method = self._admit(name, args, token_value)
            return {"ok": True, **method.handler(call)}, 200, {}
        except SlackError as error:
            return error.body(), 200, {}

    def _admit(self, name: str, args: Json, token_value: str) -> tuple[Call, Method]:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        token = self._authenticate(token_value, method)
        call = Call(self.sandbox, args, token, self._workspace(token, args))
        call.scope(*method.scopes)
        return call, method

    def _authenticate(self, value: str, method: Method) -> Token:
        if not value:
            raise SlackError("not_authed")
        token = self.sandbox.store.tokens.get(value)
        if token is None:
            raise SlackError("invalid_auth")
        if token.revoked:
            raise SlackError("token_revoked")
        if token.expires_at is not None and token.expires_at < time.time():
            raise SlackError("token_expired")
        if method.by not in ("any", token.kind):
            raise SlackError("not_allowed_token_type")
        return token

    def _workspace(self, token: Token, args: Json) -> Workspace | None:
        """The token's workspace; for an org-wide token the one the call names, by id or by channel."""
        workspaces = self.sandbox.store.workspaces
        if token.team_id:
            return workspaces[token.team_id]
        if token.kind == "app":
            return None
        mine = [workspace for workspace in workspaces.values() if token.user_id in workspace.users]
        if team := args.get("team_id"):
            found = next((workspace for workspace in mine if workspace.id == team), None)
            if found is None:
                raise SlackError("team_access_not_granted")
            return found
        for name in _CHANNEL_ARGS:
            for workspace in mine if args.get(name) else ():
                if args[name] in workspace.conversations:
                    return workspace
        team_id = self.sandbox.triggers.team_of(str(args.get("trigger_id") or ""))
        return next((workspace for workspace in mine if workspace.id == team_id), None)

    def _tell(self, name: str, args: Json, reply: Json, *, status: int, milliseconds: float, token: str) -> None:
        known = self.sandbox.store.tokens.get(token)
        shown = {key: value for key, value in args.items() if key not in ("token", "client_secret")}
        self.sandbox.store.emit(
            "request",
            known.team_id if known else None,
            method=name,
            args=shown,
            reply=reply,
            status=status,
            milliseconds=round(milliseconds, 3),
        )


def _token_value(headers: dict[bytes, bytes], args: Json) -> str:
    bearer = headers.get(b"authorization", b"").decode("latin-1")
    if bearer[:7].lower() == "bearer ":
        return bearer[7:].strip()
    return str(args.pop("token", "") or "")


async def _arguments(scope: Scope, receive: Receive, headers: dict[bytes, bytes]) -> Json:
    """Query, form and JSON arguments in one dict."""
    args: Json = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    kind = headers.get(b"content-type", b"").decode("latin-1").split(";")[0].strip().lower()
    if kind == "multipart/form-data":
        form = await Request(scope, receive).form()
        args.update({key: value for key, value in form.items() if isinstance(value, str)})
        return args
    body = await _body(receive)
    if kind == "application/json" and body:
        try:
            parsed: Any = json.loads(body)
        except ValueError:
            parsed = None
        if isinstance(parsed, dict):
            args.update(parsed)
    elif body:
        args.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return args


async def _body(receive: Receive) -> bytes:
    message: AsgiMessage = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


async def _send(send: Send, reply: Json, status: int, extra: Json) -> None:
    body = json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    headers += [(name.encode(), str(value).encode()) for name, value in extra.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
