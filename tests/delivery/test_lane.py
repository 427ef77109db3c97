"""What is next in a lane, and that a few threads of a process carry all of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.models import Conversation, Delivery
from bot.delivery import engine as engines
from bot.delivery import pace
from bot.delivery.lane import AT_ONCE, Lane, due, find
from bot.domain.messages import Message, Target
from bot.domain.states import DeliveryState
from tests.conftest import NOW
from tests.delivery.conftest import Post, start
from tests.delivery.test_ledger import planned


def lane_of(session: Session) -> Lane:
    return Lane(session.info["workspace_id"], urgent=False)


def next_key(session: Session, *, now: datetime | None = None) -> str | None:
    found = find(session, lane_of(session), now=now or real_now())
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
    known = planned(session, now, "known", target=Target(users=("U1",)))
    session.add(Conversation(people=known.target_key, slack_channel_id="D1"))
    planned(session, now, "new", target=Target(users=("U2",)))

    def hold(method: str) -> None:
        pace.pause(session, workspace_id=changed.workspace_id, method=method, until=real_now().timestamp() + 60)

    assert next_key(session) == "changed"
    hold("chat.update")
    assert next_key(session) == "post"
    session.scalars(select(Delivery).where(Delivery.key == "post")).one().state = DeliveryState.SENT
    assert next_key(session) == "known"
    hold("chat.postMessage")
    assert next_key(session) == "new"
    assert due(session, now=real_now()) == [lane_of(session)]
    hold("conversations.open")
    assert next_key(session) is None
    assert due(session, now=real_now()) == []
    changed.state = DeliveryState.SENDING
    assert next_key(session) == "changed"  # to be looked for


def test_lanes_with_something_due_are_told(session: Session, now: datetime) -> None:
    assert due(session, now=real_now()) == []
    crowd, waits = planned(session, now, "crowd"), planned(session, now, "waits", "C2", urgent=True)
    lane, moment = lane_of(session), real_now()
    urgent = Lane(lane.workspace_id, urgent=True)
    assert sorted(due(session, now=moment), key=lambda one: one.urgent) == [lane, urgent]
    crowd.wakes_at = moment + timedelta(seconds=7)
    assert due(session, now=moment) == [urgent]
    waits.leased_until = moment + timedelta(seconds=5)
    assert due(session, now=moment) == []
    assert due(session, now=moment + timedelta(seconds=5)) == [urgent]


@pytest.mark.parametrize("look", [lambda s: find(s, Lane(1, urgent=False), now=NOW), lambda s: due(s, now=NOW)])
def test_what_is_unfinished_and_what_is_in_its_way_is_found_by_index(session: Session, look: Any) -> None:
    if session.get_bind().dialect.name == "postgresql":
        pytest.skip("PostgreSQL reads so small a table as a whole")
    session.info.pop("workspace_id")  # as the engine's sessions are
    sent: list[tuple[str, Any]] = []
    with listening(session.get_bind(), sent):
        assert not look(session)
    [(statement, values)] = sent
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert "ix_deliveries_unfinished" in str(plan)
    assert "ix_deliveries_place" in str(plan)


def test_a_few_threads_go_through_a_lane(post: Post) -> None:
    plan_all(post, 24)
    post.fault("latency", "chat.postMessage", seconds=0.2, count=None)
    engine, most = start(post), 0
    while engine.unfinished():
        most = max(most, engine._in.total())
        time.sleep(0.01)
    engine.stop()
    assert len(post.texts()) == 24
    assert most == AT_ONCE


def test_where_all_threads_are_taken_a_lane_is_left_after_its_turn(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "THREADS", 1)
    monkeypatch.setattr(engines, "TURN_SECONDS", 0.05)
    plan_all(post, 6)
    engine = start(post)
    post.settle()
    engine.stop()
    names = {thread.name for thread in threading.enumerate()}
    assert len(post.texts()) == 6
    assert "delivery-dispatcher" not in names


def test_who_is_told_to_stop_leaves_the_rest_to_others(post: Post) -> None:
    plan_all(post, 24)
    post.fault("timeout", "chat.postMessage", seconds=1, count=AT_ONCE)
    engine = start(post)
    post.until(lambda: post.row("00").state is DeliveryState.SENDING)
    engine.stop()
    assert 0 < len(post.texts()) < 24
    engine = start(post)
    post.settle()
    engine.stop()
    assert len(post.texts()) == 24
