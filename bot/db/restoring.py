"""After a restore: the database stands where it stood at the backup, and Slack has gone on since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.db.models import Delivery, Program
from bot.domain.states import DeliveryState, ProgramState


@dataclass(frozen=True)
class Restored:
    """How many waiting messages are looked for in Slack first, and from when on programs go on."""

    in_doubt: int
    programs: int
    since: datetime | None


def after_restore(session: Session, *, now: datetime) -> Restored:
    """Make sure that nothing is sent twice that was sent between the backup and now.

    What waited at the backup may have been sent since: it is looked for in Slack, as any doubtful post. What fell due
    since is not done again: programs go on from `now`. Safe to repeat. Nothing may be running on the database.
    """
    running = Program.state == ProgramState.RUNNING
    since = session.scalar(select(func.max(Program.due_checked_at)).where(running))
    waiting = update(Delivery).where(Delivery.state == DeliveryState.QUEUED, Delivery.slack_ts.is_(None))
    in_doubt = session.execute(
        waiting.values(
            state=DeliveryState.SENDING, claimed_at=func.coalesce(Delivery.claimed_at, Delivery.created_at)
        ).returning(Delivery.id)
    ).all()
    moved = session.execute(
        update(Program).where(running, Program.due_checked_at < now).values(due_checked_at=now).returning(Program.id)
    ).all()
    return Restored(len(in_doubt), len(moved), since)
