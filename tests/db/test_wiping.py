"""After somebody erased their data, no file of the database holds their Slack id, their name or their words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.db.models import DatabaseState, Member
from bot.db.session import Database, bind_workspace
from bot.delivery.upkeep import wipe_erased
from bot.services import privacy
from tests.factories import actor_of, make_member, make_participant, make_program, make_workspace

MARKS = (b"UZEBRA0001", b"Zebedee Quill", b"striped horses")


def files_of(database: Database) -> list[Path]:
    """Every file in which the database keeps its tables; PostgreSQL's own log of changes is not Kith's."""
    if database.engine.dialect.name == "sqlite":
        return list(Path(str(database.engine.url.database)).parent.glob("kith.sqlite*"))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = connection.scalar(text("SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database"
                                        " WHERE datname = current_database()"))  # fmt: skip
    return [path for path in Path(str(folder)).iterdir() if path.is_file()]


def found(database: Database) -> set[bytes]:
    contents = [path.read_bytes() for path in files_of(database)]
    return {mark for mark in MARKS if any(mark in content for content in contents)}


def test_nothing_of_somebody_who_erased_their_data_is_left_in_the_files(database: Database, now: datetime) -> None:
    user, name, asks = (mark.decode() for mark in MARKS)
    with database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        program = make_program(session)
        member = make_member(session, slack_user_id=user, name=name, asks=asks)
        make_participant(session, program, member=member)
        make_participant(session, program)
        actor = actor_of(member)
    for change in range(20):  # older states of the row lie about in the files
        with database.unit_of_work(actor.workspace_id) as session:
            session.get_one(Member, actor.member_id).school = "x" * change * 40
    assert found(database) == set(MARKS)
    with database.unit_of_work(actor.workspace_id) as session:
        privacy.erase(session, actor, now=now)
    wipe_erased(database)
    assert found(database) == set()
    with database.unit_of_work(read_only=True) as session:
        assert session.scalars(select(DatabaseState.erased_at)).one() is None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_reader_that_is_in_the_way_puts_it_off(database: Database, now: datetime) -> None:
    with database.unit_of_work() as session:
        session.scalars(select(DatabaseState)).one().erased_at = now
    with database.unit_of_work(read_only=True) as reading:
        reading.scalars(select(Member)).all()
        with database.unit_of_work() as session:
            bind_workspace(session, make_workspace(session).id)
        wipe_erased(database)
        assert reading.scalars(select(DatabaseState.erased_at)).one() == now
    wipe_erased(database)
    with database.unit_of_work(read_only=True) as session:
        assert session.scalars(select(DatabaseState.erased_at)).one() is None
