"""Every button of every App Home does what it says: none answers that it is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from bot.db.models import ChannelPerson, Member, Participant
from bot.domain.home import Room
from bot.domain.states import ParticipantState, ProgramState
from tests.factories import make_group, make_organizer, make_participant, make_program, make_round
from tests.handlers.conftest import Kith
from tests.people import Person, join, make_person

GONE = ("no longer there", "That time is over", "Something went wrong")
State = Callable[[Any, Person], None]


def _nothing(_session: Any, _person: Person) -> None:
    pass


def _set(state: ParticipantState) -> State:
    def change(session: Any, person: Person) -> None:
        session.get_one(Participant, person.participant.id).state = state
        if state is ParticipantState.PAUSED:
            session.get_one(Participant, person.participant.id).paused_until_on = date(2026, 4, 1)

    return change


def _with_a_buddy(session: Any, person: Person) -> None:
    running = make_round(session, person.program, weeks=2, started_at=person.participant.joined_at)
    make_group(session, running, person.participant, make_participant(session, person.program))


def _outside_the_channel(session: Any, person: Person) -> None:
    session.get_one(Participant, person.participant.id).channel_left_at = person.participant.joined_at


def _in_two_programs(session: Any, person: Person) -> None:
    join(session, make_program(session, name="Alumni"), person.member)


def _organizes(session: Any, person: Person) -> None:
    make_organizer(session, person.program, member=person.member)


def _program_paused(session: Any, person: Person) -> None:
    session.merge(person.program).state = ProgramState.PAUSED


STATES: dict[str, State] = {
    "active": _nothing,
    "with a buddy": _with_a_buddy,
    "paused": _set(ParticipantState.PAUSED),
    "resting": _set(ParticipantState.RESTING),
    "landed": _set(ParticipantState.LANDED),
    "left": _set(ParticipantState.LEFT),
    "left the channel": _outside_the_channel,
    "in two programs": _in_two_programs,
    "organizer": _organizes,
    "in a paused program": _program_paused,
}


def buttons(view: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What can be pressed, with what Slack sends for it: a drop-down's first choice."""
    for block in view["blocks"]:
        for element in [*block.get("elements", ()), block.get("accessory", {})]:
            if element.get("type") == "button":
                yield element["action_id"], {"value": element.get("value", "")}
            elif element.get("type") == "static_select":
                yield element["action_id"], {"type": "static_select", "selected_option": element["options"][0]}


def press_each(kith: Kith, new: Callable[[], Any], room: Room) -> list[str]:
    """Press each button of a room, each by somebody new in the same state; what was pressed."""
    pressed: list[str] = []
    while True:
        who = new()
        found = list(buttons(kith.home(who, room)))
        if len(pressed) == len(found):
            return pressed
        action_id, more = found[len(pressed)]
        kith.slack.calls.clear()
        kith.press(who, action_id, more.pop("value", ""), where="home", **more)
        said = str(kith.slack.calls)
        assert not [words for words in GONE if words in said], (action_id, said)
        pressed.append(action_id)


@pytest.mark.parametrize("room", Room)
@pytest.mark.parametrize("state", STATES)
def test_no_button_of_a_members_home_is_dead(kith: Kith, state: str, room: Room) -> None:
    def new() -> Person:
        with kith.context.database.unit_of_work(kith.workspace.id) as session:
            person = make_person(session)
            session.flush()
            STATES[state](session, person)
            return person

    assert press_each(kith, new, room)


@pytest.mark.parametrize("is_in_channel", [True, False])
def test_no_button_of_a_newcomers_home_is_dead(kith: Kith, *, is_in_channel: bool) -> None:
    program = kith.program(slack_channel_id="C1", is_private=False)

    def new() -> Any:
        member = kith.member()
        if is_in_channel:
            with kith.context.database.unit_of_work(kith.workspace.id) as session:
                session.add(ChannelPerson(program_id=program.id, member_id=member.id))
        return member

    assert ("participants.join_form" in press_each(kith, new, Room.WEEK)) is is_in_channel


def _skips(session: Any, person: Person) -> None:
    session.get_one(Participant, person.participant.id).skips_round = 1


def _asked(session: Any, person: Person) -> None:
    session.get_one(Participant, person.participant.id).asked_at = person.participant.joined_at


def _guest(session: Any, person: Person) -> None:
    session.get_one(Member, person.member.id).is_guest = True


NO_BUDDY_NEXT = {
    "left the channel": (_outside_the_channel, "You left the program's channel."),
    "a guest": (_guest, "This program matches full members of the workspace."),
    "skips": (_skips, "You sit out the round that starts on Monday 2 March, as you wished."),
    "asked": (_asked, "It has been a while."),
    **{name: (STATES[name], words) for name, words in {
        "paused": "You are on a pause until",
        "resting": "“I'm back” is all it takes",
        "landed": "You landed and are here as an alum",
        "in a paused program": "The program is paused.",
    }.items()},
}  # fmt: skip


@pytest.mark.parametrize("state", NO_BUDDY_NEXT)
def test_nobody_is_promised_a_buddy_who_gets_none(kith: Kith, state: str) -> None:
    change, words = NO_BUDDY_NEXT[state]
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session)
        session.flush()
        change(session, person)
    home = str(kith.home(person, Room.WEEK))
    assert words in home
    assert "Your next buddy comes" not in home
    assert "You are among the first" not in home


@pytest.mark.parametrize("command", ["buddy", "goals", "skip"])
@pytest.mark.parametrize("state", ["paused", "resting", "landed"])
def test_a_command_tells_whoever_is_away_how_they_stand_and_the_way_back(kith: Kith, state: str, command: str) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session)
        session.flush()
        STATES[state](session, person)
    kith.command(person, command)
    said = str(kith.slack.of("response_url")[-1])
    assert NO_BUDDY_NEXT[state][1] in said
    assert "I'm back" in said
    assert "no program" not in said
    assert "not in a program" not in said


@pytest.mark.parametrize("command", ["buddy", "goals", "back", "week"])
def test_nothing_is_promised_in_a_program_that_is_paused(kith: Kith, command: str) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session)
        session.flush()
        _program_paused(session, person)
    kith.command(person, command)
    said = str(kith.slack.of("response_url")[-1])
    assert ("The program is paused." in said) is (command != "week")
    for words in ("next round starts", "no program", "has some to choose from"):
        assert words not in said
