"""Deliveries whose job was lost get a new one; those whose job waits or runs do not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.clock import real_now
from bot.db.models import Delivery, Worker
from bot.delivery.queue import job_id
from bot.delivery.reconciler import DEAD_AFTER, OVERDUE, Reconciler
from bot.domain.states import DeliveryState
from tests.delivery.conftest import Post


@pytest.fixture
def reconciler(post: Post) -> Reconciler:
    return Reconciler(post.database, post.queue, "us")


@pytest.fixture
def later() -> datetime:
    return real_now() + OVERDUE * 2


def set_job(post: Post, key: str, **values: str | None) -> None:
    """Make the engine's row of a delivery's job say this."""
    schema = "dbos." if post.database.engine.dialect.name == "postgresql" else ""
    row = post.row(key)
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    with post.database.unit_of_work() as session:
        session.execute(
            text(f"UPDATE {schema}workflow_status SET {assignments} WHERE workflow_uuid = :job"),  # noqa: S608
            {**values, "job": job_id(row.id, row.job)},
        )


def test_a_job_that_waits_is_left_alone(post: Post, reconciler: Reconciler, later: datetime) -> None:
    post.plan("hello")
    assert reconciler.reconcile(now=later) == 0
    assert post.row("hello").job == 1


@pytest.mark.parametrize("status", ["SUCCESS", "ERROR", "CANCELLED"])
def test_a_job_that_ended_too_early_is_renewed_once(
    post: Post, reconciler: Reconciler, later: datetime, status: str
) -> None:
    post.plan("hello")
    set_job(post, "hello", status=status)
    assert reconciler.reconcile(now=real_now()) == 0
    assert reconciler.reconcile(now=later) == 1
    assert reconciler.reconcile(now=later) == 0
    assert post.row("hello").job == 2


def test_a_job_of_a_dead_worker_is_taken_over(post: Post, reconciler: Reconciler, later: datetime) -> None:
    Reconciler(post.database, post.queue, "them").beat(now=later)
    post.plan("hello")
    set_job(post, "hello", status="PENDING", executor_id="them")
    assert reconciler.reconcile(now=later) == 0
    assert reconciler.reconcile(now=later + DEAD_AFTER) == 1


def test_a_worker_that_left_is_dead_at_once(post: Post, reconciler: Reconciler, later: datetime) -> None:
    them = Reconciler(post.database, post.queue, "them")
    them.beat(now=later)
    them.beat(now=later)
    post.plan("hello")
    set_job(post, "hello", status="PENDING", executor_id="them")
    them.leave()
    assert reconciler.reconcile(now=later) == 1


def test_what_is_leased_is_waited_for(post: Post, reconciler: Reconciler, later: datetime) -> None:
    post.plan("hello")
    set_job(post, "hello", status="ERROR")
    with post.database.unit_of_work() as session:
        session.scalars(select(Delivery)).one().leased_until = later + timedelta(seconds=5)
    assert reconciler.reconcile(now=later) == 0
    assert reconciler.reconcile(now=later + timedelta(seconds=6)) == 1


def test_pruning_forgets_texts_and_jobs_but_not_that_it_was_sent(
    post: Post, reconciler: Reconciler, later: datetime
) -> None:
    Reconciler(post.database, post.queue, "them").beat(now=real_now())
    for key in ("old", "new", "waiting"):
        post.plan(key)
    for key, finished_at in (("old", real_now()), ("new", later + timedelta(days=1))):
        set_job(post, key, status="SUCCESS", completed_at=str(int(finished_at.timestamp() * 1000)))
        with post.database.unit_of_work() as session:
            row = session.scalars(select(Delivery).where(Delivery.key == key)).one()
            row.state, row.finished_at = DeliveryState.SENT, finished_at
    reconciler.prune(before=later)
    assert post.row("old").payload == {}
    assert post.row("new").payload["text"] == "new"
    assert post.row("waiting").payload["text"] == "waiting"
    assert not post.plan("old")
    assert post.queue.prune(before=later) == 0
    assert post.queue.prune(before=later + timedelta(days=2)) == 1
    with post.database.unit_of_work() as session:
        assert session.scalars(select(Worker)).all() == []
