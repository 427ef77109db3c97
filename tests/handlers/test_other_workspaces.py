"""Two workspaces whose Slack ids are the same: whatever is done in one, nothing of the other is read, told or changed.

A listener, an event or a command without a case fails in `test_who_may`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from bot.db.base import Base
from bot.db.models import Activity, CheckIn, Delivery, Goal, Member, Program, Workspace
from handlers.rows import Who
from handlers.table import COMMANDS, EVENTS
from jobs.schedule import tick
from tests.factories import make_workspace
from tests.handlers import payloads
from tests.handlers.cases import CASES, who_may
from tests.handlers.conftest import Kith, SetClock
from tests.handlers.test_who_may import send
from tests.handlers.world import Named, Rows, World, make_world

SECRET = "Zinnia"
THINGS = (
    *(
        (Member, {name: SECRET})
        for name in ("name", "targeting", "offers", "asks", "school", "employer", "city", "link")
    ),
    (Program, {"name": SECRET}),
    (Activity, {"name": SECRET}),
    (CheckIn, {"with_whom": SECRET, "advice": SECRET}),
    (Goal, {"plan_place": SECRET}),
)
CHANNEL = "C1"  # of a program in both workspaces
WHOSE: Mapping[str, Mapping[str, Any]] = {
    "channel_rename": {"channel": {"id": CHANNEL, "name": "new"}},
    "group_rename": {"channel": {"id": CHANNEL, "name": "new"}},
    "tokens_revoked": {"tokens": {"bot": ["UKITH"]}},
}


@pytest.fixture
def others(kith: Kith) -> World:
    """A workspace that is full of secrets."""
    world = make_world(kith)
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        for model, values in THINGS:
            session.execute(update(model).values(values))
    return world


@pytest.fixture
def ours(kith: Kith, others: World) -> World:
    """Another workspace, in which everybody and every channel has the same id in Slack."""
    with kith.context.database.unit_of_work() as session:
        workspace: Workspace = make_workspace(session)
    world = make_world(Kith(context=kith.context, bolt=kith.bolt, slack=kith.slack, workspace=workspace))
    with kith.context.database.unit_of_work(workspace.id) as session:
        for mine, theirs in ((world.ada, others.ada), (world.organizer, others.organizer)):
            session.get_one(Member, mine.id).slack_user_id = theirs.slack_user_id
    kith.knows_channel("C7", others.ada.slack_user_id)
    kith.slack.calls.clear()
    return world


def faults(ours: World, others: World, tries: Iterator[tuple[object, object]]) -> str:
    """What tries in our workspace told of the other, one to a line, and what they did to it."""
    before, found = own_rows(others), []
    for name, answer in tries:
        said = f"{answer} {[call.args for call in ours.kith.slack.calls]}"
        found += [f"{name}: told {said[:300]}"] if SECRET in said else []
        ours.kith.slack.calls.clear()
    found += [f"changed {table}" for table, rows in own_rows(others).items() if rows != before[table]]
    return "\n".join([*found, *across(ours)])


def own_rows(world: World) -> Rows:
    """Its rows of the tables that have a workspace, and the workspace."""
    rows = dict(world.rows())
    for table in Base.metadata.sorted_tables:
        if "workspace_id" not in table.columns:
            del rows[table.name]
    with world.kith.context.database.unit_of_work(read_only=True) as session:
        row = session.get_one(Workspace, world.kith.workspace.id)
        return {**rows, "workspaces": {row.id: (row.state, row.state_changed_at, row.name)}}


def across(world: World) -> list[str]:
    """Rows that refer to a row of another workspace: there are none, ever."""
    found = []
    with world.kith.context.database.unit_of_work(read_only=True) as session:
        for table, column, other in _references():
            query = select(table.c.id).join(other, column == other.c.id)
            rows = session.scalars(query.where(table.c.workspace_id != other.c.workspace_id)).all()
            found += [f"{table.name} {row} has {column.name} of another workspace" for row in rows]
    return found


def _references() -> Iterator[tuple[Table, Any, Any]]:
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            other = key.column.table
            if "workspace_id" in table.columns and "workspace_id" in other.columns:
                yield table, key.parent, other.alias()


@pytest.mark.parametrize("whose", ["ours", "others"])
def test_buttons_forms_and_shortcuts(ours: World, others: World, whose: str) -> None:
    """Those of our own workspace, and those whose ids are another's."""
    named: Named = (ours if whose == "ours" else others).mine

    def tries() -> Iterator[tuple[object, object]]:
        for key, case in CASES.items():
            user = (ours.organizer if who_may(key) in (Who.ORGANIZER, Who.READER) else others.ada).slack_user_id
            user = others.organizer.slack_user_id if who_may(key) in (Who.ORGANIZER, Who.READER) else user
            carried, fields = case.carried(named), case.fields(named)
            answer = send(ours, key, team=ours.kith.workspace.slack_team_id, user=user, carried=carried, fields=fields)
            yield key, answer

    assert faults(ours, others, tries()) == ""


def test_commands(ours: World, others: World) -> None:
    def tries() -> Iterator[tuple[object, object]]:
        for name in COMMANDS:
            for user in (others.ada, others.organizer):
                for rest in ("", f"{SECRET.lower()} <@{others.ada.slack_user_id}> {others.mine.program}"):
                    url = ours.kith.slack.response_url
                    team = ours.kith.workspace.slack_team_id
                    typed = payloads.command(
                        team, user.slack_user_id, f"{name} {rest}", channel=CHANNEL, response_url=url
                    )
                    yield f"/kith {name} {rest}", ours.kith.send(typed)

    assert faults(ours, others, tries()) == ""


def test_events(ours: World, others: World) -> None:
    def tries() -> Iterator[tuple[object, object]]:
        user = others.ada.slack_user_id
        person = {"id": user, "name": "changed", "tz": "Asia/Tokyo", "deleted": True}
        for name in sorted(EVENTS, key=lambda name: (name in ("app_uninstalled", "tokens_revoked"), name)):
            about = WHOSE.get(name, {"channel": CHANNEL, "user": user})
            about = {"user": person} if name in ("user_change", "team_join") else about
            sent = payloads.event(ours.kith.workspace.slack_team_id, {"type": name, **about})
            yield name, ours.kith.send(sent)

    assert faults(ours, others, tries()) == ""


def test_a_week_of_due_work(ours: World, others: World, clock: SetClock) -> None:
    """Both workspaces live through a week at once; no message of ours speaks of the other."""
    context = ours.kith.context
    for hours in range(9, 8 * 24, 12):
        clock.moment = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hours)
        tick(context, now=clock.moment)
    theirs, mine = (world.kith.workspace.id for world in (others, ours))
    with context.database.unit_of_work(read_only=True) as session:
        decided = session.execute(select(Delivery.workspace_id, Delivery.payload, Delivery.target)).all()
    assert {workspace_id for workspace_id, _, _ in decided} == {theirs, mine}
    assert [payload for workspace_id, payload, _ in decided if workspace_id == mine and SECRET in str(payload)] == []
    assert [payload for workspace_id, payload, _ in decided if workspace_id == theirs and SECRET in str(payload)] != []
    assert across(ours) == []
