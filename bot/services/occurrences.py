"""Due moments: claimed once, done or skipped with a reason. A job claims first, in the transaction of its work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Occurrence
from bot.db.upsert import insert_once
from bot.domain.calendar import LAST_DAY, Due, week_of
from bot.domain.states import OccurrenceState


def claim(session: Session, *, program_id: int, due: Due, now: datetime) -> bool:
    """Claim this due moment; False if any process claimed it before, or its week has had one of the kind.

    The day of a week's moment may change when the week has begun: by a new break, or a new rhythm.
    """
    if _is_had(session, program_id, due):
        return False
    return _record(session, program_id=program_id, due=due, now=now, state=OccurrenceState.DONE, reason="")


def skip(session: Session, *, program_id: int, due: Due, now: datetime, reason: str) -> bool:
    """Record that this due moment is skipped, and why; False if it was claimed before."""
    return _record(session, program_id=program_id, due=due, now=now, state=OccurrenceState.SKIPPED, reason=reason)


def _is_had(session: Session, program_id: int, due: Due) -> bool:
    week_on = week_of(due.local_on)
    had = select(Occurrence.id).where(
        Occurrence.program_id == program_id,
        Occurrence.kind == due.kind,
        Occurrence.zone == due.zone,
        Occurrence.local_on.between(week_on, week_on + LAST_DAY),
        Occurrence.state == OccurrenceState.DONE,
    )
    return session.scalar(had.limit(1)) is not None


def _record(session: Session, *, program_id: int, due: Due, now: datetime, state: OccurrenceState, reason: str) -> bool:
    return insert_once(
        session,
        Occurrence,
        program_id=program_id,
        kind=due.kind,
        local_on=due.local_on,
        zone=due.zone,
        due_at=due.due_at,
        claimed_at=now,
        state=state,
        reason=reason,
    )
