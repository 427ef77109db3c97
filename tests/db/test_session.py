"""A session bound to a workspace sees and writes its own rows alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from bot.db.models import Member
from bot.db.session import Database, OtherWorkspaceError, bind_workspace
from tests.conftest import KEYS
from tests.factories import make_member, make_workspace


def test_a_session_sees_no_row_of_another_workspace(session: Session) -> None:
    ours = make_member(session, name="ours")
    bind_workspace(session, make_workspace(session).id)
    theirs = make_member(session, name="theirs")

    assert session.scalars(select(Member)).all() == [theirs]
    assert session.scalars(select(Member).where(Member.id == ours.id)).all() == []


def test_two_sessions_in_a_row_do_not_share_their_workspace(session: Session) -> None:
    first = session.info["workspace_id"]
    mine = make_member(session)
    bind_workspace(session, make_workspace(session).id)
    assert session.scalars(select(Member)).all() == []
    bind_workspace(session, first)
    assert session.scalars(select(Member)).all() == [mine]


def test_a_row_of_another_workspace_is_not_written(session: Session) -> None:
    other = make_workspace(session)
    with pytest.raises(OtherWorkspaceError):
        make_member(session, workspace_id=other.id)


def test_a_process_opens_no_more_connections_than_it_may(database_url: str) -> None:
    database, opened, enough = Database(database_url, keys=KEYS, connections=2), [], threading.Event()
    event.listen(database.engine, "connect", lambda connection, _record: opened.append(connection))

    def read(number: int) -> list[Member]:
        with database.unit_of_work(read_only=True) as session:
            if number < 2:
                enough.wait(30)  # both are held until all others have asked
            return list(session.scalars(select(Member)))

    with ThreadPoolExecutor(8) as pool:
        reads = [pool.submit(read, number) for number in range(8)]
        enough.set()
        assert [found.result() for found in reads] == [[]] * 8
    assert len(opened) == 2
    database.dispose()
