"""Acked means committed: no row calls Slack, or lets others call it, before the transaction of its act has ended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.db.session import Database
from bot.slack.clients import Clients
from bot.slack.replies import Replies
from handlers.rows import Button, Command, Form, When, Who
from handlers.table import BUTTONS, COMMANDS, FORMS
from tests.handlers.cases import CASES, who_may
from tests.handlers.conftest import Kith
from tests.handlers.test_who_may import send
from tests.handlers.world import World, make_world

ROWS: dict[tuple[str, str], Button | Form | Command] = {
    **{key: FORMS[key[1]] if key[0] == "view" else BUTTONS[key[1]] for key in CASES},
    **{("command", name): row for name, row in COMMANDS.items()},
}
# All ways to Slack: what waits for it in a thread of its own, and what calls it in this one
WAYS = (
    (Replies, "_submit"),
    (Replies, "redraw"),
    (Replies, "_send"),
    (Clients, "posting"),
    (Clients, "reading"),
)


@dataclass
class Trace:
    """What threads did from `begin` on. `answering` is what the one did that answers, in order."""

    answering: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)  # ways to Slack that a thread took with a transaction open
    _own: threading.local = field(default_factory=threading.local)
    _answers: int = field(default_factory=threading.get_ident)

    def note(self, what: str) -> None:
        if threading.get_ident() == self._answers:
            self.answering.append(what)

    def way(self, name: str) -> None:
        self.note("to Slack")
        if getattr(self._own, "depth", 0):
            self.inside.append(name)

    @contextmanager
    def transaction(self, opened: Any, *, read_only: bool) -> Iterator[Session]:
        self.note("read" if read_only else "write")
        self._own.depth = getattr(self._own, "depth", 0) + 1
        try:
            with opened as session:
                yield session
        finally:
            self._own.depth -= 1
            self.note("end")


@pytest.fixture
def world(kith: Kith) -> World:
    world = make_world(kith)
    kith.knows_channel("C7", world.ada.slack_user_id, world.organizer.slack_user_id)
    return world


@pytest.fixture
def trace(world: World, monkeypatch: pytest.MonkeyPatch) -> Trace:
    trace, begin = Trace(), Database.unit_of_work

    def unit_of_work(self: Database, workspace_id: int | None = None, *, read_only: bool = False) -> Any:
        return trace.transaction(begin(self, workspace_id, read_only=read_only), read_only=read_only)

    def noted(call: Callable[..., Any], name: str) -> Callable[..., Any]:
        def way(*args: Any, **values: Any) -> Any:
            trace.way(name)
            return call(*args, **values)

        return way

    monkeypatch.setattr(Database, "unit_of_work", unit_of_work)
    for owner, name in WAYS:
        monkeypatch.setattr(owner, name, noted(getattr(owner, name), name))
    return trace


def do(world: World, key: tuple[str, str], *, where: str = "message") -> None:
    """What a right button, form or command asks for, by whoever may."""
    if key[0] == "command":
        world.kith.command(world.ada, key[1], channel="C1")
        return
    case, member = CASES[key], world.organizer if who_may(key) in (Who.ORGANIZER, Who.READER) else world.ada
    carried, fields = case.carried(world.mine), case.fields(world.mine)
    if where == "home":
        world.kith.press(member, key[1], carried, where="home")
        return
    team, user = world.kith.workspace.slack_team_id, member.slack_user_id
    assert send(world, key, team=team, user=user, carried=carried, fields=fields).status == 200


def of(*whens: When) -> list[tuple[str, str]]:
    return [key for key, row in ROWS.items() if row.when in whens]


def slack_comes_after_the_act(trace: Trace, row: Button | Form | Command) -> None:
    begun, ended, *_ = trace.answering
    assert begun == ("read" if row.when is When.READ else "write")
    assert ended == "end"
    assert trace.inside == []


@pytest.mark.parametrize("key", of(When.COMMITTED, When.READ), ids=":".join)
def test_slack_is_called_only_once_the_act_is_committed(world: World, trace: Trace, key: tuple[str, str]) -> None:
    places = ("message", "home") if key[0] == "action" else ("message",)
    for where in places:
        trace.answering.clear()
        do(world, key, where=where)
        slack_comes_after_the_act(trace, ROWS[key])


@pytest.mark.parametrize("key", of(When.READ), ids=":".join)
def test_a_row_that_reads_writes_nothing(world: World, trace: Trace, key: tuple[str, str]) -> None:
    do(world, key)  # that somebody is active is noted after the ack, and not anew so soon
    before = world.rows()
    do(world, key)
    assert "write" not in trace.answering
    assert world.rows() == before
    assert len(world.kith.slack.calls) == (2 if key[0] != "view" else 0)  # a form is answered by its ack


@pytest.mark.parametrize("key", of(When.AT_ONCE), ids=":".join)
def test_what_is_acked_at_once_waits_for_slack_in_no_transaction(
    world: World, trace: Trace, key: tuple[str, str]
) -> None:
    do(world, key)
    assert trace.answering[0] == "to Slack"  # handed to a thread, and acked
    assert trace.inside == []
