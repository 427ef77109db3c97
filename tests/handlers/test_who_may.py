"""Every listener: who may use it does; anybody else, and any id that is not theirs, changes nothing and is told so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete

from bot.db.models import Member, Participant, Program, Workspace
from bot.services.councils.people import seats
from bot.services.rounds.groups import groups_of
from bot.views import errors
from handlers.rows import Who
from handlers.table import BUTTONS, COMMANDS, FORMS
from tests.factories import make_workspace
from tests.handlers import payloads
from tests.handlers.cases import CASES, Case, who_may
from tests.handlers.conftest import Answer, Kith
from tests.handlers.world import Named, Rows, World, make_world

FORGED = ("", "x", "-1", "999999", "1:2:3:4:5:6", "９", "9" * 40, "<@U1>")
REFUSALS = (
    *errors._SAID.values(),
    errors._OTHERWISE,
    "takes no part",
    "You are in no program",
    "has ended",
    "Choose at least one program",
)


@pytest.fixture
def world(kith: Kith) -> World:
    kith.knows_channel("C7", "UOLGA")
    return make_world(kith)


def send(world: World, key: tuple[str, str], *, team: str, user: str, carried: str, fields: Any = None) -> Answer:
    """Press or submit it, as Slack would tell of it."""
    kind, name = key
    if kind == "shortcut":
        return world.kith.send(payloads.shortcut(team, user, name))
    if kind == "view":
        entered = {field: {"value": element} for field, element in (fields or {}).items()}
        return world.kith.send(payloads.view_submission(team, user, name, entered, private_metadata=carried))
    pressed = payloads.action(name, carried)
    url = world.kith.slack.response_url
    return world.kith.send(payloads.message_click(team, user, pressed, channel="C1", response_url=url))


def told(world: World, answer: Answer) -> str:
    """Everything that Kith said to anyone since `forget`."""
    return f"{answer.body} {[call.args for call in world.kith.slack.calls]}"


def is_refused(world: World, answer: Answer) -> bool:
    said = told(world, answer)
    return any(words in said or words.replace("'", "\\'") in said for words in REFUSALS)


def changed(before: Rows, after: Rows) -> list[str]:
    """What became of rows that were there: "members 3"."""
    return [
        f"{table} {key}"
        for table, rows in before.items()
        if table != "database_state"  # of no workspace: that something was erased, and nothing more
        for key, row in rows.items()
        if after[table].get(key) != row
    ]


def added(before: Rows, after: Rows) -> list[str]:
    """New rows; those that make a person known, or say that something was pressed, do not count."""
    return [
        f"{table} {key}"
        for table, rows in after.items()
        if table not in ("members", "interactions")
        for key in rows.keys() - before[table].keys()
    ]


def test_every_row_has_a_case_and_every_case_a_row() -> None:
    assert {name for kind, name in CASES if kind == "view"} == set(FORMS)
    assert {name for kind, name in CASES if kind != "view"} == set(BUTTONS)


def faults(world: World, tries: Iterator[tuple[Any, Answer, Rows, Case]]) -> list[str]:
    """Of tries that must come to nothing: what was changed, added, not told or not answered."""
    found = []
    before = world.rows()
    for key, answer, after, _case in tries:
        wrong = [f"changed {what}" for what in changed(before, after)]
        if who_may(key) is not Who.ANYONE:
            wrong += [f"added {what}" for what in added(before, after)]
            wrong += [] if is_refused(world, answer) else [f"was not told: {told(world, answer)[:300]}"]
        wrong += [] if answer.status == 200 else [f"status {answer.status}"]
        found += [f"{key}: {one}" for one in wrong]
        before = after
        world.kith.slack.calls.clear()
    return found


def test_what_was_written_is_seen_when_a_world_is_read_again(world: World) -> None:
    before = world.rows()
    assert world.rows() == before
    with world.kith.context.database.unit_of_work(world.kith.workspace.id) as session:
        session.get_one(Member, world.ada.id).name = "Ada L."
    renamed = world.rows()
    assert changed(before, renamed) == [f"members ({world.ada.id},)"]
    with world.kith.context.database.unit_of_work(world.kith.workspace.id) as session:
        session.execute(delete(Program).where(Program.id == world.elsewhere.program))
    gone = changed(renamed, world.rows())
    assert f"programs ({world.elsewhere.program},)" in gone
    assert f"buddy_groups ({world.elsewhere.group},)" in gone


def test_who_has_no_part_in_a_program_changes_nothing_of_it(world: World) -> None:
    team = world.kith.workspace.slack_team_id

    def tries() -> Iterator[tuple[Any, Answer, Rows, Case]]:
        for number, (key, case) in enumerate(CASES.items()):
            if key[1] == "programs.start":
                continue  # it changes nothing that is there: whoever is in a channel may start a program in it
            carried, fields = case.carried(world.mine), case.fields(world.mine)
            answer = send(world, key, team=team, user=f"USTRANGER{number}", carried=carried, fields=fields)
            yield key, answer, world.rows(), case

    assert "\n".join(faults(world, tries())) == ""


def test_people_of_another_workspace_change_nothing(world: World) -> None:
    with world.kith.context.database.unit_of_work() as session:
        other: Workspace = make_workspace(session)

    def tries() -> Iterator[tuple[Any, Answer, Rows, Case]]:
        for key, case in CASES.items():
            if key[1] == "programs.start":
                continue
            carried, fields = case.carried(world.mine), case.fields(world.mine)
            user = world.ada.slack_user_id  # Slack's user ids can be the same in two workspaces
            answer = send(world, key, team=other.slack_team_id, user=user, carried=carried, fields=fields)
            yield key, answer, world.rows(), case

    assert "\n".join(faults(world, tries())) == ""


@pytest.mark.parametrize("whose", ["neighbours", "elsewhere"])
def test_ids_of_somebody_elses_things_change_nothing(world: World, whose: str) -> None:
    theirs: Named = getattr(world, whose)
    team = world.kith.workspace.slack_team_id

    def tries() -> Iterator[tuple[Any, Answer, Rows, Case]]:
        for key, case in CASES.items():
            if who_may(key) is Who.ANYONE or case.carried(theirs) == case.carried(world.mine):
                continue
            if who_may(key) is Who.ORGANIZER and theirs.program == world.mine.program:
                continue  # everybody of the program is theirs to organize
            user = world.who(who_may(key)).slack_user_id
            carried, fields = case.carried(theirs), case.fields(theirs)
            yield key, send(world, key, team=team, user=user, carried=carried, fields=fields), world.rows(), case

    assert "\n".join(faults(world, tries())) == ""


@pytest.mark.parametrize(
    ("who", "name"),
    [
        (Who.READER, "ada"),
        (Who.ORGANIZER, "ada"),
        (Who.ORGANIZER, "viewer"),
        (Who.ADMIN, "ada"),
        (Who.ADMIN, "viewer"),
        (Who.ADMIN, "organizer"),
    ],
)
def test_members_read_nothing_viewers_change_nothing_and_none_of_them_is_an_admin(
    world: World, who: Who, name: str
) -> None:
    team = world.kith.workspace.slack_team_id

    def tries() -> Iterator[tuple[Any, Answer, Rows, Case]]:
        for key, case in CASES.items():
            if who_may(key) is who:
                carried, fields = case.carried(world.mine), case.fields(world.mine)
                user = getattr(world, name).slack_user_id
                yield key, send(world, key, team=team, user=user, carried=carried, fields=fields), world.rows(), case

    assert "\n".join(faults(world, tries())) == ""


@pytest.mark.parametrize("backend", ["sqlite"])
def test_ids_that_kith_never_wrote_change_nothing(world: World) -> None:
    team, before, found = world.kith.workspace.slack_team_id, world.rows(), []
    for key, case in CASES.items():
        if who_may(key) is Who.ANYONE or not case.carried(world.mine):
            continue  # it names nothing
        user = world.who(who_may(key)).slack_user_id
        for forged in (*FORGED, world.mine.at(999999), world.mine.at(*[0] * 5)):
            world.kith.slack.calls.clear()
            answer = send(world, key, team=team, user=user, carried=forged, fields=case.fields(world.mine))
            if answer.status != 200 or not is_refused(world, answer):
                found.append(f"{key} {forged!r}: {answer.status} {told(world, answer)[:300]}")
        found += [f"{key}: {what}" for what in changed(before, world.rows())]
    assert "\n".join(found) == ""


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("key", CASES, ids=":".join)
def test_who_may_is_not_refused(world: World, key: tuple[str, str]) -> None:
    case = CASES[key]
    user = world.who(who_may(key)).slack_user_id
    world.kith.knows_channel("C7", user)
    world.kith.slack.calls.clear()
    before = world.rows()
    carried, fields = case.carried(world.mine), dict(case.fields(world.mine))
    if key[1] == "rounds.move_form":
        fields = swapped(world)
    if key[1] == "councils.swap_form":
        fields = swapped_councils(world)
    answer = send(world, key, team=world.kith.workspace.slack_team_id, user=user, carried=carried, fields=fields)
    assert answer.status == 200
    assert not is_refused(world, answer)
    assert "errors" not in answer.body
    assert world.rows() != before or world.kith.slack.calls or answer.body


def swapped_councils(world: World) -> dict[str, Any]:
    """A person of each of the two councils that are proposed."""
    with world.kith.context.database.unit_of_work(read_only=True) as session:
        councils = list(seats(session, world.mine.council_program).values())
    chosen = [council[0][1].slack_user_id for council in councils[:2]]
    return dict(zip(("one", "other"), map(payloads.choice, chosen), strict=True))


def swapped(world: World) -> dict[str, Any]:
    """Two people of different proposed groups."""
    with world.kith.context.database.unit_of_work(read_only=True) as session:
        (_, first), (_, second) = groups_of(session, world.mine.proposed_round)
        ids = [session.get_one(Participant, members[0]).member_id for members in (first, second)]
        users = [session.get_one(Member, member_id).slack_user_id for member_id in ids]
    return {
        name: {"type": "users_select", "selected_user": user}
        for name, user in zip(("one", "other"), users, strict=True)
    } | {"how": payloads.choice("trade")}


def test_each_command_tells_a_stranger_nothing_of_a_program(world: World) -> None:
    team = world.kith.workspace.slack_team_id
    before = world.rows()
    for name in COMMANDS:
        url = world.kith.slack.response_url
        world.kith.send(payloads.command(team, f"USTRANGER{name}", name, channel="C2", response_url=url))
    after = world.rows()
    assert changed(before, after) == []
    assert {row.split()[0] for row in added(before, after)} <= {
        "deliveries",
        "delivery_people",
        "preparations",
    }  # their own data, by message, and a page of their own before a chat
    said = str([call.args for call in world.kith.slack.calls])
    assert world.ada.slack_user_id not in said
