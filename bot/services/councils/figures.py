"""What became of a program's councils, for its digest and final report."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Council, CouncilMeeting, CouncilMember, CouncilWaiting, Program
from bot.domain.figures import CouncilFigures, IntroducedGroups, council_outcome
from bot.domain.states import MeetingOutcome


def of_program(session: Session, program: Program, *, week_on: date | None = None, now: datetime) -> CouncilFigures:
    """All councils whose introduction went out, by what became of them; meetings that were due until now, of that week
    or of all.
    """
    introduced = (Council.program_id == program.id, Council.introduced_at.is_not(None))
    met = select(CouncilMeeting.council_id).where(CouncilMeeting.outcome == MeetingOutcome.MET)
    timed = select(CouncilMeeting.council_id).where(CouncilMeeting.starts_at.is_not(None))
    rows = session.execute(select(Council.dissolved_at, Council.id.in_(met), Council.id.in_(timed)).where(*introduced))
    outcomes = IntroducedGroups.counted(
        (council_outcome(met=row[1], is_over=row[0] is not None, has_time=row[2]) for row in rows),
        people=session.scalars(
            select(func.count(CouncilMember.participant_id.distinct()))
            .join(Council, Council.id == CouncilMember.council_id)
            .where(*introduced, CouncilMember.told_at.is_not(None))
        ).one(),
    )
    meetings = (
        select(CouncilMeeting.outcome, func.count())
        .join(Council, Council.id == CouncilMeeting.council_id)
        .where(Council.program_id == program.id, CouncilMeeting.told_at.is_not(None))
        .group_by(CouncilMeeting.outcome)
    )
    if week_on is not None:
        meetings = meetings.where(CouncilMeeting.week_on == week_on)
    else:
        meetings = meetings.where(CouncilMeeting.week_on < now.date())
    found = {row[0]: row[1] for row in session.execute(meetings)}
    return CouncilFigures(outcomes, meetings=sum(found.values()), took_place=found.get(MeetingOutcome.MET, 0))


def without_council(session: Session, program_id: int) -> dict[int, datetime]:
    """Who has no council though the program has them, and since when, by participant id."""
    is_under_way = CouncilWaiting.tell_at.is_not(None) | CouncilWaiting.told_at.is_not(None)  # not only proposed
    rows = session.execute(
        select(CouncilWaiting.participant_id, CouncilWaiting.since_at).where(
            CouncilWaiting.program_id == program_id, is_under_way
        )
    )
    return {row[0]: row[1] for row in rows}
