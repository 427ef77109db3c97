"""Messages that follow from what somebody did: to a program's channel, and files to whoever asked for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Target
from bot.domain.programs import ProgramNews
from bot.limits import Kind
from bot.sending import send
from bot.services import members
from handlers.request import Request


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


def send_file(request: Request, name: str, written: Callable[[], Message], *, program_id: int | None = None) -> None:
    """Send what the person asked for, by direct message; asked twice within a minute, once.

    Raises TooOftenError before anything is read for it.
    """
    request.require_room(Kind.EXPORT)
    session, member_id, now = request.session, request.actor.member_id, request.now
    send(
        request.context,
        session,
        MessageKind.DATA,
        members.reader(session, member_id, now=now),
        key=f"{name}:{member_id}:{now:%Y-%m-%dT%H:%M}",
        message=written(),
        now=now,
        program_id=program_id,
    )
