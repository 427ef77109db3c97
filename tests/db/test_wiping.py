"""After somebody erased their data, no file of the database holds their Slack id, their name or their words."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.db.models import DatabaseState, Member
from bot.db.session import Database, bind_workspace
from bot.delivery.upkeep import wipe_erased
from bot.services import privacy
from tests.factories import actor_of, make_member, make_participant, make_program, make_workspace
from tests.files import holding

MARKS = ("UZEBRA0001", "Zebedee Quill", "striped horses")


def test_nothing_of_somebody_who_erased_their_data_is_left_in_the_files(database: Database, now: datetime) -> None:
    user, name, asks = MARKS
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
    assert holding(database, *MARKS) == set(MARKS)
    with database.unit_of_work(actor.workspace_id) as session:
        privacy.erase(session, actor, now=now)
    wipe_erased(database)
    assert holding(database, *MARKS) == set()
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
