"""A backup that was taken while Kith was writing is whole, and Kith goes on from it."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from sqlalchemy import func, select, text

from bot.app import upgrade_database
from bot.db.migrate import is_current
from bot.db.models import Delivery
from bot.db.session import Database
from bot.delivery.lane import AT_ONCE
from bot.delivery.outbox import Outbox
from bot.delivery.queue import JobQueue
from bot.domain.messages import Message, Target
from bot.settings import load_settings
from tests.conftest import NOW
from tests.factories import make_workspace

BATCH, BATCHES = 20, 15


def decide(database: Database, queue: JobQueue, *, workspace_id: int, batch: int) -> None:
    """A fan-out: rows of the ledger and jobs of the engine in one transaction."""
    outbox = Outbox(queue.enqueue)
    with database.unit_of_work(workspace_id) as session:
        for number in range(BATCH):
            whom, key = Target(users=(f"U{number}",)), f"{batch}:{number}"
            outbox.plan(session, key=key, kind="test", target=whom, message=Message("hello"), now=NOW)


def test_a_backup_taken_while_kith_writes_holds_whole_transactions(tmp_path: Path) -> None:
    live, saved = tmp_path / "kith.sqlite", tmp_path / "backup.sqlite"
    settings = load_settings(KITH_DATABASE_URL=f"sqlite:///{live}")
    upgrade_database(settings)
    database, queue = Database(settings.database_url), JobQueue(settings.database_url)
    with database.unit_of_work() as session:
        workspace_id = make_workspace(session).id
    begun = threading.Event()

    def write() -> None:
        for batch in range(BATCHES):
            decide(database, queue, workspace_id=workspace_id, batch=batch)
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(20)
    with sqlite3.connect(live) as source, sqlite3.connect(saved) as target:
        source.backup(target)  # what `.backup` of the sqlite3 command does
    writer.join(60)
    source.close()
    target.close()
    queue.close()
    database.dispose()

    restored = Database(f"sqlite:///{saved}")
    with restored.engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        jobs = connection.execute(text("SELECT count(*) FROM workflow_status")).scalar()
    assert is_current(restored.engine)
    with restored.unit_of_work(read_only=True) as session:
        deliveries = session.scalar(select(func.count(Delivery.id))) or 0
    assert deliveries >= BATCH
    assert deliveries % BATCH == 0
    assert jobs == deliveries // BATCH * AT_ONCE  # the first few of each transaction have one

    again = JobQueue(f"sqlite:///{saved}")
    decide(restored, again, workspace_id=workspace_id, batch=BATCHES)
    again.close()
    restored.dispose()
