"""Organizers change a proposed round from the message that shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import BuddyGroup, GroupMember, Member, Organizer, Participant, Program, Round, Workspace
from bot.domain.messages import Message, Target
from bot.domain.pairing.rules import Mixes, Weights
from bot.domain.states import RoundState
from bot.services import rounds
from bot.services.rounds.groups import groups_of
from bot.views.rounds import pairs, preview
from handlers.bolt import KithApp
from tests.factories import make_do_not_pair, make_organizer, make_participant, make_program, make_two_schools
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.handlers.recorder import Recorder

MONDAY = date(2026, 3, 2)


class Stage:
    """A proposed round of two pairs, its organizer, and a way to press its buttons."""

    def __init__(self, kith: Kith) -> None:
        self.kith = kith
        self.people = [kith.member(name=name) for name in ("Ada", "Ben", "Carl", "Dora")]
        self.organizer = kith.member(name="Olga")
        now = kith.context.clock.now() - timedelta(hours=8)
        with kith.context.database.unit_of_work(kith.workspace.id) as session:
            program = make_program(session, starts_on=MONDAY, preview_hours=24)
            for member in self.people:
                make_participant(session, program, member=member)
            make_organizer(session, program, member=self.organizer)
            said = rounds.open_preview(session, program.id, on=MONDAY, now=now)
            assert said
            self.round_id = said.round_id
            self.group_id = said.groups[0].group_id

    def click(self, action_id: str, value: object, *, by: Member | None = None) -> dict[str, Any]:
        self.kith.press(by or self.organizer, action_id, value)
        replies = self.kith.slack.of("response_url")
        return replies[-1] if replies else {}

    def swap(self, remembers: str, *, over: str | None = None) -> bool:
        """Ada with somebody of the other group, by the form. Whether they are where Ada was."""
        before = self.groups()
        ada = next(group for group in before if "Ada" in group)
        other = next(iter(next(group for group in before if "Ada" not in group)))
        ids = {member.name: member.slack_user_id for member in self.people}
        chosen = {preview.ONE: ids["Ada"], preview.OTHER: ids[other]}
        fields = {key: payloads.choice(user) for key, user in chosen.items()} | {preview.HOW: payloads.choice("trade")}
        self.kith.submit(self.organizer, preview.MOVE_FORM, fields, remembers=remembers, over=over)
        return frozenset({other, *(ada - {"Ada"})}) in self.groups()

    def screens(self, method: str) -> list[str]:
        return [str(call["view"]) for call in self.kith.slack.of(method)]

    def copy(self) -> str:
        """What another organizer's message says in the ledger."""
        (delivery,) = self.kith.deliveries()
        return str(delivery.payload)

    def groups(self) -> set[frozenset[str]]:
        with self.kith.context.database.unit_of_work(read_only=True) as session:
            found = groups_of(session, self.round_id)
            names = {self.people.index(one): one.name for one in self.people}
            first = min(member for _, members in found for member in members)
            return {frozenset(names[member - first] for member in members) for _, members in found}


@pytest.fixture
def stage(kith: Kith) -> Stage:
    return Stage(kith)


def test_lock_and_unlock_draw_the_preview_anew(stage: Stage) -> None:
    assert ":lock:" in str(stage.click(preview.LOCK, stage.group_id))
    assert ":lock:" not in str(stage.click(preview.UNLOCK, stage.group_id))


def test_swapping_by_the_form_changes_the_groups_and_the_message(stage: Stage) -> None:
    stage.click(preview.MOVE, stage.round_id)
    (opened,) = stage.kith.slack.of("views.open")
    assert stage.swap(opened["view"]["private_metadata"])
    assert stage.kith.slack.of("response_url")[-1]["replace_original"] is True


def options(view: dict[str, Any]) -> list[set[str]]:
    """Whom each of the form's lists offers."""
    elements = [block["element"] for block in view["blocks"] if block["block_id"] in (preview.ONE, preview.OTHER)]
    return [{option["value"] for option in element["options"]} for element in elements]


