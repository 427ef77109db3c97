"""Live updates as Server-Sent Events: which part of which workspace changed, never the content."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import StreamingResponse

from sandbox.control.kept import Control
from sandbox.model import Change, Conversation, User, View

# Changes that come together are told together.
GATHER_SECONDS = 0.03
HEARTBEAT_SECONDS = 15.0
_TOPICS = {"request": "traffic", "delivery": "traffic", "tokens": "app", "conversation_read": "read"}

Notice = tuple[tuple[str, str], ...]


def notice(change: Change) -> Notice:
    """What readers learn of a change: kind, workspace, and the channel or user it concerns."""
    view = change.data.get("view")
    if isinstance(view, View):
        kind = "home" if view.type == "home" else "view"
    else:
        kind = _TOPICS.get(change.kind) or change.kind.partition("_")[0]
    told = {"kind": kind}
    if kind != "traffic" and change.team_id:
        told["workspace"] = change.team_id
    conversation, user = change.data.get("conversation"), change.data.get("user")
    if isinstance(conversation, Conversation):
        told["channel"] = conversation.id
    if isinstance(view, View):
        told["user"] = view.user_id
    elif isinstance(user, User):
        told["user"] = user.id
    return tuple(told.items())


async def _stream(control: Control) -> AsyncIterator[str]:
    waiting: dict[Notice, None] = {}
    woken = asyncio.Event()

    def on_change(change: Change) -> None:
        waiting[notice(change)] = None
        woken.set()

    unsubscribe = control.sandbox.store.subscribe(on_change)
    try:
        yield ": connected\n\n"
        while True:
            try:
                await asyncio.wait_for(woken.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            await asyncio.sleep(GATHER_SECONDS)
            woken.clear()
            told = list(waiting)
            waiting.clear()
            yield "".join(f"data: {json.dumps(dict(one))}\n\n" for one in told)
    finally:
        unsubscribe()


def follow(control: Control, _request: Request) -> StreamingResponse:
    """The stream; it lasts until the reader goes."""
    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(_stream(control), media_type="text/event-stream", headers=headers)
