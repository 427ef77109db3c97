"""What became of a program's councils, for its digest and final report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.db.models import Council, CouncilMeeting, CouncilMember, CouncilWaiting, Program
from bot.domain.figures import CouncilFigures, IntroducedGroups, council_outcome
from bot.domain.reports import Period
from bot.domain.states import MeetingOutcome


def of_program(
    session: Session,
    program: Program,
    mondays: Sequence[date],
    *,
    period: Period | None = None,
    now: datetime,
) -> CouncilFigures:
    """All councils whose introduction went out, or those that there were in a period, by what became of them; and
    their meetings of these weeks that were due until now.
    """
    introduced = [Council.program_id == program.id, Council.introduced_at.is_not(None)]
    if period is not None:
        begins, ends = period.whole_weeks()
        introduced += [
            Council.introduced_at < ends,
            or_(Council.dissolved_at.is_(None), Council.dissolved_at >= begins),
        ]
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
        .where(CouncilMeeting.week_on.between(mondays[0], mondays[-1]), CouncilMeeting.week_on < now.date())
        .group_by(CouncilMeeting.outcome)
    )
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
