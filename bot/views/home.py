"""App Home: a row of rooms, and in the present one each noun's part, one below the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.domain.home import OpenProgram, OpenQuestion, Organized, Room, Viewed
from bot.domain.messages import Block, View
from bot.domain.states import Joining, ParticipantState, ProgramState
from bot.views import blocks
from bot.views.announcements import INVITE
from bot.views.blocks import Element, actions, button, context, divider, section
from bot.views.digests import SHOW, STATES, TABLE
from bot.views.figures import landings
from bot.views.final_reports import SHOW as FINAL
from bot.views.participants import BACK, JOIN, LEAVE, PAUSE, STAY
from bot.views.pickers import confirmed
from bot.views.privacy import SEES
from bot.views.program_people import people_button
from bot.views.program_settings import COPY, ERASE
from bot.views.programs import OPEN_SETUP, SETTINGS, resume_button, why_stopped
from bot.views.reports import OPEN as REPORT
from bot.views.rounds import preview
from bot.views.rounds.pairs import PAIRS
from bot.views.text import counted, in_words, listed, mention, plain, sentence_start
from bot.views.times import day

ROOMS: Mapping[Room, str] = {
    Room.WEEK: "Week",
    Room.PEOPLE: "People",
    Room.GIVE: "Give & ask",
    Room.EVENTS: "Events",
    Room.ME: "Me",
    Room.PROGRAMS: "Programs",
}
# What will be there, and how to begin
EMPTY: Mapping[Room, str] = {
    Room.WEEK: "Your goals, plans and buddy will be here. To begin, type `/kith join` in a channel that has a program.",
    Room.PEOPLE: "The people you meet will be here, each with your notes and a next step.",
    Room.GIVE: "What people ask for and can give will be here. To begin, type `/kith join` in a program's channel.",
    Room.EVENTS: "Events of your programs will be here. To begin, type `/kith join` in a channel that has a program.",
    Room.ME: "Your programs, profile and data will be here.",
    Room.PROGRAMS: "The programs you organize will be here. To begin, type `/kith setup` in a channel.",
}

ORDER = (ParticipantState.PAUSED, ParticipantState.RESTING, ParticipantState.LANDED)

WELCOME = (
    "*Welcome to Kith.* It introduces the people of a channel to each other as network buddies, and helps each of them "
    "with one small step a week: to meet somebody, to write to somebody, to go somewhere."
)
NONE_OPEN, TO_START = "No program is open to you yet.", " To start one for a channel of yours, press the button."
BLOCKS = 100
CUT = "There is more here than App Home can show. `/kith help` lists what shows it all."


def home(parts: Iterable[Sequence[Block]]) -> View:
    """The parts with a line between them, within 100 blocks: where that is too much, the longest parts give way."""
    filled = [list(part) for part in parts if part]
    space = BLOCKS - max(len(filled) - 1, 0)
    most = max((len(part) for part in filled), default=0)
    while sum(min(len(part), most) for part in filled) > space:
        most -= 1
    shown: list[Block] = []
    for part in filled:
        fitted = part if len(part) <= most else [*part[: most - 1], context(CUT)]
        shown += [divider(), *fitted] if shown else fitted
    return blocks.home(shown)


def go_to(room: Room) -> str:
    """The action id of the room's button."""
    return f"home.{room}"


def in_room(room: Room, rooms: Collection[Room], parts: Iterable[Sequence[Block]]) -> View:
    """The row of rooms with the present one marked, and its parts; where there are none, what will be there."""
    theirs = [one for one in Room if one in rooms or one is room]
    row = actions(
        *(button(ROOMS[one], action_id=go_to(one), style="primary" if one is room else None) for one in theirs)
    )
    shown = [part for part in parts if part]
    return home([[row], *(shown or [[section(EMPTY[room])]])])


def welcome(programs: Sequence[OpenProgram], *, may_start: bool) -> list[Block]:
    """For somebody who is in no program and organizes none: what Kith is, what they can join, how to begin one."""
    rows = [_open_program(one) for one in programs]
    heading = section("*Programs you can join*" if programs else NONE_OPEN + (TO_START if may_start else ""))
    start = [button("Start a program", action_id=OPEN_SETUP)] if may_start else []
    return [section(WELCOME), heading, *rows, actions(*start, button("Who sees what", action_id=SEES))]


def _open_program(one: OpenProgram) -> Block:
    said = f"*{plain(one.name, 150)}* in <#{one.slack_channel_id}>"
    if one.is_in_channel:
        return section(said, accessory=button("Join", action_id=JOIN, value=str(one.program_id)))
    return section(f"{said}\nTo join, type `/kith join` in that channel.")


