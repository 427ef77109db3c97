"""Messages that follow from what an organizer did: to the program's channel, and to people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Target
from bot.domain.programs import ProgramNews
from bot.edge import Edge
from bot.sending import send


def tell_channel(edge: Edge, session: Session, news: ProgramNews, *, message: Message, key: str, now: datetime) -> None:
    """Plan a message to the program's channel. `key` says what in the program's life it is, once for all time."""
    send(
        edge,
        session,
        MessageKind.CHANNEL_NOTICE,
        Target(channel=news.slack_channel_id),
        key=f"{key}:{news.program_id}",
        message=message,
        now=now,
        program_id=news.program_id,
    )
