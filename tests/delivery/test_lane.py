"""What is next in a lane, and that a few jobs carry all of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from dbos import WorkflowStatus
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.models import Conversation, Delivery
from bot.delivery.engine import Engine
from bot.delivery.lane import AT_ONCE, CHANGING, OPENING, POSTING, Lane, find
from bot.delivery.outbox import Outbox
from bot.delivery.reconciler import OVERDUE, Reconciler
from bot.domain.messages import Message, Target
from bot.domain.states import DeliveryState
from tests.conftest import NOW
from tests.delivery.conftest import Post
from tests.delivery.test_ledger import Jobs, planned


def next_key(session: Session, *, without: tuple[str, ...] = (), now: datetime | None = None) -> str | None:
    lane = Lane(session.info["workspace_id"], urgent=False)
    found = find(session, lane, now=now or real_now(), only=None, without=without)
    return found.row.key if found else None


@contextmanager
def listening(engine: Any, sent: list[tuple[str, Any]]) -> Iterator[None]:
    """Take down each statement and its values."""

    def take_down(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        sent.append((statement, values))

    event.listen(engine, "before_cursor_execute", take_down)
    yield
    event.remove(engine, "before_cursor_execute", take_down)


def plan_all(post: Post, count: int) -> None:
    """One transaction decides a message for each of that many people."""
    with post.database.unit_of_work(post.workspace_id) as session:
        for number, person in enumerate(post.people[:count]):
            target = Target(users=(person,))
            post.outbox.plan(session, key=f"{number:02}", kind="t", target=target, message=Message("x"), now=NOW)


def start(post: Post) -> Engine:
    engine = Engine(database=post.database, clients=post.clients, queue=post.queue, pace_scale=None)
    engine.start()
    return engine


def test_of_what_a_transaction_decides_the_first_few_get_jobs(session: Session, now: datetime) -> None:
    jobs = Jobs()
    for number in range(AT_ONCE + 3):
        target = Target(users=(f"U{number}",))
        Outbox(jobs).plan(session, key=f"{number}", kind="t", target=target, message=Message("x"), now=now)
    Outbox(jobs).plan(session, key="waits", kind="t", target=target, message=Message("x"), now=now, urgent=True)
    keys = session.scalars(select(Delivery.key).where(Delivery.id.in_([given for given, _ in jobs.given])))
    assert sorted(keys) == [*map(str, range(AT_ONCE)), "waits"]


def test_the_oldest_is_next_unless_its_hour_is_to_come_or_an_earlier_one_is_in_its_way(
    session: Session, now: datetime
) -> None:
    first, _second, third = planned(session, now, "1"), planned(session, now, "2"), planned(session, now, "3", "C3")
    assert next_key(session) == "1"
    first.wakes_at = real_now() + timedelta(minutes=1)
    assert next_key(session) == "3"
    third.leased_until = real_now() + timedelta(minutes=1)
    assert next_key(session) is None
    first.state = DeliveryState.CANCELLED
    assert next_key(session) == "2"


def test_what_a_message_needs_tells_whether_it_has_to_wait(session: Session, now: datetime) -> None:
    changed = planned(session, now, "changed", "C1")
    changed.slack_ts = "1.0"
    planned(session, now, "post", "C2")
    planned(session, now, "known", target=Target(users=("U1",)))
    session.add(Conversation(people="U1", slack_channel_id="D1"))
    planned(session, now, "new", target=Target(users=("U2",)))
    assert next_key(session) == "changed"
    assert next_key(session, without=(CHANGING,)) == "post"
    session.scalars(select(Delivery).where(Delivery.key == "post")).one().state = DeliveryState.SENT
    assert next_key(session, without=(CHANGING,)) == "known"
    assert next_key(session, without=(CHANGING, POSTING)) == "new"
    assert next_key(session, without=(CHANGING, POSTING, OPENING)) is None


def test_what_is_unfinished_is_found_by_its_index(session: Session, now: datetime) -> None:
    if session.get_bind().dialect.name == "postgresql":
        pytest.skip("PostgreSQL reads so small a table as a whole")
    sent: list[tuple[str, Any]] = []
    with listening(session.get_bind(), sent):
        assert next_key(session) is None
    [(statement, values)] = sent
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert "ix_deliveries_unfinished" in str(plan)


def test_whoever_has_sent_one_goes_on_with_those_that_have_no_job(post: Post) -> None:
    plan_all(post, 24)
    engine = start(post)
    post.settle()
    engine.stop()
    assert len(post.texts()) == 24
    assert [post.row(f"{number:02}").job for number in range(24)] == [1] * AT_ONCE + [0] * (24 - AT_ONCE)


def test_who_is_told_to_stop_leaves_the_rest_to_others_with_a_job(post: Post) -> None:
    plan_all(post, 24)
    post.fault("timeout", "chat.postMessage", seconds=1, count=AT_ONCE)
    engine = start(post)
    post.until(lambda: post.row("00").state is DeliveryState.SENDING)
    engine.stop()
    assert 0 < len(post.texts()) < 24
    assert any(post.row(f"{number:02}").job for number in range(AT_ONCE, 24))
    engine = start(post)
    post.settle()
    engine.stop()
    assert len(post.texts()) == 24


def test_what_somebody_has_come_to_meanwhile_is_left_to_them(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_all(post, 12)
    later = real_now() + OVERDUE * 2

    def meanwhile(_job_ids: list[str]) -> list[WorkflowStatus]:
        with post.database.unit_of_work() as session:
            held = update(Delivery).values(leased_by="them:1", leased_until=later + timedelta(seconds=9))
            session.execute(held.execution_options(synchronize_session=False))
        return []

    monkeypatch.setattr(post.queue, "live", meanwhile)
    assert Reconciler(post.database, post.queue, "us").reconcile(now=later) == 0
    assert post.row("00").leased_by == "them:1"


def test_a_lane_whose_jobs_are_lost_gets_new_ones_and_not_more_than_are_missing(post: Post) -> None:
    plan_all(post, 12)
    later = real_now() + OVERDUE * 2
    reconciler = Reconciler(post.database, post.queue, "us")
    reconciler.beat(now=later)
    with post.database.unit_of_work() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        for row in rows[:AT_ONCE]:
            row.state = DeliveryState.SENT  # and with them, their jobs
        rows[AT_ONCE].leased_until, rows[AT_ONCE].leased_by = later + timedelta(seconds=9), "us:1"
        rows[AT_ONCE + 1].leased_until, rows[AT_ONCE + 1].leased_by = later + timedelta(seconds=9), "dead:1"
    assert reconciler.reconcile(now=later) == AT_ONCE - 1
    assert reconciler.reconcile(now=later) == 0
    assert [post.row(f"{number:02}").job for number in range(AT_ONCE, 12)] == [0, 0, 1, 1] + [0] * 5
