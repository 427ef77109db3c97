"""What a sending process does now and then: it notes that it is alive, and deletes old texts."""

from __future__ import annotations

import logging
import os
import platform
from datetime import datetime, timedelta

from sqlalchemy import String, cast, delete, func, select, update
from sqlalchemy.orm import Session

from bot.db.models import DatabaseState, Delivery, Interaction, Worker
from bot.db.session import Database
from bot.db.upsert import insert_or_update
from bot.db.wiping import wipe

log = logging.getLogger(__name__)

QUIET = timedelta(minutes=1)  # six heartbeats


def beat(session: Session, name: str, *, started_at: datetime, now: datetime) -> None:
    """Note that this process is alive."""
    about = {"host": platform.node(), "process": os.getpid()}
    insert_or_update(session, Worker, {"name": name}, started_at=started_at, seen_at=now, about=about)


def is_alive(session: Session, *, now: datetime) -> bool:
    """Whether a process of this host was seen within the last minute: it sends, and it knows the time."""
    found = session.scalars(select(Worker).where(Worker.seen_at > now - QUIET))
    return any(worker.about.get("host") == platform.node() for worker in found)


def leave(session: Session, name: str) -> None:
    """Note that this process has ended."""
    session.execute(delete(Worker).where(Worker.name == name))


def wipe_erased(database: Database) -> None:
    """Wipe what the files of the database keep of somebody who erased their data since it was last done."""
    with database.unit_of_work(read_only=True) as session:
        erased_at = session.scalar(select(DatabaseState.erased_at))
    if erased_at is not None and wipe(database.engine):
        with database.unit_of_work() as session:
            done = update(DatabaseState).where(DatabaseState.erased_at == erased_at).values(erased_at=None)
            session.execute(done)
        log.info("wiped", extra={"action": "erased_wiped"})


def prune(session: Session, *, before: datetime) -> None:
    """Delete texts that were sent, processes last alive, and ids of what people did, before that moment.

    The deliveries themselves stay.
    """
    old = update(Delivery).where(Delivery.finished_at < before, func.length(cast(Delivery.payload, String)) > 2)
    emptied = session.execute(old.values(payload={}).returning(Delivery.id)).all()
    session.execute(delete(Worker).where(Worker.seen_at < before))
    session.execute(delete(Interaction).where(Interaction.arrived_at < before))
    log.info("pruned", extra={"action": "deliveries_pruned", "payloads": len(emptied)})
