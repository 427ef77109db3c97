"""Friday: ask everybody how the week went. Monday: close it."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from bot.domain.calendar import WEEK, week_of
from bot.domain.kinds import MessageKind
from bot.domain.messages import Reader
from bot.domain.spots import Spot, Surface
from bot.edge import Edge
from bot.sending import send
from bot.services import agenda, closing, rounds
from bot.views import checkins as views
from bot.views import rounds as round_views
from jobs.work import Work, claimed

log = logging.getLogger(__name__)


def _ask(edge: Edge, session: Session, work: Work) -> None:
    """Ask the program's active members in the zone that is due: one message a person, with each of their programs."""
    on, now = work.due.local_on, work.now
    spot = Spot(Surface.CHECKIN, on)
    for week in agenda.due(session, work.due, program_id=work.program_id, now=now):
        mine = rounds.fridays(session, [part.participant_id for part in week.sections], on=on)
        extras = round_views.friday_extras(mine.values(), spot, is_hard=week.is_hard)
        send(
            edge,
            session,
            MessageKind.CHECKIN,
            Reader(week.member_id, week.slack_user_id, week.zone, on),
            key=f"checkin:{on}:{week.member_id}",
            message=views.friday(week, spot, extras=extras),
            now=now,
            program_id=work.program_id,
        )


def _close(_edge: Edge, session: Session, work: Work) -> None:
    """The week before the due day is over: note who took part in it. Late check-ins still count."""
    week_on = week_of(work.due.local_on) - WEEK
    people = closing.close_week(session, work.program_id, week_on=week_on, now=work.now)
    log.info("week closed", extra={"action": "week_closed", "program": work.program_id, "people": people})


JOBS = (claimed(MessageKind.CLOSE, _close), claimed(MessageKind.CHECKIN, _ask))
