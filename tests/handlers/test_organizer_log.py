"""Every act of organizers and admins leaves an entry in the log, and organizers read it in Slack."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import OrganizerAct
from bot.domain.organizer_acts import Act
from bot.views import (
    admins,
    announcements,
    broadcasts,
    digests,
    event_forms,
    events,
    final_reports,
    mentoring,
    organizer_log,
    program_basics,
    program_forms,
    program_people,
    program_settings,
    programs,
    reports,
)
from bot.views.councils import organizers as council_plans
from bot.views.councils import settings as council_settings
from bot.views.rounds import preview
from handlers.rows import When, Who
from handlers.table import BUTTONS, FORMS
from tests.handlers import payloads
from tests.handlers.cases import CASES, who_may
from tests.handlers.conftest import Kith
from tests.handlers.test_who_may import send, swapped, swapped_councils
from tests.handlers.world import World, make_world

# What only reads, opens a form, or asks what would be: nothing is changed by it.
READS = {
    program_settings.BASICS,
    program_settings.RHYTHM,
    program_settings.BREAKS,
    program_settings.JOINING,
    program_settings.ACTIVITIES,
    program_settings.GOALS,
    program_settings.ORGANIZERS,
    program_settings.CONDUCT,
    program_settings.ENDING,
    program_settings.TEXTS,
    program_settings.COPY,
    program_settings.LOG,
    program_forms.COPY,
    programs.SETTINGS,
    announcements.INVITE,
    broadcasts.OPEN,
    admins.STARTERS,
    council_settings.COUNCILS,
    council_plans.SHOW,
    council_plans.SWAP,
    digests.SHOW,
    digests.TABLE,
    final_reports.SHOW,
    events.ANNOUNCE,
    mentoring.MENTORS,
    mentoring.INVITE,
    organizer_log.TABLE,
    preview.SHOW,
    preview.PAGE_BEFORE,
    preview.NEXT_PAGE,
    preview.MOVE,
    reports.OPEN,
    reports.FORM,
    *(name for name, row in BUTTONS.items() if row.when is When.READ and row.who is Who.ORGANIZER),
    *(name for name, row in FORMS.items() if row.when is When.READ and row.who is Who.ORGANIZER),
}
# What goes with all that it is about; and what is as it was already in a new world
GOES_WITH_IT = {program_settings.ERASE}
AS_IT_WAS = {
    programs.RESUME,
    preview.PLAN,
    preview.UNLOCK,
    council_plans.UNLOCK,
    program_people.END_PAUSE,
    program_people.ALONE,
    program_people.MENTOR,  # they were asked a moment ago
}
OF_ORGANIZERS = [key for key in CASES if who_may(key) in (Who.ORGANIZER, Who.ADMIN, Who.READER)]


@pytest.fixture
def world(kith: Kith) -> World:
    found = make_world(kith)
    kith.knows_channel("C7", "UOLGA")
    return found


def acts(world: World) -> list[OrganizerAct]:
    with world.kith.context.database.unit_of_work(world.kith.workspace.id) as session:
        return list(session.scalars(select(OrganizerAct).order_by(OrganizerAct.id)))


def do(world: World, key: tuple[str, str]) -> None:
    case, user = CASES[key], world.who(who_may(key)).slack_user_id
    fields: dict[str, Any] = dict(case.fields(world.mine))
    if key[1] == preview.MOVE_FORM:
        fields = swapped(world)
    if key[1] == council_plans.SWAP_FORM:
        fields = swapped_councils(world)
    world.kith.knows_channel("C7", user)
    team, carried = world.kith.workspace.slack_team_id, case.carried(world.mine)
    assert send(world, key, team=team, user=user, carried=carried, fields=fields).status == 200


def test_the_list_of_what_only_reads_holds_nothing_else() -> None:
    names = {name for _, name in OF_ORGANIZERS}
    assert names >= READS | GOES_WITH_IT | AS_IT_WAS


@pytest.mark.parametrize("key", OF_ORGANIZERS, ids=":".join)
def test_whatever_changes_something_leaves_an_entry_and_nothing_else_does(world: World, key: tuple[str, str]) -> None:
    before = len(acts(world))
    do(world, key)
    entries = acts(world)[before:]
    is_noted = key[1] not in READS | GOES_WITH_IT | AS_IT_WAS
    assert bool(entries) is is_noted, entries
    by = world.who(who_may(key))
    assert {(entry.member_id, entry.at) for entry in entries} <= {(by.id, world.kith.context.clock.now())}


def test_what_is_as_it_was_is_no_act_and_its_opposite_is_one(world: World) -> None:
    for key in ((preview.LOCK, preview.UNLOCK), (council_plans.LOCK, council_plans.UNLOCK)):
        for one in (*key, key[1]):
            do(world, ("action", one))
    do(world, ("action", program_settings.PAUSE))
    for _ in range(2):
        do(world, ("action", programs.RESUME))
    locks = [Act.LOCKED, Act.UNLOCKED, Act.COUNCIL_LOCKED, Act.COUNCIL_UNLOCKED]
    assert [entry.act for entry in acts(world)] == [*locks, Act.PAUSED, Act.RESUMED]


def test_organizers_open_the_log_from_the_settings_and_have_it_sent(world: World) -> None:
    kith = world.kith
    do(world, ("view", program_basics.BASICS))
    kith.slack.calls.clear()
    kith.press(world.organizer, program_settings.LOG, world.mine.program, where="modal")
    (opened,) = kith.slack.of("views.push")
    assert "changed rounds and groups" in str(opened["view"])
    assert "Spring → Taken over" in str(opened["view"])
    before = len(kith.deliveries())
    kith.press(world.organizer, organizer_log.TABLE, world.mine.program, where="modal")
    (sent,) = kith.deliveries()[before:]
    rows = base64.b64decode(sent.payload["files"][0]["content"]).decode("utf-8-sig").splitlines()
    assert rows[0] == "at,slack_user_id,act,what"
    assert rows[1].split(",")[1:3] == [world.organizer.slack_user_id, "basics"]


def test_what_an_organizer_does_with_a_members_event_is_noted_and_what_a_member_does_is_not(world: World) -> None:
    case = CASES["view", event_forms.FORM]
    for by in (world.ada, world.organizer):
        world.kith.submit(by, event_forms.FORM, case.fields(world.mine), remembers=case.carried(world.mine))
    world.kith.press(world.organizer, event_forms.CANCEL, world.mine.own_event)
    assert [entry.act for entry in acts(world)] == [Act.EVENT_CHANGED, Act.EVENT_CALLED_OFF]
    assert {entry.detail["members"][0] for entry in acts(world)} == {world.ada.id}


def test_own_texts_are_noted_as_changed_and_their_words_are_not_kept(world: World) -> None:
    kith, program = world.kith, world.mine.program
    kith.submit(world.organizer, program_forms.CONDUCT, {"conduct": payloads.text("Zebra rules.")}, remembers=program)
    fields = {"ends": payloads.choice("open"), "word": payloads.text("Zebra bye.")}
    kith.submit(world.organizer, program_forms.ENDING, fields, remembers=program)
    words = {"announcement": payloads.text("Zebra come.")}
    kith.submit(world.organizer, announcements.INVITE_FORM, words, remembers=program)
    found = acts(world)
    assert [entry.act for entry in found] == [Act.CONDUCT, Act.ENDING, Act.INVITED_AGAIN]
    assert "Zebra" not in str([entry.detail for entry in found])


@pytest.mark.parametrize("name", ["ada", "viewer", "admin"])
def test_nobody_but_organizers_reads_it(world: World, name: str) -> None:
    for action_id in (program_settings.LOG, organizer_log.TABLE):
        world.kith.slack.calls.clear()
        world.kith.press(getattr(world, name), action_id, world.mine.program, where="home")
        (opened,) = world.kith.slack.of("views.open")
        assert "not yours" in str(opened["view"])