def test_the_swap_offers_the_people_of_the_round_and_nobody_else(stage: Stage) -> None:
    stage.kith.member(name="Stranger")
    stage.click(preview.MOVE, stage.round_id)
    (opened,) = stage.kith.slack.of("views.open")
    assert options(opened["view"]) == [{one.slack_user_id for one in stage.people}] * 2
    (group,) = [group for group in stage.groups() if "Ada" in group]
    assert f"with {next(iter(group - {'Ada'}))}" in str(opened["view"])


def test_a_swap_that_cannot_be_says_so_in_the_form_without_saying_whose_wish_it_is(stage: Stage) -> None:
    groups = sorted(map(sorted, stage.groups()))
    ids = {member.name: member for member in stage.people}
    (first, _), (second, mate) = groups
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        make_do_not_pair(session, ids[mate].id, ids[first].id)
    fields = {
        preview.ONE: payloads.choice(ids[first].slack_user_id),
        preview.OTHER: payloads.choice(ids[second].slack_user_id),
        preview.HOW: payloads.choice("trade"),
    }
    answer = stage.kith.submit(stage.organizer, preview.MOVE_FORM, fields, remembers=f"{stage.round_id} ")
    assert "cannot be grouped" in answer.body["errors"][preview.OTHER]
    assert sorted(map(sorted, stage.groups())) == groups


def test_a_swap_stays_when_the_rest_is_matched_anew(stage: Stage) -> None:
    assert stage.swap(f"{stage.round_id} ")
    swapped = stage.groups()
    assert str(stage.click(preview.MATCH_ANEW, stage.round_id)).count(":lock:") == 2
    assert stage.groups() == swapped


@pytest.mark.usefixtures("other_organizer")
def test_looking_at_it_shows_who_joined_since_in_every_copy(stage: Stage) -> None:
    newcomers = [stage.kith.member(name=name) for name in ("Emil", "Fay")]
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        program = session.scalars(select(Program)).one()
        for member in newcomers:
            make_participant(session, program, member=member)
    stage.kith.press(stage.organizer, preview.SHOW, stage.round_id, where="home")
    for member in newcomers:
        assert member.slack_user_id in stage.screens("views.open")[-1]
        assert member.slack_user_id in stage.copy()


def test_sending_now_starts_the_round_once(stage: Stage) -> None:
    assert "Sent" in stage.click(preview.SEND_NOW, stage.round_id)["text"]
    assert "over" in stage.click(preview.SEND_NOW, stage.round_id)["text"]
    with stage.kith.context.database.unit_of_work(read_only=True) as session:
        assert session.scalars(select(Round.state)).one() is RoundState.RUNNING


def test_matching_anew_keeps_everybody(stage: Stage) -> None:
    stage.click(preview.MATCH_ANEW, stage.round_id)
    assert {name for group in stage.groups() for name in group} == {"Ada", "Ben", "Carl", "Dora"}


def test_matching_anew_goes_by_the_numbers_of_the_settings(
    context: AppContext, slack: Recorder, workspace: Workspace
) -> None:
    weights = Mixes(balanced=Weights(other_circle=0))
    helpful = replace(context, settings=context.settings.model_copy(update={"weights": weights}))
    kith = Kith(context=helpful, bolt=KithApp(helpful), slack=slack, workspace=workspace)
    with context.database.unit_of_work(workspace.id) as session:
        program = make_program(session, starts_on=MONDAY, preview_hours=24)
        ids = [one.id for one in make_two_schools(session, program)]
        organizer = make_organizer(session, program)
        said = rounds.open_preview(session, program.id, on=MONDAY, now=context.clock.now())
        assert said
        assert ids[:2] not in [members for _, members in groups_of(session, said.round_id)]
        member = session.get_one(Member, organizer.member_id)
    kith.press(member, preview.MATCH_ANEW, said.round_id)
    with context.database.unit_of_work(read_only=True) as session:
        assert [members for _, members in groups_of(session, said.round_id)] == [ids[:2], ids[2:]]


