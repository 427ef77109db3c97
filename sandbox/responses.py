"""Answers by response_url: a message to the person or the channel, or the acted-on message replaced or deleted."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox import messages
from sandbox.blockrules import check_message
from sandbox.core import Sandbox
from sandbox.errors import SlackError
from sandbox.guard import UnclearError, parsed
from sandbox.model import Conversation, Json, Message, Workspace
from sandbox.triggers import ResponseUrl


def endpoint(sandbox: Sandbox) -> Callable[[Request], Awaitable[Response]]:
    """What listens at `/response/…`."""

    async def answer(request: Request) -> Response:
        try:
            body: Any = parsed(await request.body() or b"{}")
        except UnclearError:
            return JSONResponse({"ok": False, "error": "invalid_payload"}, 400)
        await _take_time(sandbox, request.url.path)
        try:
            where = sandbox.response_urls.use(request.url.path)
            apply(sandbox, where, body if isinstance(body, dict) else {})
        except SlackError as error:
            reply, status = error.body(), 404 if error.name in ("expired_url", "used_url") else 400
        else:
            reply, status = {"ok": True}, 200
        sandbox.store.emit(
            "request", None, method="response_url", args=body, reply=reply, status=status, milliseconds=0
        )
        return PlainTextResponse("ok") if status == 200 else JSONResponse(reply, status)

    return answer


async def _take_time(sandbox: Sandbox, path: str) -> None:
    """As long as the fault `latency` says, set for `response_url` or for every method."""
    fault = sandbox.faults.meeting("response_url", path.split("/")[2], {}, kinds=("latency",))
    if fault:
        await asyncio.sleep(fault.seconds)


def apply(sandbox: Sandbox, where: ResponseUrl, body: Json) -> Message | None:
    """Do what an answer says. Returns the message it made or changed, None for a deletion."""
    workspace = sandbox.store.workspaces[where.team_id]
    conversation = workspace.conversations.get(where.channel)
    if conversation is None:
        raise SlackError("channel_not_found")
    original = conversation.messages.get(where.message_ts or "")
    if _is_set(body, "delete_original") and original:
        messages.delete(sandbox.store, conversation, original)
        return None
    content = _content(body)
    if _is_set(body, "replace_original") and original:
        messages.change(sandbox.store, conversation, original, **content)
        return original
    return _post(sandbox, where, body, content, workspace=workspace, conversation=conversation)


def _post(
    sandbox: Sandbox,
    where: ResponseUrl,
    body: Json,
    content: Json,
    *,
    workspace: Workspace,
    conversation: Conversation,
) -> Message:
    if workspace.bot is None:
        raise SlackError("account_inactive")
    return messages.post(
        sandbox.store,
        conversation,
        workspace.bot,
        content["text"],
        blocks=content["blocks"],
        only_for=None if body.get("response_type") == "in_channel" else where.user_id,
        thread_ts=str(body.get("thread_ts") or "") or None,
        attachments=content["attachments"] or [],
        metadata=content["metadata"],
    )


def _content(body: Json) -> Json:
    text, blocks, attachments = str(body.get("text") or ""), body.get("blocks"), body.get("attachments")
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    check_message(blocks or [])
    if not isinstance(attachments or [], list):
        raise SlackError("invalid_attachments")
    metadata = body.get("metadata")
    if not isinstance(metadata, dict | None):
        raise SlackError("invalid_metadata_format")
    return {"text": text, "blocks": blocks or [], "attachments": attachments, "metadata": metadata}


def _is_set(body: Json, name: str) -> bool:
    return str(body.get(name, "")).lower() in ("true", "1")
