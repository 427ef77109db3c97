"""Mentor or mentee: chosen on joining, in App Home, by command; nobody else's to choose."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Member, Participant, Program
from bot.domain.home import Room
from bot.domain.states import Role
from bot.views import mentoring as view
from bot.views import participants as participants_view
from bot.views import program_basics
from bot.views import program_settings as settings
from tests.factories import make_workspace
from tests.handlers import payloads
from tests.handlers.cases import BASICS
from tests.handlers.conftest import Kith

AS_MENTOR = {"role": payloads.choice(view.MENTOR), "capacity": payloads.choice("2")}


@pytest.fixture
def program(kith: Kith) -> Program:
    return kith.program(slack_channel_id="C1", name="Spring", has_mentors=True)


@pytest.fixture
def member(kith: Kith, program: Program) -> Member:
    member = kith.member()
    kith.participant(program, member=member)
    return member


def role_of(kith: Kith, member: Member) -> tuple[Role, int]:
    with kith.context.database.unit_of_work(kith.workspace.id, read_only=True) as session:
        found = session.scalars(select(Participant).where(Participant.member_id == member.id)).one()
        return found.role, found.capacity


def test_the_form_opens_and_saves_what_was_chosen(kith: Kith, program: Program, member: Member) -> None:
    kith.press(member, view.ROLE, program.id, where="home")
    (opened,) = kith.slack.of("views.open")
    assert opened["view"]["private_metadata"] == str(program.id)
    answer = kith.submit(member, view.ROLE_FORM, AS_MENTOR, remembers=program.id)
    assert "as a mentor of up to two mentees" in str(answer.body["view"])
    assert role_of(kith, member) == (Role.MENTOR, 2)
    assert "as a mentor of up to two mentees" in str(kith.home(member, Room.ME))


def test_joining_asks_for_it_where_the_program_has_mentors(kith: Kith, program: Program) -> None:
    newcomer = kith.member()
    kith.command(newcomer, "join", channel="C1")
    assert "I would like to be" in str(kith.slack.of("views.open")[-1])
    kith.submit(
        newcomer, participants_view.JOIN_FORM, {**AS_MENTOR, "name_in_public": payloads.choices()}, remembers=program.id
    )
    assert role_of(kith, newcomer) == (Role.MENTOR, 2)


def test_joining_does_not_ask_where_it_has_none(kith: Kith) -> None:
    kith.program(slack_channel_id="C2")
    kith.command(kith.member(), "join", channel="C2")
    assert "I would like to be" not in str(kith.slack.of("views.open")[-1])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": payloads.choice("king"), "capacity": payloads.choice("2")}, "role"),
        ({"role": payloads.choice(view.MENTOR), "capacity": payloads.choice("9")}, "capacity"),
        ({"role": payloads.choice(view.MENTOR), "capacity": payloads.choice("many")}, "capacity"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    kith: Kith, program: Program, member: Member, values: dict[str, Any], field: str
) -> None:
    assert list(kith.submit(member, view.ROLE_FORM, values, remembers=program.id).body["errors"]) == [field]
    assert role_of(kith, member) == (Role.PEER, 1)


def test_who_takes_no_part_is_refused(kith: Kith, program: Program, member: Member) -> None:
    stranger = kith.member()
    kith.press(stranger, view.ROLE, program.id, where="home")
    assert "callback_id" in kith.slack.of("views.open")[-1]["view"]
    assert view.ROLE_FORM not in str(kith.slack.of("views.open"))
    kith.submit(stranger, view.ROLE_FORM, AS_MENTOR, remembers=program.id)
    assert role_of(kith, member) == (Role.PEER, 1)


def test_another_workspace_does_not_find_the_program(kith: Kith, program: Program, member: Member) -> None:
    with kith.context.database.unit_of_work() as session:
        other = make_workspace(session)
    pressed = payloads.action(view.ROLE, str(program.id))
    kith.send(payloads.home_click(other.slack_team_id, member.slack_user_id, pressed))
    assert view.ROLE_FORM not in str(kith.slack.of("views.open"))


def test_the_command_opens_the_form_or_says_that_there_is_none(kith: Kith, program: Program, member: Member) -> None:
    kith.command(member, "role")
    assert kith.slack.of("views.open")[-1]["view"]["callback_id"] == view.ROLE_FORM
    kith.command(kith.member(), "role")
    assert "None of your programs" in kith.slack.of("response_url")[-1]["text"]


def ask(kith: Kith, program: Program, *people: str) -> Member:
    """Somebody organizes the program, and asks these people."""
    organizer = kith.organizer(program)
    kith.submit(organizer, view.INVITE_FORM, {"people": payloads.people(*people)}, remembers=program.id)
    return organizer


def test_an_organizer_asks_and_a_yes_makes_a_mentor(kith: Kith, program: Program, member: Member) -> None:
    organizer = ask(kith, program, member.slack_user_id)
    assert f"<@{member.slack_user_id}>" in str(kith.slack.of("views.update")[-1]["view"])
    kith.press(organizer, view.MENTORS, program.id, where="home")
    assert "Nobody is a mentor yet" in str(kith.slack.of("views.open")[-1])
    kith.press(member, view.YES, program.id)
    assert role_of(kith, member) == (Role.MENTOR, 1)
    assert "of one mentee at a time" in kith.slack.of("response_url")[-1]["blocks"][0]["text"]["text"]
    kith.press(organizer, view.MENTORS, program.id, where="home")
    assert "room for one mentee" in str(kith.slack.of("views.open")[-1])


def test_a_yes_from_outside_opens_the_screen_of_joining_as_a_mentor(kith: Kith, program: Program) -> None:
    alum = kith.member()
    ask(kith, program, alum.slack_user_id)
    kith.press(alum, view.YES, program.id)
    form = kith.slack.of("views.open")[-1]["view"]
    assert form["callback_id"] == participants_view.JOIN_FORM
    role = next(block["element"] for block in form["blocks"] if block.get("block_id") == "role")
    assert role["initial_option"]["value"] == view.MENTOR
    kith.submit(alum, participants_view.JOIN_FORM, AS_MENTOR, remembers=program.id)
    assert role_of(kith, alum) == (Role.MENTOR, 2)


def test_a_no_changes_nothing_and_the_organizer_reads_nothing_of_it(
    kith: Kith, program: Program, member: Member
) -> None:
    organizer = ask(kith, program, member.slack_user_id)
    kith.press(member, view.NO, program.id)
    assert "told to nobody" in str(kith.slack.of("response_url")[-1]["blocks"])
    assert role_of(kith, member) == (Role.PEER, 1)
    kith.press(organizer, view.MENTORS, program.id, where="home")
    assert f"without a yes so far: <@{member.slack_user_id}>" in str(kith.slack.of("views.open")[-1])
    assert kith.deliveries() == []


def test_who_was_not_asked_becomes_no_mentor(kith: Kith, program: Program, member: Member) -> None:
    kith.press(member, view.YES, program.id)
    assert role_of(kith, member) == (Role.PEER, 1)


def test_choosing_mentors_warns_where_there_are_none(kith: Kith) -> None:
    program = kith.program(slack_channel_id="C1")
    organizer = kith.organizer(program)
    kith.press(organizer, settings.BASICS, program.id, where="home")
    form = kith.slack.of("views.open")[-1]["view"]
    fields = {**BASICS, "starts_on": payloads.on_date(program.starts_on.isoformat())}
    answer = kith.submit(organizer, program_basics.BASICS, fields, remembers=form["private_metadata"])
    assert "Nobody is a mentor yet" in str(answer.body["view"])
    assert view.INVITE in str(answer.body["view"])
    again = kith.submit(
        organizer, program_basics.BASICS, {**fields, "name": payloads.text("Summer")}, remembers=program.id
    )
    assert "view" not in str(again.body)
