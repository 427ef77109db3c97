"""Finds lanes whose jobs were lost: their worker died, their run broke off. What is overdue there gets new ones.

Every worker does this. A worker without a heartbeat is dead; what it held goes to others.
"""

from __future__ import annotations

import logging
import os
import platform
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from dbos import WorkflowStatus
from sqlalchemy import String, cast, delete, func, select, update

from bot.db.models import Delivery, Worker
from bot.db.once import insert_once
from bot.db.session import Database
from bot.delivery.lane import AT_ONCE, first_of_each, holders, is_free
from bot.delivery.queue import JobQueue, job_id

log = logging.getLogger(__name__)

BEAT_SECONDS = 2.0
DEAD_AFTER = timedelta(seconds=8)
OVERDUE = timedelta(seconds=5)


@dataclass(frozen=True)
class Reconciler:
    """One worker's heartbeat and its look at everybody's jobs. All times are real."""

    database: Database
    queue: JobQueue
    executor_id: str

    def beat(self, *, now: datetime) -> None:
        """Say that this worker is alive."""
        about = {"host": platform.node(), "process": os.getpid()}
        with self.database.unit_of_work() as session:
            if not insert_once(session, Worker, executor_id=self.executor_id, started_at=now, seen_at=now, about=about):
                mine = update(Worker).where(Worker.executor_id == self.executor_id)
                session.execute(mine.values(seen_at=now))

    def leave(self) -> None:
        """Say that this worker has ended: what it left goes to others at once."""
        with self.database.unit_of_work() as session:
            session.execute(delete(Worker).where(Worker.executor_id == self.executor_id))

    def reconcile(self, *, now: datetime) -> int:
        """Give new jobs to lanes that have something overdue and too few who carry it; says how many.

        Whoever goes through a lane always holds a message of it; a dead worker's hold does not count.
        """
        with self.database.unit_of_work(read_only=True) as session:
            overdue = first_of_each(session, now=now, before=now - OVERDUE)
            if not overdue:
                return 0
            alive = set(session.scalars(select(Worker.executor_id).where(Worker.seen_at > now - DEAD_AFTER)))
            held = Counter(lane for lane, owner in holders(session, now=now) if owner.partition(":")[0] in alive)
        wanting = [one for lane, rows in overdue.items() for one in rows[: max(0, AT_ONCE - held[lane])]]
        jobs = {job.workflow_id: job for job in self.queue.live([job_id(*one) for one in wanting])} if wanting else {}
        lost = [one for one in wanting if _is_lost(jobs.get(job_id(*one)), alive)]
        stuck = [wanted for one in lost if (wanted := job_id(*one)) in jobs]
        if stuck:
            self.queue.cancel(stuck)
        return sum(self._renew(*one, now=now) for one in lost)

    def prune(self, *, before: datetime) -> None:
        """Forget what was said, and the engine's ended jobs, from before that moment. What was sent stays recorded."""
        old = update(Delivery).where(Delivery.finished_at < before, func.length(cast(Delivery.payload, String)) > 2)
        with self.database.unit_of_work() as session:
            emptied = session.execute(old.values(payload={}).returning(Delivery.id)).all()
            session.execute(delete(Worker).where(Worker.seen_at < before))
        jobs = self.queue.prune(before=before)
        log.info("pruned", extra={"action": "deliveries_pruned", "payloads": len(emptied), "jobs": jobs})

    def _renew(self, delivery_id: int, job: int, *, now: datetime) -> bool:
        with self.database.unit_of_work() as session:
            # Another worker may have found it too (the number of the job says who was first), or somebody who goes
            # through the lane has come to it meanwhile and holds it.
            is_lost = (Delivery.id == delivery_id) & (Delivery.job == job) & is_free(now)
            taken = update(Delivery).where(is_lost).values(leased_by=None)
            renewed = session.execute(taken.returning(Delivery.id)).first() is not None
            if renewed:
                self.queue.enqueue(session, delivery_id)
                log.info("job renewed", extra={"action": "job_renewed", "delivery": delivery_id})
        return renewed


def _is_lost(job: WorkflowStatus | None, alive: set[str]) -> bool:
    """No job that waits or runs; or one that is said to run in a process that is no more."""
    return job is None or (job.status == "PENDING" and job.executor_id not in alive)