def questions(asked: Sequence[OpenQuestion]) -> list[Block]:
    """What waits for an answer, first of all."""
    return [block for one in asked for block in _question(one)]


def organized(programs: Sequence[Organized], *, may_start: bool) -> list[Block]:
    """The programs somebody organizes: how they stand, and the way to their settings and digests."""
    if not programs:
        return []
    rows = [block for one in programs for block in _organized(one)]
    start = [actions(button("Start another program", action_id=OPEN_SETUP))] if may_start else []
    return [section("*Programs I organize*"), *rows, *start]


def viewed(programs: Sequence[Viewed]) -> list[Block]:
    """The programs somebody may read: their figures, and nothing to change."""
    if not programs:
        return []
    return [section("*Programs I can read along in*"), *(block for one in programs for block in _viewed(one))]


def _viewed(one: Viewed) -> list[Block]:
    value, name = str(one.program_id), plain(one.name, 150)
    if one.state is not ProgramState.ENDED:
        return [section(f"*{name}*"), actions(button("Digest", action_id=SHOW, value=value), _report(value))]
    final = button("Final report", action_id=FINAL, value=value)
    return [
        section(f"*{name}* is over."),
        actions(final, button("Digest", action_id=SHOW, value=value), _report(value)),
    ]


def _report(value: str) -> Element:
    return button("Report", action_id=REPORT, value=value)


def _question(asked: OpenQuestion) -> list[Block]:
    name, value = plain(asked.name, 80), str(asked.program_id)
    if asked.left_channel:
        said = f"You left the channel of *{name}*. Would you like to stay in the program?"
        stay = button("Stay in the program", action_id=STAY, value=value, style="primary")
    else:
        said = f"It has been a while. Would you like to go on in *{name}*? Any answer is a good one."
        stay = button("Go on", action_id=BACK, value=value, style="primary")
    pause, leave = button("Pause", action_id=PAUSE, value=value), button("Leave", action_id=LEAVE, value=value)
    return [section(said), actions(stay, pause, leave)]


def _organized(one: Organized) -> list[Block]:
    value = str(one.program_id)
    runs = one.state is ProgramState.RUNNING
    buttons = [
        people_button(one.program_id),
        button("Settings", action_id=SETTINGS, value=value),
        button("Last week's digest", action_id=SHOW, value=value),
        _report(value),
    ]
    if runs and one.proposed_round_id is not None:
        look = button("Look at the next round", action_id=preview.SHOW, value=str(one.proposed_round_id))
        buttons.insert(0, look)
    elif runs and one.may_plan:
        buttons.insert(0, button("Plan the next round", action_id=preview.PLAN, value=value))
    pairs = [button("Who is with whom", action_id=PAIRS, value=f"{one.round_id}:0")] if one.round_id else []
    if one.state is ProgramState.ENDED:
        return [
            section(f"*{plain(one.name, 150)}* in <#{one.slack_channel_id}> is over."),
            actions(
                button("Final report", action_id=FINAL, value=value),
                button("Last digest", action_id=SHOW, value=value),
                button("Table (CSV)", action_id=TABLE, value=value),
                _report(value),
                people_button(one.program_id),
                *pairs,
                button("Copy to another channel", action_id=COPY, value=value),
                confirmed(
                    button("Erase this program", action_id=ERASE, value=value, style="danger"),
                    title="Erase this program?",
                    text="Its people's places, goals, logs, rounds and reports go for good, for everybody. Take the "
                    "table first if you want to keep the figures. Profiles and other programs stay.",
                    yes="Erase it",
                ),
            ),
        ]
    if not runs:
        buttons.append(resume_button(one.program_id, one.channel_people))
    elif one.joining is Joining.BY_CHOICE:
        buttons.append(button("Invite again", action_id=INVITE, value=value))
    stands = _rounds(one) if runs else f"Paused. {why_stopped(one.state_reason)}"
    return [
        section(f"*{plain(one.name, 150)}* in <#{one.slack_channel_id}>\n{stands.strip()}\n{_people(one)}"),
        actions(*pairs, *buttons),
    ]


def _rounds(one: Organized) -> str:
    if one.over_on is not None:
        return f"The last round. The program ends on {day(one.over_on)}."
    return f"The next round starts on {day(one.next_round_on)}."


def _people(one: Organized) -> str:
    there = one.people.get(ParticipantState.ACTIVE, 0)
    said = [f"{sentence_start(counted(there, 'person', 'people'))} taking part"]
    said += [f"{in_words(one.people[state])} {STATES[state]}" for state in ORDER if one.people.get(state)]
    joined = f"\nJoined lately: {listed([mention(user) for user in one.joined])}." if one.joined else ""
    landed = f"\nLanded so far: {landings(one.landings)}" if one.landings.total else ""
    return ", ".join(said) + joined + landed
