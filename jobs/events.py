"""Events: one that repeats is put on the list again once it has begun."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.services import events
from jobs.work import for_each


def _repeat(_context: AppContext, session: Session, now: datetime, event_id: int) -> None:
    """Put it on the list for the next time."""
    events.repeat(session, event_id, now=now)


SWEEPS = (for_each("event_repeats", 44, events.REPEATING, _repeat),)
