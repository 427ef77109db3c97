"""Due moments: claimed once, done or skipped with a reason. A job claims first, in the transaction of its work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db.models import Occurrence
from bot.db.upsert import insert_once
from bot.domain.calendar import Due
from bot.domain.states import OccurrenceState


def claim(session: Session, *, program_id: int, due: Due, now: datetime) -> bool:
    """Claim this due moment; False if any process claimed it before."""
    return _record(session, program_id=program_id, due=due, now=now, state=OccurrenceState.DONE, reason="")


def skip(session: Session, *, program_id: int, due: Due, now: datetime, reason: str) -> bool:
    """Record that this due moment is skipped, and why; False if it was claimed before."""
    return _record(session, program_id=program_id, due=due, now=now, state=OccurrenceState.SKIPPED, reason=reason)


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
