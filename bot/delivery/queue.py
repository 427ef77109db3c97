"""The engine's jobs: one workflow, `deliver(delivery_id)`, whose name, signature and version never change.

A delivery has at most one job that counts, the last one; its id is made of the delivery's and a running number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from dbos import DBOS, DBOSClient, EnqueueOptions, WorkflowStatus
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.models import Delivery

APPLICATION = "kith"
VERSION = "1"  # pinned: jobs of an old process are taken over by a new one
WORKFLOW = "deliver"
URGENT, BULK = "kith-urgent", "kith-bulk"
# Jobs at once in a process. Few of them are one workspace's (bot.delivery.crew), so that none holds up another.
AT_ONCE = {URGENT: 32, BULK: 150}
LIVE = ["ENQUEUED", "DELAYED", "PENDING"]
BATCH = 500


class JobQueue:
    """Adds jobs in the caller's transaction, and looks after those that are there."""

    def __init__(self, database_url: str) -> None:
        self._client = DBOSClient(system_database_url=database_url, application_name=APPLICATION, lazy=True)

    def enqueue(self, session: Session, delivery_id: int, *, delay_seconds: float = 0.0) -> None:
        """Give the delivery a new job, which is there when the session's transaction commits."""
        counted = (
            update(Delivery)
            .where(Delivery.id == delivery_id)
            .values(job=Delivery.job + 1, wakes_at=real_now() + timedelta(seconds=delay_seconds))
            .returning(Delivery.job, Delivery.workspace_id, Delivery.urgent)
            .execution_options(synchronize_session=False)
        )
        job, workspace_id, urgent = session.execute(counted).one()
        options: EnqueueOptions = {
            "workflow_name": WORKFLOW,
            "queue_name": URGENT if urgent else BULK,
            "workflow_id": job_id(delivery_id, job),
            "app_version": VERSION,
            "queue_partition_key": str(workspace_id),
        }
        if delay_seconds > 0:
            options["delay_seconds"] = delay_seconds
        self._client.enqueue_in_transaction(session, options, delivery_id)

    def register(self, *, polling_seconds: float) -> None:
        """Make the engine's queues known."""
        for name, at_once in AT_ONCE.items():
            self._client.register_queue(name, worker_concurrency=at_once, polling_interval_sec=polling_seconds)

    def live(self, job_ids: Sequence[str]) -> list[WorkflowStatus]:
        """Those of these jobs that wait or run."""
        return self._client.list_workflows(workflow_ids=list(job_ids), status=LIVE, load_input=False, load_output=False)

    def cancel(self, job_ids: Sequence[str]) -> None:
        """Take these jobs away from whoever runs them."""
        self._client.cancel_workflows(list(job_ids))

    def prune(self, *, before: datetime) -> int:
        """Delete the jobs that ended before this moment, and say how many."""
        pruned = 0
        while ended := self._ended(before):
            self._client.delete_workflows(ended)
            pruned += len(ended)
        return pruned

    def close(self) -> None:
        """Close the engine's connections."""
        self._client.destroy()

    def _ended(self, before: datetime) -> list[str]:
        found: Iterable[WorkflowStatus] = self._client.list_workflows(
            name=WORKFLOW,
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=BATCH,
            load_input=False,
            load_output=False,
        )
        return [status.workflow_id for status in found]


def job_id(delivery_id: int, job: int) -> str:
    """The engine's name of a job."""
    return f"delivery-{delivery_id}-{job}"


def upgrade(database_url: str) -> None:
    """Bring the engine's own tables to their newest schema. Safe to repeat."""
    DBOS.migrate(database_url)
