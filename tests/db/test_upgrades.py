"""Data of each release, and of today's schema, on both databases: nothing is lost, and Kith goes on with it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Engine, Integer, Text, inspect, select, text
from sqlalchemy.exc import IntegrityError

from bot.db.base import Base
from bot.db.encrypted import encrypted_columns
from bot.db.migrate import MigrationError, check_keys, is_current, migrating, newest, stored_secret, upgrade
from bot.db.migrations.make import RELEASES
from bot.db.models import Contact, Member, Participant, Program, Workspace
from bot.db.session import Database, bind_workspace
from bot.domain.home import Room
from bot.domain.states import WorkspaceState
from jobs import schedule
from tests.db.released import KEYS, Data, counted, load, taken, with_one_of_each
from tests.factories import make_contact, make_workspace
from tests.handlers.conftest import Kith, _recorder, context, kith, slack
from tests.jobs.conftest import SetClock
from tests.lived import AFTER, live
from tests.rows import MODELS

__all__ = ["_recorder", "context", "kith", "slack"]
NAME = "Łukasz O'Neil; “née” 100 % B\n-- \\ x"
TODAY = Path("today")  # before there is a release, the way is tried with what the models say now
RELEASED = sorted(RELEASES.glob("*.sql"))


@pytest.fixture(scope="module", params=[TODAY, *RELEASED], ids=lambda path: path.stem)
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Data:
    if request.param is not TODAY:
        return Data.read(request.param)
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('today')}/source.sqlite", keys=KEYS)
    upgrade(database.engine)
    check_keys(database.engine)
    with database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        live(session)
        make_contact(session, session.scalars(select(Participant)).all()[0], name=NAME)
    with_one_of_each(database, now=AFTER)
    found = taken(database.engine, until=AFTER)
    database.dispose()
    return found


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    """A database that was made and nothing else, on each in turn."""
    database = Database(empty_database_url, keys=KEYS)
    yield database
    database.dispose()


@pytest.fixture
def before(empty: Database, data: Data) -> dict[str, int]:
    """How many rows each table had at the revision of the data; the database is upgraded since."""
    rows = load(empty.engine, data)
    upgrade(empty.engine)
    return rows


@pytest.fixture
def database(empty: Database, before: dict[str, int]) -> Database:
    """Upgraded."""
    return empty


@pytest.fixture
def database_url(database: Database) -> str:
    return database.url


@pytest.fixture
def clock(data: Data) -> SetClock:
    return SetClock(data.until)


@pytest.fixture
def workspace(database: Database) -> Workspace:
    """Where the people lived."""
    with database.unit_of_work() as session:
        return session.scalars(select(Workspace).where(Workspace.state == WorkspaceState.ACTIVE)).one()


def test_nothing_is_lost(database: Database, data: Data, before: dict[str, int]) -> None:
    assert is_current(database.engine)
    kept = [table for table in before if table in Base.metadata.tables]
    assert counted(database.engine, kept) == {table: before[table] for table in kept}
    assert before["participants"] > 10
    assert data.revision != newest() or {model.__tablename__ for model in MODELS} <= set(before)


def test_what_was_encrypted_is_read(database: Database) -> None:
    assert stored_secret(database.engine)
    with database.engine.connect() as connection:
        words = [
            one for table, columns in encrypted_columns() for one in connection.execute(select(*columns)) if any(one)
        ]
        named = {one["name"] for one in connection.scalars(select(Contact.details)) if one}
    assert len(words) > 10
    assert {"Lena Brandt", NAME} & named


def test_an_upgraded_database_is_made_as_a_new_one(database: Database, shared_engine: Engine) -> None:
    assert made(database.engine) == made(shared_engine)


def made(engine: Engine) -> dict[str, Any]:
    """Columns, keys, indexes and checks of every table; a column that was added stands at the end."""
    found = inspect(engine)
    return {
        table: {
            "columns": {one["name"]: (str(one["type"]), one["nullable"], one["default"]) for one in columns},
            "checks": {one["name"]: one["sqltext"] for one in found.get_check_constraints(table)},
            "indexes": {one["name"]: (one["column_names"], one["unique"]) for one in found.get_indexes(table)},
            "unique": {one["name"]: one["column_names"] for one in found.get_unique_constraints(table)},
            "keys": {
                (one["name"], one["referred_table"], one["options"].get("ondelete"))
                for one in found.get_foreign_keys(table)
            },
        }
        for (_, table), columns in found.get_multi_columns().items()
    }


def test_kith_goes_on_with_it(
    kith: Kith, database: Database, data: Data, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Eight days of ticks decide what is due, and everybody's Home is drawn, room by room."""
    with database.unit_of_work(kith.workspace.id) as session:
        people = list(session.scalars(select(Member).where(Member.deactivated_at.is_(None)).order_by(Member.id)))
        channel = session.scalars(select(Program.slack_channel_id)).one()
    kith.knows_channel(channel, *(one.slack_user_id for one in people))
    known = len(kith.deliveries())
    for half in range(8 * 2):
        clock.shown = data.until + timedelta(hours=12 * half)
        schedule.tick(kith.context, clock.shown)
    kinds = {one.kind for one in kith.deliveries()[known:]}
    assert {"prompt", "checkin"} <= kinds
    for person in people[:3]:
        assert all(kith.home(person, room)["blocks"] for room in Room)
    assert [one.message for one in caplog.records if one.levelno >= logging.ERROR] == []


def test_a_table_that_is_made_anew_takes_nothing_along(database: Database) -> None:
    """SQLite changes a column by a new table; dropping the old one would erase the rows that refer to it."""
    tables = sorted(Base.metadata.tables)
    before = counted(database.engine, tables)
    with migrating(database.engine) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("programs", recreate="auto") as programs:
            programs.add_column(Column("trial", Integer()))
        with operations.batch_alter_table("programs", recreate="auto") as programs:
            programs.alter_column("trial", type_=Text(), postgresql_using="trial::text")
    assert counted(database.engine, tables) == before


def test_a_migration_that_leaves_a_row_without_what_it_refers_to_is_undone(database: Database) -> None:
    def migrate() -> None:
        with migrating(database.engine) as connection:
            connection.execute(text("DELETE FROM asks"))
            connection.execute(text("UPDATE participants SET program_id = 999999"))

    before = counted(database.engine, ["asks"])
    with pytest.raises((MigrationError, IntegrityError)):
        migrate()
    assert counted(database.engine, ["asks"]) == before
    assert before["asks"] > 0
