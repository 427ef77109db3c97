"""A participant's own place in a program: the forms that change it, and how things stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.messages import Block, Message, View
from bot.domain.participants import MyProgram, NotPaired, Place, RoleChoice
from bot.domain.programs import ProgramNews
from bot.domain.states import ParticipantState
from bot.views.blocks import Element, actions, button, context, input_block, message, modal, option, section
from bot.views.conduct import conduct_block
from bot.views.mentoring import as_what, role_blocks
from bot.views.pickers import checkboxes, confirmed, date_picker
from bot.views.privacy import who_sees_what
from bot.views.text import in_words, one_line, own_lines, plain
from bot.views.times import day

JOIN, JOIN_FORM = "participants.join_form", "participants.join"
LEAVE, STAY, BACK = "participants.leave", "participants.stay", "participants.back"
PAUSE, PAUSE_FORM = "participants.pause_form", "participants.pause"
SKIP, DO_NOT_SKIP = "participants.skip", "participants.do_not_skip"
LAND, LAND_FORM = "participants.land_form", "participants.land"
NAME, DO_NOT_NAME = "participants.name", "participants.do_not_name"
YES = "yes"
MOST_PROGRAMS = 10
_ASKED = "Early in the week {} asks what you'd like to try, and at its end what you did: a click each."

_WAITING: dict[NotPaired, str] = {
    NotPaired.PAUSED: "You are on a pause. You'll be matched again when it ends, or at once with “I'm back”.",
    NotPaired.RESTING: "Kith has not paired you since it has not heard from you. “I'm back” is all it takes.",
    NotPaired.LANDED: "You landed and stay with us as an alum. “I'm back” gets you a buddy again.",
    NotPaired.SKIPS: "You sit out this round, as you wished. You'll be matched again in the next one.",
    NotPaired.BY_FREQUENCY: "You have no buddy in this round, as often as you wished for one.",
    NotPaired.GUEST: "This program matches full members of the workspace. Its organizers can change that.",
    NotPaired.UNKNOWN: "Slack has not told Kith your time zone yet. You'll be matched as soon as it has.",
    NotPaired.LEFT_CHANNEL: "You left the program's channel. Tell Kith that you stay, and you'll be matched again.",
}


def not_paired(why: NotPaired) -> str:
    """Kindly why somebody is not matched, and when they will be; empty where nobody is there to read it."""
    return _WAITING.get(why, "")


def join_form(program: ProgramNews, *, name_in_public: bool, mentoring: RoleChoice | None = None) -> View:
    """What joining means and who sees what, on one screen."""
    named = option("Name me in the channel's summary for what I did", YES)
    return modal(
        "Join",
        [
            section(f"*{plain(program.name)}*\n{rhythm(program)}"),
            conduct_block(program.conduct),
            *who_sees_what(),
            *(role_blocks(mentoring) if mentoring else []),
            input_block(
                "Your choice",
                checkboxes([named], action_id="value", initial=[named] if name_in_public else []),
                block_id="name_in_public",
            ),
            context("You can leave, pause or skip a round any time, with one click in Kith's Home tab."),
        ],
        callback_id=JOIN_FORM,
        submit="Join",
        private_metadata=str(program.program_id),
    )


def next_round(program: ProgramNews) -> str:
    """When it starts, or that there is none."""
    if program.is_paused:
        return "The program is paused. Kith says so in its channel once it goes on."
    if program.over_on is not None:
        return f"There is no further round: the program ends on {day(program.over_on)}."
    if not program.buddy_rounds:
        return _council_comes(program)
    return f"The next round starts on {day(program.next_round_on)}."


def _council_comes(program: ProgramNews) -> str:
    if program.councils is not None and not program.councils.launched:
        return f"Councils are introduced in the week of {day(program.councils.settings.starts_on)}."
    return "Kith finds you a place in a council, and introduces you."


def joined(place: Place) -> Message:
    """Said right after joining."""
    name = plain(place.program.name)
    own = "".join(f"{line}\n" for line in own_lines(place.program.welcome_word))
    said = f"{own or f'Welcome to {name}. '}{_comes(place)}"
    if place.was_in:
        said = f"You are in {name}, and your choice is saved."
    tip = "Two lines in your profile help to find somebody who fits: `/kith profile`."
    return message(said, [section(said), context(tip)])


def _comes(place: Place) -> str:
    """When somebody who has just joined meets somebody."""
    program = place.program
    if program.is_paused or not program.buddy_rounds:
        return next_round(program)
    if not place.round_runs:
        return f"The first introductions come on {day(program.next_round_on)}."
    if program.over_on is not None:
        return f"{next_round(program)} If somebody is free until then, Kith introduces you."
    return (
        "A round is under way: as soon as somebody is free, Kith introduces you. "
        f"If nobody is, you'll meet your buddy when the next round starts, on {day(program.next_round_on)}."
    )


def changed(place: Place) -> Message:
    """How things stand after a step, with the way back."""
    said, undo = _standing(place)
    return message(said, [section(said), *([actions(undo)] if undo else [])])


def _standing(place: Place) -> tuple[str, Element | None]:
    name, value = plain(place.program.name), str(place.program.program_id)
    back = button("I'm back", action_id=BACK, value=value)
    if place.state is ParticipantState.LEFT:
        return (
            f"You have left {name}. Thank you for having been part of it.",
            button("Join again", action_id=JOIN, value=value),
        )
    if place.state is ParticipantState.PAUSED and place.paused_until_on:
        return (
            f"{name}: you are on a pause until {day(place.paused_until_on)}. It ends by itself, and Kith says so.",
            back,
        )
    if place.state is ParticipantState.LANDED:
        return (
            f"It is saved. You stay in {name} as an alum who can help{_landed_as(place)}",
            back,
        )
    if place.state is ParticipantState.RESTING:
        return f"{name}: {_WAITING[NotPaired.RESTING]}", back
    if place.skips_next:
        return (
            f"{name}: you sit out the next round, and are matched again in the one after it.",
            button("Take part after all", action_id=DO_NOT_SKIP, value=value),
        )
    return f"{name}: you take part{as_what(place.mentoring)}. {next_round(place.program)}", None


def _landed_as(place: Place) -> str:
    if place.mentoring and place.mentoring.is_mentor:
        return f", {as_what(place.mentoring).strip()}. Kith asks nothing else of you."
    return ". Kith asks nothing more of you, unless you let it: in Home, under *Give & ask*."


def told(*messages: Message, after: Sequence[Block] = ()) -> View:
    """The words of messages, in place of a form that was sent; `after`: what comes below them."""
    said = [block for one in messages for block in one.blocks]
    return modal("Kith", [*said, *after], callback_id="participants.told")


def pause_form(programs: Sequence[MyProgram], *, chosen: int | None, first_day: date) -> View:
    """Until when, and in which programs."""
    return modal(
        "Take a pause",
        [
            section("During a pause you get no buddy and no messages. It ends by itself."),
            *which(programs, chosen=chosen),
            input_block(
                "The day I'm back",
                date_picker(action_id="value", initial=first_day),
                block_id="until",
                optional=False,
            ),
        ],
        callback_id=PAUSE_FORM,
        submit="Pause",
        private_metadata=remembered(programs),
    )


def which(programs: Sequence[MyProgram], *, chosen: int | None) -> list[Block]:
    """Which of their programs a form is about; nothing to choose where there is one."""
    if len(programs) == 1:
        return []
    options = [option(one_line(one.name), str(one.program_id)) for one in programs[:MOST_PROGRAMS]]
    initial = [one for one in options if chosen is None or one["value"] == str(chosen)]
    return [
        input_block(
            "Programs", checkboxes(options, action_id="value", initial=initial), block_id="programs", optional=False
        )
    ]


def remembered(programs: Sequence[MyProgram]) -> str:
    """The one program that a form is about, where there is no choice."""
    return str(programs[0].program_id) if len(programs) == 1 else ""


def choose(programs: Sequence[MyProgram], *, question: str, label: str, action_id: str) -> Message:
    """One button a program, for somebody in several."""
    rows = [
        section(f"*{plain(one.name)}*", accessory=button(label, action_id=action_id, value=str(one.program_id)))
        for one in programs
    ]
    return message(question, [section(question), *rows])


def leave_button(program_id: int, text: str = "Leave") -> Element:
    """Leaving asks once more."""
    return confirmed(
        button(text, action_id=LEAVE, value=str(program_id)),
        title="Leave the program?",
        text="You get no buddy and no messages from it any more. You can join again.",
        yes="Leave",
    )


def leaving(programs: Sequence[MyProgram]) -> Message:
    """The answer to `/kith leave`: one button a program, and a pause as the smaller step."""
    question = "Would you like to leave? A pause ends by itself, and you keep your place."
    rows = [
        block
        for one in programs
        for block in (
            section(f"*{plain(one.name)}*"),
            actions(button("Take a pause", action_id=PAUSE, value=str(one.program_id)), leave_button(one.program_id)),
        )
    ]
    return message(question, [section(question), *rows])


def in_no_program() -> Message:
    """For somebody who asks about programs and is in none."""
    said = "You are not in a program. In a channel that has one, type `/kith join`."
    return message(said, [section(said)])


def no_roles() -> Message:
    """For somebody who asks to be a mentor where programs have none."""
    said = "None of your programs has mentors. Its organizers can change that in the settings."
    return message(said, [section(said)])


def no_program_here() -> Message:
    """For somebody who wants to join in a channel without a program."""
    said = "There is no program in this channel. To start one here, type `/kith setup`."
    return message(said, [section(said)])


def rhythm(program: ProgramNews) -> str:
    """What a program is, in two sentences."""
    weeks = "Every week" if program.round_weeks == 1 else f"Every {in_words(program.round_weeks)} weeks"
    mentors = "Beside them you can ask for a mentor, or be one." if program.has_mentors else ""
    if not program.buddy_rounds:
        return " ".join(part for part in (_council(program), mentors, _ASKED.format("Kith")) if part)
    buddies = "a network buddy" if program.group_size == 2 else f"{in_words(program.group_size - 1)} network buddies"
    introduced = f"{weeks} Kith introduces you to {buddies} from this channel."
    return " ".join(part for part in (introduced, _council(program), mentors, _ASKED.format("it")) if part)


def _council(program: ProgramNews) -> str:
    if program.councils is None:
        return ""
    now = program.councils.settings
    often = "every week" if now.every_weeks == 1 else "every second week"
    return f"In a council of about {in_words(now.size)} you meet the same people {often}, for the whole programme."
