"""Asks: who could help is asked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.services import who_can_help
from jobs.work import for_each


def _look(_context: AppContext, session: Session, now: datetime, ask_id: int) -> None:
    """It writes to nobody: the question stands in Home and in Friday's check-in."""
    who_can_help.look(session, ask_id, now=now)


SWEEPS = (for_each("who_can_help", 58, who_can_help.LOOKING, _look),)
