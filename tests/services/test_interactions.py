"""What a person does counts once, whichever process is sent it, and however often."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from bot.clock import real_now
from bot.db.models import Workspace
from bot.db.session import Database
from bot.services import interactions
from tests.factories import make_workspace

AT_ONCE = 6


def make(database: Database) -> Workspace:
    with database.unit_of_work() as session:
        return make_workspace(session)


def is_new(database: Database, workspace: Workspace, trigger_id: str) -> bool:
    with database.unit_of_work(workspace.id) as session:
        return interactions.is_new(session, trigger_id, arrived_at=real_now())


def test_of_many_that_are_sent_the_same_at_once_one_does_it(database: Database) -> None:
    workspace, together = make(database), threading.Barrier(AT_ONCE)

    def once(_number: int) -> bool:
        together.wait(10)
        return is_new(database, workspace, "1337.1.abc")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sorted(pool.map(once, range(AT_ONCE))) == [False] * (AT_ONCE - 1) + [True]


def test_what_was_not_committed_may_be_sent_again(database: Database) -> None:
    workspace = make(database)
    with database.unit_of_work(workspace.id) as session:
        assert interactions.is_new(session, "1337.1.abc", arrived_at=real_now())
        session.rollback()
    assert is_new(database, workspace, "1337.1.abc")
    assert not is_new(database, workspace, "1337.1.abc")


def test_each_workspace_has_its_own_and_without_an_id_everything_is_new(database: Database) -> None:
    ours, theirs = make(database), make(database)
    assert is_new(database, ours, "1337.1.abc")
    assert is_new(database, theirs, "1337.1.abc")
    assert is_new(database, ours, "")
    assert is_new(database, ours, "")
