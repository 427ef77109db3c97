"""The engine in a process: takes jobs from the queues, runs `deliver`, beats, reconciles, prunes.

How it is wired (bot/app.py): `queue = JobQueue(url)`, handed as `queue.enqueue` to the Outbox; then
`Engine(database, clients, queue, …).start()`, once a process, after `kith db upgrade`; `stop()` drains.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta

from dbos import DBOS
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import real_now
from bot.db.models import Delivery
from bot.db.session import Database
from bot.delivery.crew import Crew
from bot.delivery.lane import is_unfinished
from bot.delivery.ledger import Ledger
from bot.delivery.queue import APPLICATION, AT_ONCE, BULK, VERSION, WORKFLOW, JobQueue
from bot.delivery.reconciler import BEAT_SECONDS, Reconciler
from bot.delivery.sender import Sender
from bot.slack.clients import Clients

log = logging.getLogger(__name__)

POLLING_SECONDS = 0.25
POLLING_SECONDS_UNPACED = 0.1
STOP_SECONDS = 25
PRUNE_EVERY = timedelta(days=1)


class Engine:
    """Sends what the ledger holds. One at a time in a process; any number of processes on one database."""

    def __init__(
        self,
        *,
        database: Database,
        clients: Clients,
        queue: JobQueue,
        pace_scale: float | None = 1.0,
        keep_days: int = 30,
    ) -> None:
        self._database, self._queue, self._keep = database, queue, timedelta(days=keep_days)
        self._polling_seconds = POLLING_SECONDS_UNPACED if pace_scale is None else POLLING_SECONDS
        self.executor_id = uuid.uuid4().hex  # never the engine's default: two of one name run each other's jobs
        self._crew = Crew(full=AT_ONCE[BULK])
        self._sender = Sender(
            database=database,
            clients=clients,
            ledger=Ledger(queue.enqueue, pace_scale=pace_scale),
            crew=self._crew,
            name=self.executor_id,
        )
        self._reconciler = Reconciler(database, queue, self.executor_id)
        self._prune_at = real_now()
        self._stopping = threading.Event()
        self._worked = threading.Event()
        self._upkeep = threading.Thread(target=self._keep_up, name="delivery-upkeep", daemon=True)

    def start(self) -> None:
        """Begin to send. The database is at its newest schema."""
        _quiet_logger()
        self._reconciler.beat(now=real_now())
        self._queue.register(polling_seconds=self._polling_seconds)
        _running.append(self._deliver)
        DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": self._database.url,
                "application_version": VERSION,
                "executor_id": self.executor_id,
                "run_migrations": False,
                "log_level": "WARNING",
                "sys_db_pool_size": 5,
                "max_executor_threads": sum(AT_ONCE.values()) + 16,
            }
        )
        DBOS.launch()
        self._upkeep.start()

    def stop(self) -> None:
        """Take no new job, finish those that run, and leave."""
        self._crew.is_leaving = True
        DBOS.destroy(workflow_completion_timeout_sec=STOP_SECONDS)
        _running.clear()
        self._stopping.set()
        self._upkeep.join()
        self._reconciler.leave()

    def unfinished(self) -> int:
        """How many deliveries are decided and not yet done."""
        with self._database.unit_of_work(read_only=True) as session:
            count = select(func.count()).select_from(Delivery).where(is_unfinished)
            return session.scalar(count) or 0

    def wait_for_work(self, *, seconds: float) -> None:
        """Until this process has worked on a delivery since the last time, or so many seconds have passed."""
        self._worked.wait(seconds)
        self._worked.clear()

    def _deliver(self, delivery_id: int) -> None:
        try:
            self._sender.deliver(delivery_id)
        finally:
            self._worked.set()

    def _keep_up(self) -> None:
        while not self._stopping.wait(BEAT_SECONDS):
            now = real_now()
            try:
                self._reconciler.beat(now=now)
                self._reconciler.reconcile(now=now)
                if now >= self._prune_at:
                    self._reconciler.prune(before=now - self._keep)
                    self._prune_at = now + PRUNE_EVERY
            except SQLAlchemyError:
                # The database is away; it is asked again at the next beat.
                log.exception("upkeep failed", extra={"action": "upkeep_failed"})


# What the workflow below calls: the engine has one registry in a process, filled when this module is imported.
_running: list[Callable[[int], None]] = []


@DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)
def _deliver(delivery_id: int) -> None:
    _running[-1](delivery_id)


def _quiet_logger() -> None:
    """The engine's log goes where ours goes: it makes a console handler of its own only where it finds none."""
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
