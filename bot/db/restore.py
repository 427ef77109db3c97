"""After a restore: the database is as old as the backup, and Slack has gone on since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.db.models import Delivery, Program, Worker, Workspace
from bot.domain.states import DeliveryState, ProgramState

# By then everything that was due at the restore has been decided again, even what waited for a morning or a Monday.
DOUBTED = timedelta(days=4)
OLDEST = timedelta(days=30)  # assumed age of the backup where no heartbeat in it tells its time


@dataclass(frozen=True)
class Restored:
    """How many waiting messages are looked for in Slack first, how many programs go on, and since when."""

    in_doubt: int
    programs: int
    since: datetime | None


def after_restore(session: Session, *, now: datetime) -> Restored:
    """Make sure that nothing is sent twice that was sent between the backup and now.

    Messages that waited at the backup may have been sent since, so they are looked for in Slack, as any doubtful post
    is. Moments that fell due since are not done again: programs go on from `now`. What is due by a row of its own (an
    introduction, a pause that ends) is decided once more; for some days, what people are told is therefore looked for
    before it is sent. Safe to repeat. Nothing may be running on the database.
    """
    backup_at = session.scalar(select(func.max(Worker.seen_at))) or now - OLDEST
    session.execute(update(Workspace).values(doubted_from=backup_at, doubted_until=now + DOUBTED))
    running = Program.state == ProgramState.RUNNING
    since = session.scalar(select(func.max(Program.due_checked_at)).where(running))
    waiting = update(Delivery).where(Delivery.state == DeliveryState.QUEUED, Delivery.slack_ts.is_(None))
    doubted = waiting.values(
        state=DeliveryState.SENDING,
        claimed_at=func.coalesce(Delivery.claimed_at, backup_at),
        files_shared=True,  # if the post is found; files behind a new post are shared again
    )
    in_doubt = session.execute(doubted.returning(Delivery.id)).all()
    moved = session.execute(
        update(Program).where(running, Program.due_checked_at < now).values(due_checked_at=now).returning(Program.id)
    ).all()
    return Restored(len(in_doubt), len(moved), since)
