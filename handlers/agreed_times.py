"""What buddy groups, councils and mentor pairs share: a time that somebody entered, and the people who read of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.domain.calendar import instant, local
from bot.domain.errors import InvalidInputError
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Target
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.sending import send
from bot.services import members
from bot.views.rounds import time_form
from handlers.request import Request


def entered(request: Request) -> tuple[datetime, str]:
    """The time (UTC) and place of the form, which are by the clock of whoever sent it. Raises InvalidInputError."""
    day, at = request.form.date(time_form.DAY), request.form.time(time_form.AT)
    if day is None:
        raise InvalidInputError(time_form.DAY, "Choose a day.")
    if at is None:
        raise InvalidInputError(time_form.AT, "Choose a time.")
    zone = members.zone_of(request.session, request.actor.member_id)
    return instant(day, at, zone), request.form.text(time_form.PLACE)


def remembered(request: Request, zone: str) -> str:
    """What the form carries: the id that was pressed, and where, so that it is drawn anew there."""
    kind = WeekMessageKind.HOME if request.is_in_home else WeekMessageKind.ALONE
    week_message = request.week_message_or_none or WeekMessage(kind, local(request.now, zone).date())
    return request.metadata(week_message, request.id)


def tell(request: Request, slack_user_ids: Iterable[str], message: Message, *, key: str, program_id: int) -> None:
    """What one of them does is told to all of them, in their conversation."""
    send(
        request.context,
        request.session,
        MessageKind.MEETING,
        Target(users=tuple(slack_user_ids)),
        key=key,
        message=message,
        now=request.now,
        program_id=program_id,
        author_id=request.actor.member_id,
    )
