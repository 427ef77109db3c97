"""Messages about a person's week, due by the calendar: one message a person, with all their programs that are due."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.goals import Week
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Reader
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.sending import send
from bot.services import pauses, recipients
from jobs.work import Job, Work, claimed


def about_week(
    kind: MessageKind, week_message_kind: WeekMessageKind, draw: Callable[[Session, Week, WeekMessage], Message]
) -> Job:
    """A job that writes to the program's active members in the zone that is due, where their week has room for it."""

    def write(context: AppContext, session: Session, work: Work) -> None:
        on, now = work.due.local_on, work.now
        for week in recipients.due_weeks(session, work.due, program_id=work.program_id, now=now):
            to, key = Reader(week.member_id, week.slack_user_id, week.zone, on), f"{kind}:{on}:{week.member_id}"
            message = draw(session, week, WeekMessage(week_message_kind, on))
            if send(context, session, kind, to, key=key, message=message, now=now, program_id=work.program_id):
                pauses.welcomed(session, [part.participant_id for part in week.sections if part.comes_back])

    return claimed(kind, write)
