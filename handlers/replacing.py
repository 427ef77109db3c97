"""The clicked message gives way at once, by its response_url; where that fails, the ledger changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.messages import Message
from bot.edge import Edge
from bot.services import members
from handlers.acting import identity


def replace(edge: Edge, body: Mapping[str, Any], message: Message, *, response_url: str = "") -> None:
    """Replace the message that was clicked, after the ack. What the ledger did not send it does not mend."""
    address = response_url or body.get("response_url", "")
    if not address:
        return
    container = body.get("container") or {}
    channel, ts = container.get("channel_id"), container.get("message_ts")
    mend = (lambda: _mend(edge, body, message, channel=channel, ts=ts)) if channel and ts else None
    edge.replies.replace(
        address, whose=identity(body)[0], text=message.text, blocks=list(message.blocks), otherwise=mend
    )


def _mend(edge: Edge, body: Mapping[str, Any], message: Message, *, channel: str, ts: str) -> None:
    team_id, user_id = identity(body)
    now = edge.clock.now()
    with edge.database.unit_of_work() as session:
        members.enter(session, slack_team_id=team_id, slack_user_id=user_id, now=now)
        edge.outbox.repair(session, channel=channel, ts=ts, message=message, now=now)
