"""Messages that follow from what an organizer did: to the program's channel, and to people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Target
from bot.domain.programs import ProgramNews
from bot.sending import send


def tell_channel(
    context: AppContext, session: Session, news: ProgramNews, *, message: Message, key: str, now: datetime
) -> None:
    """Plan a message to the program's channel. `key` says what in the program's life it is, once for all time."""
    send(
        context,
        session,
        MessageKind.CHANNEL_NOTICE,
        Target(channel=news.slack_channel_id),
        key=f"{key}:{news.program_id}",
        message=message,
        now=now,
        program_id=news.program_id,
    )
