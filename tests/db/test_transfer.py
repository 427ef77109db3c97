"""A SQLite installation moves to PostgreSQL whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import Engine, Text, func, select, text, type_coerce
from sqlalchemy.orm import Session

from bot.app import move_from
from bot.db.base import Base
from bot.db.cipher import Cipher
from bot.db.migrate import check_keys, upgrade
from bot.db.models import Delivery, Installation, Member, Program, Worker, Workspace
from bot.db.session import Database, make_engine
from bot.db.transfer import TransferError, transfer
from bot.domain.states import DeliveryState, ProgramState, WorkspaceState
from bot.settings import load_settings
from tests.conftest import KEYS, NOW
from tests.factories import make_member, make_organizer, make_participant, make_program, make_workspace

# A database that stores something else than it was given.
SPOIL = {
    "sqlite": (
        "CREATE TRIGGER spoil AFTER INSERT ON members BEGIN UPDATE members SET asks = 'x' WHERE id = NEW.id; END",
    ),
    "postgresql": (
        "CREATE FUNCTION spoil() RETURNS trigger AS $$ BEGIN NEW.asks := 'x'; RETURN NEW; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER spoil BEFORE INSERT ON members FOR EACH ROW EXECUTE FUNCTION spoil()",
    ),
}


@pytest.fixture
def source(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite installation with two workspaces, a program, people, and deliveries in every state."""
    path = tmp_path / "source.sqlite"
    copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keys=KEYS)
    for number in range(2):
        with database.unit_of_work() as session:
            session.add(Worker(name=f"worker {number}", started_at=NOW, seen_at=NOW))
            token = Installation(slack_team_id=f"T{number}", bot_token="encrypted", installed_at=NOW)
            session.add(token)
            session.flush()
            workspace_id = make_workspace(session, name="Ünïcode 👩‍💻", installation_id=token.id).id
        with database.unit_of_work(workspace_id) as session:
            fill(session)
    yield database
    database.dispose()


def fill(session: Session) -> None:
    program = make_program(session)
    make_organizer(session, program)
    for number in range(600):
        make_participant(session, program, member=make_member(session, asks=f"ask {number}"))
    for state in DeliveryState:
        session.add(
            Delivery(
                key=f"{state}",
                kind="test",
                target={"channel": "C1"},
                payload={"text": "é"},
                state=state,
                created_at=NOW,
            )
        )


@pytest.fixture
def destination(database: Database, backend: str) -> Engine:
    return database.engine


def counts(engine: Engine) -> dict[str, int]:
    """Rows of each table that moves."""
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in ("workers", "database_state")
        }


def test_every_row_arrives_and_the_source_is_laid_to_rest(source: Database, destination: Engine) -> None:
    before = counts(source.engine)
    moved = transfer(source.engine, destination)
    assert moved.rows == {**before, "database_state": 1}
    assert before == counts(destination)
    assert moved.rows["participants"] == 1200
    assert moved.rows["installations"] == 2
    assert moved.waiting == 4
    with source.unit_of_work(read_only=True) as session:
        assert {place.state for place in session.scalars(select(Workspace))} == {WorkspaceState.MOVED}
        assert {delivery.state for delivery in session.scalars(select(Delivery))} == {
            DeliveryState.SENT,
            DeliveryState.FAILED,
            DeliveryState.CANCELLED,
        }
    with Session(destination) as session:
        assert {program.state for program in session.scalars(select(Program))} == {ProgramState.RUNNING}
        assert {place.state for place in session.scalars(select(Workspace))} == {WorkspaceState.ACTIVE}
        assert session.scalars(select(Worker)).all() == []  # those of the source beat there


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_what_a_key_file_encrypted_arrives_encrypted_with_the_keys_of_the_settings(
    database_url: str, tmp_path: Path
) -> None:
    old = Database(f"sqlite:///{tmp_path / 'kith.sqlite'}")
    upgrade(old.engine)
    check_keys(old.engine)
    with old.unit_of_work() as session:
        session.add(Installation(slack_team_id="T1", bot_token="xoxb-1", installed_at=NOW))
    old.dispose()
    settings = load_settings(KITH_DATABASE_URL=database_url, KITH_TOKEN_KEYS=KEYS)
    assert move_from(old.url, settings).rows["installations"] == 1
    new = Database(database_url, keys=KEYS)
    check_keys(new.engine)
    with new.unit_of_work(read_only=True) as session:
        stored, read = session.execute(select(type_coerce(Installation.bot_token, Text), Installation.bot_token)).one()
    assert (Cipher(KEYS).decrypt(stored), read) == ("xoxb-1", "xoxb-1")
    new.dispose()


def test_what_was_moved_is_not_moved_again(source: Database, destination: Engine) -> None:
    transfer(source.engine, destination)
    with pytest.raises(TransferError, match="moved before"):
        transfer(source.engine, destination)


def test_numbering_goes_on_after_the_move(source: Database, destination: Engine, database: Database) -> None:
    transfer(source.engine, destination)
    with database.unit_of_work() as session:
        highest = session.scalar(select(func.max(Member.id))) or 0
        session.info["workspace_id"] = 1
        assert make_member(session).id == highest + 1


def test_a_destination_that_is_in_use_is_refused_and_nothing_changes(source: Database, database: Database) -> None:
    with database.unit_of_work() as session:
        make_workspace(session)
    before = counts(database.engine)
    with pytest.raises(TransferError, match="workspaces already: give an empty database"):
        transfer(source.engine, database.engine)
    assert counts(database.engine) == before
    with source.unit_of_work(read_only=True) as session:
        assert {place.state for place in session.scalars(select(Workspace))} == {WorkspaceState.ACTIVE}


def test_a_row_that_changes_on_the_way_undoes_the_move(source: Database, destination: Engine) -> None:
    with destination.begin() as connection:
        for statement in SPOIL[destination.dialect.name]:
            connection.execute(text(statement))
    with pytest.raises(TransferError, match=r"members .* did not arrive as it left"):
        transfer(source.engine, destination)
    assert sum(counts(destination).values()) == 0


def test_an_old_schema_is_refused(tmp_path: Path, destination: Engine) -> None:
    empty = make_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    with pytest.raises(TransferError, match="the source is not at the newest schema"):
        transfer(empty, destination)
    empty.dispose()
