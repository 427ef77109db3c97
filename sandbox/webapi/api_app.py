"""Answers Web API calls: reads the arguments, finds out who calls, runs the method and sends the reply."""

import asyncio
import base64
import contextlib
import json
import re
import socket
import struct
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from sandbox import installs
from sandbox.core import Sandbox
from sandbox.errors import RateLimitedError, SlackError
from sandbox.faults import Fault
from sandbox.guard import MOST_FIELDS, UnclearError, form_of, parsed
from sandbox.model import Json, Token, Workspace
from sandbox.webapi import METHODS
from sandbox.webapi.call import Call, Method

# The arguments that tell which workspace a call with an org-wide token is about.
_CHANNEL_ARGS = ("channel", "channel_id")
_SECRETS = ("token", "client_secret", "code", "refresh_token")
_NOBODY = Token("", "none", ())
_ARG_NAME = re.compile(r"[A-Za-z0-9_]{1,100}")


@dataclass(slots=True)
class Answer:
    """What goes back. With `silent_for` nothing does, and the connection is reset after so many seconds."""

    reply: Json = field(default_factory=dict)
    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    silent_for: float | None = None
    fault: str | None = None


class ApiApp:
    """The ASGI application behind `/api/`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        name = scope["path"].rpartition("/")[2]
        started = time.perf_counter()
        headers = dict(scope["headers"])
        args: Json = {}
        try:
            await _read_into(args, scope, receive, headers)
            token = _token_value(headers, args)
            answer = await self._answer(name, args, token)
        except SlackError as error:
            token, answer = _token_value(headers, args), Answer(error.body())
        self._tell(name, args, answer, milliseconds=(time.perf_counter() - started) * 1000, token=token)
        if answer.silent_for is not None:
            await asyncio.sleep(answer.silent_for)
            _reset(scope)
            return
        await _send(send, answer)

    async def _answer(self, name: str, args: Json, token_value: str) -> Answer:
        answer = Answer()
        try:
            method = self._method(name)
            token = self._authenticate(token_value, method)
            answer.headers.append((b"x-oauth-scopes", ",".join(token.scopes).encode()))
            call = Call(self.sandbox, args, token, self._workspace(token, args))
            call.scope(*method.scopes)
            team = call.workspace_or_none.id if call.workspace_or_none else ""
            self.sandbox.limiter.call(name, method.tier, team)
            fault = self.sandbox.faults.meeting(name, team, args)
            if fault and await self._refused_by(fault, call, answer):
                return answer
            answer.reply = {"ok": True, **method.handler(call)}
        except RateLimitedError as error:
            answer.reply, answer.status = error.body(), 429
            answer.headers.append((b"retry-after", str(error.retry_after).encode()))
        except SlackError as error:
            answer.reply = error.body()
        return answer

    async def _refused_by(self, fault: Fault, call: Call, answer: Answer) -> bool:
        """Let a fault do its work. True if the call must not be done."""
        answer.fault = fault.kind
        self.sandbox.faults.before(fault, call.token, call.workspace_or_none, call.args)
        if fault.kind == "latency":
            await asyncio.sleep(fault.seconds)
        if fault.kind == "timeout":
            answer.silent_for = fault.seconds
        if fault.kind in ("reset_before", "reset_after"):
            answer.silent_for = 0
        if fault.kind == "server_error":
            answer.status, answer.reply = fault.status, {"ok": False, "error": "internal_error"}
        return fault.kind in ("reset_before", "server_error")

    def _method(self, name: str) -> Method:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        return method

    def _authenticate(self, value: str, method: Method) -> Token:
        if method.by == "none":
            return _NOBODY
        if not value:
            raise SlackError("not_authed")
        token = self.sandbox.store.tokens.get(value)
        if token is None:
            raise SlackError("invalid_auth")
        if token.revoked:
            raise SlackError("account_inactive" if installs.is_removed(self.sandbox.store, token) else "token_revoked")
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
        if token.kind != "bot":
            return None
        mine = [workspace for workspace in workspaces.values() if token.user_id in workspace.users]
        if team := args.get("team_id"):
            found = next((workspace for workspace in mine if workspace.id == team), None)
            if found is None:
                raise SlackError("team_access_not_granted")
            return found
        for name in _CHANNEL_ARGS:
            for workspace in mine if args.get(name) else ():
                if str(args[name]) in workspace.conversations:
                    return workspace
        team_id = self.sandbox.triggers.team_of(str(args.get("trigger_id") or ""))
        return next((workspace for workspace in mine if workspace.id == team_id), None)

    def _tell(self, name: str, args: Json, answer: Answer, *, milliseconds: float, token: str) -> None:
        known = self.sandbox.store.tokens.get(token)
        shown = {key: value for key, value in args.items() if key not in _SECRETS}
        self.sandbox.store.emit(
            "request",
            known.team_id if known else None,
            method=name,
            args=shown,
            reply=answer.reply,
            status=answer.status,
            fault=answer.fault,
            milliseconds=round(milliseconds, 3),
        )


def _token_value(headers: dict[bytes, bytes], args: Json) -> str:
    scheme, _, value = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":  # how oauth.v2.access is told the client's id and secret
        with contextlib.suppress(ValueError):
            pair = base64.b64decode(value).decode("utf-8", "replace")
            args["client_id"], _, args["client_secret"] = pair.partition(":")
    return str(args.pop("token", "") or "")


async def _read_into(args: Json, scope: Scope, receive: Receive, headers: dict[bytes, bytes]) -> None:
    """Query, form and JSON arguments in one dict; `SlackError` for a body that is none of these."""
    kind = headers.get(b"content-type", b"").decode("latin-1").split(";")[0].strip().lower()
    request = Request(scope, receive)
    try:
        args.update(_fields(scope["query_string"]))
        if kind == "multipart/form-data":
            args.update({key: value for key, value in (await form_of(request)).items() if isinstance(value, str)})
        elif kind != "application/json":
            args.update(_fields(await request.body()))
        elif body := await request.body():
            args.update(_object(body))
    except UnclearError as error:
        name = "invalid_json" if kind == "application/json" else "invalid_form_data"
        raise SlackError(name, messages=[f"[ERROR] {error}"]) from error
    if not all(map(_ARG_NAME.fullmatch, args)):
        raise SlackError("invalid_arg_name")


def _fields(body: bytes) -> Json:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise UnclearError(str(error)) from error


def _object(body: bytes) -> Json:
    value = parsed(body)
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value


async def _send(send: Send, answer: Answer) -> None:
    body = json.dumps(answer.reply, ensure_ascii=False, separators=(",", ":")).encode()
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers + answer.headers})
    await send({"type": "http.response.body", "body": body})


def _reset(scope: Scope) -> None:
    """End the connection so that the other side sees a reset, not an orderly close."""
    transport = scope["extensions"]["sandbox.transport"]
    if transport.is_closing():  # the caller had no patience left
        return
    # a linger time of zero makes the kernel send RST
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
