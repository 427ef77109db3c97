"""Where a program's councils are in time, for what is said ahead. The number of queries is constant."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Council, CouncilMeeting, CouncilMember, Member, Participant, Program
from bot.domain import councils as rules
from bot.domain.calendar import week_of
from bot.domain.councils import InTime
from bot.domain.moments import CouncilsAhead
from bot.services.councils import people
from bot.services.councils.plans import plan_of


def ahead(session: Session, program: Program, *, today: date) -> CouncilsAhead | None:
    """None where the program has no councils. Until they are introduced, all who would be in them count as one."""
    plan = plan_of(session, program.id)
    if plan is None:
        return None
    if plan.launched_at is not None:
        return CouncilsAhead(plan.every_weeks, _launched(session, program.id))
    introduce_at = rules.introduced_at(plan.starts_on, program.zone)
    proposed = sum(map(len, people.seats(session, program.id).values()))
    number = proposed or len(people.able(session, program, on=max(today, plan.starts_on)))
    shown_at = None if plan.shown_at else rules.shown_at(plan.starts_on, program.zone)
    to_come = InTime(number, week_of(plan.starts_on), introduce_at=introduce_at)
    return CouncilsAhead(plan.every_weeks, (to_come,) if number >= rules.FEWEST else (), shown_at)


def _launched(session: Session, program_id: int) -> tuple[InTime, ...]:
    weeks, usual = dict[int, date](), dict[int, datetime]()
    meetings = (
        select(CouncilMeeting.council_id, CouncilMeeting.week_on, CouncilMeeting.starts_at)
        .join(Council, Council.id == CouncilMeeting.council_id)
        .where(Council.program_id == program_id, people.stands())
        .order_by(CouncilMeeting.number)
    )
    for council_id, week_on, starts_at in session.execute(meetings):
        weeks[council_id] = week_on
        usual |= {council_id: starts_at} if starts_at else {}
    rows = session.execute(
        select(Council.id, Council.introduce_at, Council.next_at, Council.created_at, func.count(Participant.id))
        .join(CouncilMember, CouncilMember.council_id == Council.id)
        .join(Participant, Participant.id == CouncilMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(Council.program_id == program_id, people.stands(), people.is_present())
        .group_by(Council.id, Council.introduce_at, Council.next_at, Council.created_at)
    )
    return tuple(
        InTime(
            number, weeks.get(one) or week_of((introduce_at or made_at).date()), usual.get(one), introduce_at, next_at
        )
        for one, introduce_at, next_at, made_at, number in rows
    )


def every_weeks(session: Session, program_id: int) -> int:
    """How often councils meet; 1 where there are none."""
    plan = plan_of(session, program_id)
    return plan.every_weeks if plan else 1
