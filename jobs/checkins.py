"""Friday: ask everybody how the week went. Monday: close it."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.calendar import WEEK, week_of
from bot.domain.goals import Week
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Reader
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.sending import send
from bot.services import close_week, introduction_questions, pauses, recipients, rounds
from bot.views import checkins as views
from bot.views import rounds as round_views
from jobs.work import Work, claimed

log = logging.getLogger(__name__)


def _friday(session: Session, week: Week, week_message: WeekMessage) -> Message:
    mine = rounds.fridays(session, [part.participant_id for part in week.sections], on=week_message.on)
    return views.friday(
        week, week_message, extras=round_views.friday_extras(mine.values(), week_message, is_hard=week.is_hard)
    )


def _ask(context: AppContext, session: Session, work: Work) -> None:
    """Ask the program's active members in the zone that is due, each once for all of their programs."""
    kind, on, now = MessageKind.CHECKIN, work.due.local_on, work.now
    for week in recipients.due_weeks(session, work.due, program_id=work.program_id, now=now):
        to, key = Reader(week.member_id, week.slack_user_id, week.zone, on), f"{kind}:{on}:{week.member_id}"
        message = _friday(session, week, WeekMessage(WeekMessageKind.CHECKIN, on))
        if send(context, session, kind, to, key=key, message=message, now=now, program_id=work.program_id):
            pauses.welcomed(session, [part.participant_id for part in week.sections if part.comes_back])
            if not week.is_hard:
                introduction_questions.read_in_message(session, week.introductions, on=on, now=now)


def _close(_context: AppContext, session: Session, work: Work) -> None:
    """The week before the due day is over: note who took part. Late check-ins still count."""
    week_on = week_of(work.due.local_on) - WEEK
    people = close_week.close_week(session, work.program_id, week_on=week_on, now=work.now)
    log.info("week closed", extra={"action": "week_closed", "program": work.program_id, "people": people})


JOBS = (claimed(MessageKind.CLOSE, _close), claimed(MessageKind.CHECKIN, _ask))
