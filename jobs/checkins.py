"""Friday: ask everybody how the week went. Monday: close it."""

from __future__ import annotations

import logging

from bot.domain.calendar import WEEK, week_of
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target
from bot.domain.spots import Spot, Surface
from bot.edge import Edge
from bot.services import agenda, closing, notices, rounds
from bot.views import checkins as views
from bot.views import rounds as round_views
from jobs.work import Work

log = logging.getLogger(__name__)


def run(edge: Edge, work: Work) -> None:
    """Ask the program's active members in the zone that is due: one message a person, with each of their programs."""
    on, now = work.due.local_on, work.now
    with edge.database.unit_of_work(work.workspace_id) as session:
        if not work.claim(session):
            return
        for week in agenda.due(
            session, MessageKind.CHECKIN, program_id=work.program_id, zone=work.due.zone, on=on, now=now
        ):
            if notices.admit(session, member_id=week.member_id, kind=MessageKind.CHECKIN, local_on=on, now=now):
                spot = Spot(Surface.CHECKIN, on)
                mine = [part.participant_id for part in week.sections]
                extras = round_views.friday_extras(
                    rounds.fridays(session, mine, on=on).values(), spot, is_hard=week.is_hard
                )
                edge.outbox.plan(
                    session,
                    key=f"checkin:{on}:{week.member_id}",
                    kind=MessageKind.CHECKIN,
                    target=Target(users=(week.slack_user_id,)),
                    message=views.friday(week, spot, extras=extras),
                    now=now,
                    program_id=work.program_id,
                    member_id=week.member_id,
                )


def close(edge: Edge, work: Work) -> None:
    """The week before the due day is over: note who took part in it. Late check-ins still count."""
    week_on = week_of(work.due.local_on) - WEEK
    with edge.database.unit_of_work(work.workspace_id) as session:
        if work.claim(session):
            people = closing.close_week(session, work.program_id, week_on=week_on, now=work.now)
            log.info("week closed", extra={"action": "week_closed", "program": work.program_id, "people": people})
