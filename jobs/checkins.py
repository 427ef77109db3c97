"""Friday: ask everybody how the week went. Monday: close it."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.domain.calendar import WEEK, week_of
from bot.domain.goals import Week
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import close_week, rounds
from bot.views import checkins as views
from bot.views import rounds as round_views
from jobs.weeks import about_week
from jobs.work import Work, claimed

log = logging.getLogger(__name__)


def _friday(session: Session, week: Week, week_message: WeekMessage) -> Message:
    mine = rounds.fridays(session, [part.participant_id for part in week.sections], on=week_message.on)
    return views.friday(
        week, week_message, extras=round_views.friday_extras(mine.values(), week_message, is_hard=week.is_hard)
    )


def _close(_context: AppContext, session: Session, work: Work) -> None:
    """The week before the due day is over: note who took part. Late check-ins still count."""
    week_on = week_of(work.due.local_on) - WEEK
    people = close_week.close_week(session, work.program_id, week_on=week_on, now=work.now)
    log.info("week closed", extra={"action": "week_closed", "program": work.program_id, "people": people})


JOBS = (claimed(MessageKind.CLOSE, _close), about_week(MessageKind.CHECKIN, WeekMessageKind.CHECKIN, _friday))