@pytest.mark.parametrize("action_id", [preview.LOCK, preview.MOVE, preview.MATCH_ANEW, preview.SEND_NOW])
def test_members_cannot_touch_it(stage: Stage, action_id: str) -> None:
    before = stage.groups()
    value = stage.group_id if action_id == preview.LOCK else stage.round_id
    assert "not yours" in stage.click(action_id, value, by=stage.people[0])["text"]
    assert stage.groups() == before
    with stage.kith.context.database.unit_of_work(read_only=True) as session:
        assert session.scalars(select(Round.state)).one() is RoundState.PROPOSED
        assert not any(session.scalars(select(BuddyGroup.locked)))


def test_app_home_opens_the_proposal_and_its_buttons_work_there(stage: Stage) -> None:
    assert preview.SHOW in str(stage.kith.home(stage.organizer))
    stage.kith.press(stage.organizer, preview.SHOW, stage.round_id, where="home")
    assert "The next round of" in stage.screens("views.open")[-1]
    stage.kith.press(stage.organizer, preview.LOCK, stage.group_id, where="modal")
    assert ":lock:" in stage.screens("views.update")[-1]
    stage.kith.press(stage.organizer, preview.MOVE, stage.round_id, where="modal")
    assert preview.MOVE_FORM in stage.screens("views.push")[-1]
    stage.kith.press(stage.organizer, preview.SEND_NOW, stage.round_id, where="modal")
    assert "Sent" in stage.screens("views.update")[-1]
    assert preview.SHOW not in stage.screens("views.publish")[-1]


def test_a_swap_begun_in_app_home_shows_the_screen_below_anew(stage: Stage) -> None:
    assert stage.swap(f"{stage.round_id} ", over="V0")
    (shown,) = stage.kith.slack.of("views.update")
    assert shown["view_id"] == "V0"


def test_once_the_round_began_the_message_and_app_home_list_who_is_with_whom(stage: Stage) -> None:
    shown = stage.click(preview.SEND_NOW, stage.round_id)
    users = {one.slack_user_id for one in stage.people}
    assert all(user in str(shown["blocks"]) for user in users)
    assert "introduction on" in str(shown["blocks"])
    stage.click(pairs.PAIRS, f"{stage.round_id}:0")
    assert all(user in stage.screens("views.open")[-1] for user in users)
    assert pairs.PAIRS in str(stage.kith.home(stage.organizer))
    stage.kith.press(stage.organizer, pairs.PAIRS, f"{stage.round_id}:0", where="home")
    assert all(user in stage.screens("views.open")[-1] for user in users)
    stage.kith.press(stage.organizer, pairs.NEXT_PAGE, f"{stage.round_id}:1", where="modal")
    assert all(user in stage.screens("views.update")[-1] for user in users)  # there is no second page


def test_everybody_in_a_proposal_is_listed_above_it(stage: Stage) -> None:
    stage.kith.press(stage.organizer, pairs.PAIRS, f"{stage.round_id}:0", where="modal")
    shown = stage.screens("views.push")[-1]
    assert all(one.slack_user_id in shown for one in stage.people)
    assert "not met" not in shown


def test_a_member_reads_no_list_of_pairs(stage: Stage) -> None:
    stage.click(preview.SEND_NOW, stage.round_id)
    ada = stage.people[0]
    assert pairs.PAIRS not in str(stage.kith.home(ada))
    stage.kith.press(ada, pairs.PAIRS, f"{stage.round_id}:0", where="home")
    assert "not yours" in stage.screens("views.open")[-1]


def test_a_member_cannot_open_the_proposal_from_app_home(stage: Stage) -> None:
    stage.kith.press(stage.people[0], preview.SHOW, stage.round_id, where="home")
    (opened,) = stage.screens("views.open")
    assert "not yours" in opened


