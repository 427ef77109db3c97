"""Read the paths of small steps of many members at once. Nobody but the member ever gets any of theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, Participant, Path, PathStep
from bot.domain.path import PathNow, Step, Taken

# Built once: every message about a week asks for them.
_ACTS = (
    select(func.count(CheckIn.id))
    .join(Participant, Participant.id == CheckIn.participant_id)
    .where(
        Participant.member_id == PathStep.member_id,
        CheckIn.activity_id == PathStep.activity_id,
        CheckIn.created_at >= PathStep.taken_at,
        CheckIn.undone_at.is_(None),
    )
    .correlate(PathStep)
    .scalar_subquery()
)
_PATHS = (
    select(Path.member_id, Path.paused_at, PathStep, Activity.name, _ACTS)
    .outerjoin(PathStep, PathStep.member_id == Path.member_id)
    .outerjoin(Activity, Activity.id == PathStep.activity_id)
    .where(Path.member_id.in_(bindparam("ids", expanding=True)))
    .order_by(PathStep.id)
)


def paths(session: Session, member_ids: Collection[int], *, week_on: date) -> dict[int, PathNow]:
    """The path of each of these members who is on one, as it stands in the week of `week_on`. One query."""
    taken: dict[int, dict[Step, Taken]] = defaultdict(dict)
    paused: dict[int, bool] = {}
    for member_id, paused_at, step, activity, acts in session.execute(_PATHS, {"ids": list(member_ids)}):
        paused[member_id] = paused_at is not None
        if step is not None:
            taken[member_id][step.step] = Taken(
                step.step, step.week_on, activity or "", acts, step.done_on, step.forecast, step.result
            )
    return {member_id: PathNow(week_on, taken[member_id], is_paused) for member_id, is_paused in paused.items()}
