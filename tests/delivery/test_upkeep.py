"""Processes say that they are there, and texts are forgotten; that a message was sent is not."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.models import Delivery, Worker
from bot.delivery import upkeep
from bot.domain.states import DeliveryState
from tests.delivery.conftest import Post, start


def seen(post: Post) -> dict[str, datetime]:
    with post.database.unit_of_work(read_only=True) as session:
        return {worker.name: worker.seen_at for worker in session.scalars(select(Worker))}


def test_a_process_is_there_until_it_leaves(post: Post) -> None:
    first, later = real_now(), real_now() + timedelta(seconds=10)
    with post.database.unit_of_work() as session:
        upkeep.beat(session, "us", started_at=first, now=first)
        upkeep.beat(session, "them", started_at=first, now=first)
    with post.database.unit_of_work() as session:
        upkeep.beat(session, "us", started_at=first, now=later)
    assert seen(post) == {"us": later, "them": first}
    with post.database.unit_of_work() as session:
        upkeep.leave(session, "us")
    assert seen(post) == {"them": first}


def test_a_process_of_this_host_is_alive_for_a_minute_after_its_last_beat(post: Post) -> None:
    now = real_now()

    def is_alive(**later: int) -> bool:
        with post.database.unit_of_work(read_only=True) as session:
            return upkeep.is_alive(session, now=now + timedelta(**later))

    assert not is_alive()
    with post.database.unit_of_work() as session:
        upkeep.beat(session, "us", started_at=now, now=now)
    assert is_alive(seconds=59)
    assert not is_alive(seconds=61)
    with post.database.unit_of_work() as session:
        session.scalars(select(Worker)).one().about = {"host": "another", "process": 1}
    assert not is_alive()


def test_pruning_forgets_texts_but_not_that_it_was_sent(post: Post) -> None:
    later = real_now() + timedelta(seconds=10)
    with post.database.unit_of_work() as session:
        upkeep.beat(session, "them", started_at=real_now(), now=real_now())
    for key in ("old", "new", "waiting"):
        post.plan(key)
    for key, finished_at in (("old", real_now()), ("new", later + timedelta(days=1))):
        with post.database.unit_of_work() as session:
            row = session.scalars(select(Delivery).where(Delivery.key == key)).one()
            row.state, row.finished_at = DeliveryState.SENT, finished_at
    with post.database.unit_of_work() as session:
        upkeep.prune(session, before=later)
    assert post.row("old").payload == {}
    assert post.row("new").payload["text"] == "new"
    assert post.row("waiting").payload["text"] == "waiting"
    assert not post.plan("old")
    assert seen(post) == {}


def test_what_could_not_be_pruned_is_logged_and_tried_again_soon(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failed, again = threading.Event(), threading.Event()

    def prune(_session: Session, *, before: datetime) -> None:
        if failed.is_set():
            again.set()
            return
        failed.set()
        raise OperationalError(f"DELETE before {before}", {}, Exception("database is locked"))

    monkeypatch.setattr(upkeep, "prune", prune)
    monkeypatch.setattr("bot.delivery.engine.BEAT_SECONDS", 0.1)
    engine = start(post)
    try:
        assert again.wait(5)
    finally:
        engine.stop()
    assert "not pruned" in caplog.messages