@pytest.fixture
def other_organizer(stage: Stage) -> Member:
    """A second organizer, with a copy of their own."""
    other = stage.kith.member(name="Otto")
    with stage.kith.context.database.unit_of_work(stage.kith.workspace.id) as session:
        program_id = session.scalars(select(Round.program_id)).one()
        session.add(Organizer(program_id=program_id, member_id=other.id))
        stage.kith.context.outbox.plan(
            session,
            key=rounds.copy_key(stage.round_id, other.id),
            kind="preview",
            target=Target(users=(other.slack_user_id,)),
            message=Message("The next round"),
            now=stage.kith.context.clock.now(),
        )
    return other


@pytest.mark.usefixtures("other_organizer")
def test_what_one_organizer_changes_is_what_the_others_read(stage: Stage) -> None:
    stage.click(preview.LOCK, stage.group_id)
    assert ":lock:" in stage.copy()
    stage.click(preview.SEND_NOW, stage.round_id)
    assert "this round has begun with two groups." in stage.copy()
    assert preview.SEND_NOW not in stage.copy()


def test_somebody_is_taken_out_once_it_was_said_what_that_costs(stage: Stage) -> None:
    ada = stage.people[0]
    fields = {preview.ONE: payloads.choice(ada.slack_user_id), preview.HOW: payloads.choice("out")}
    before = stage.groups()

    asked = stage.kith.submit(stage.organizer, preview.MOVE_FORM, fields, remembers=f"{stage.round_id} ")

    shown = asked.body["view"]
    assert "Ada would have no buddy in this round." in str(shown["blocks"])
    assert stage.groups() == before
    fields[preview.WHY] = payloads.text("")
    stage.kith.submit(stage.organizer, preview.MOVE_FORM, fields, remembers=shown["private_metadata"])
    assert len(stage.groups()) == 1
    with stage.kith.context.database.unit_of_work(read_only=True) as session:
        assert ada.id not in session.scalars(select(Participant.member_id).join(GroupMember)).all()


def test_the_move_form_wants_to_know_what_becomes_of_them(stage: Stage) -> None:
    fields = {preview.ONE: payloads.choice(stage.people[0].slack_user_id), preview.HOW: payloads.choice("nonsense")}
    answer = stage.kith.submit(stage.organizer, preview.MOVE_FORM, fields, remembers=f"{stage.round_id} ")
    assert preview.HOW in answer.body["errors"]


def test_the_next_round_is_planned_from_app_home_a_week_ahead(kith: Kith) -> None:
    olga = kith.member(name="Olga")
    people = [kith.member(name=name) for name in ("Ada", "Ben")]
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        program = make_program(session, starts_on=MONDAY)
        make_organizer(session, program, member=olga)
        for member in people:
            make_participant(session, program, member=member)
    assert preview.PLAN in str(kith.home(olga))

    kith.press(olga, preview.PLAN, program.id, where="home")

    (opened,) = kith.slack.of("views.open")
    assert all(one.slack_user_id in str(opened["view"]) for one in people)
    home = str(kith.slack.of("views.publish")[-1]["view"])
    assert preview.SHOW in home
    assert preview.PLAN not in home


def test_pages_of_a_long_proposal_are_turned_and_a_lock_stays_on_its_page(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "SHOWN", 1)
    stage.click(preview.NEXT_PAGE, f"{stage.round_id}:1")
    assert "Groups 2 to 2 of 2." in stage.screens("views.open")[-1]
    stage.kith.press(stage.organizer, preview.PAGE_BEFORE, f"{stage.round_id}:0", where="modal")
    assert "Groups 1 to 1 of 2." in stage.screens("views.update")[-1]
    with stage.kith.context.database.unit_of_work(read_only=True) as session:
        second = groups_of(session, stage.round_id)[1][0].id
    stage.kith.press(stage.organizer, preview.LOCK, second, where="modal")
    assert "Groups 2 to 2 of 2." in stage.screens("views.update")[-1]
    assert ":lock:" in stage.screens("views.update")[-1]
