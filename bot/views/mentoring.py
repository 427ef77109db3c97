"""Mentor or mentee: the choice and how it stands; for organizers who has room, how pairs do, whom they invite."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.lengths import LINE
from bot.domain.messages import Block, Message, View
from bot.domain.participants import MyProgram, RoleChoice
from bot.domain.programs import MOST_MENTEES, MentorList, MentorRoom, ProgramNews
from bot.views.blocks import (
    Element,
    actions,
    button,
    context,
    input_block,
    message,
    modal,
    option,
    section,
    select,
    text_input,
)
from bot.views.figures import MENTOR_PAIRS_MEAN, mentor_pairs
from bot.views.pickers import people_select, radio_buttons
from bot.views.text import counted, in_words, listed, mention, plain

MOST_LISTED = 30
ROLE, ROLE_FORM = "participants.role_form", "participants.role"
MENTORS, INVITE, INVITE_FORM = "mentoring.mentors", "mentoring.invite_form", "mentoring.invite"
YES, NO = "mentoring.yes", "mentoring.no"
MENTOR, MENTEE = "mentor", "mentee"
_PASSED_OVER = "Nobody is asked who is a mentor, was asked in the last eight weeks, or wants to hear nothing of Kith."


def role_blocks(chosen: RoleChoice) -> list[Block]:
    """The two questions of a form: what one would like to be, and for how many."""
    roles = [
        option("A mentee", MENTEE, description="I would like to talk with somebody who is further along"),
        option("A mentor", MENTOR, description="I would like to help others along"),
    ]
    numbers = [option(str(number), str(number)) for number in range(1, MOST_MENTEES + 1)]
    return [
        input_block(
            "I would like to be",
            radio_buttons(roles, action_id="value", initial=roles[chosen.is_mentor]),
            block_id="role",
            optional=False,
        ),
        input_block(
            "If you are a mentor: how many mentees at most?",
            select(numbers, action_id="value", initial=numbers[min(chosen.capacity, MOST_MENTEES) - 1]),
            block_id="capacity",
        ),
        input_block(
            "If you are a mentor: what would you like to help with?",
            text_input(action_id="value", initial=chosen.line, limit=LINE, hint="Changing fields, first weeks"),
            block_id="line",
            hint="Who looks for a mentor reads this.",
        ),
    ]


def role_form(program: MyProgram) -> View:
    """Choose again."""
    return modal(
        "Mentor or mentee",
        [
            section(f"In *{plain(program.name)}* mentors and mentees talk beside the rounds of buddies."),
            *role_blocks(program.mentoring or RoleChoice(is_mentor=False, capacity=1)),
            context("Pairs that run go on as they are. You can change it any time."),
        ],
        callback_id=ROLE_FORM,
        submit="Save",
        private_metadata=str(program.program_id),
    )


def mentors(found: MentorList) -> View:
    """Who is a mentor, who has room, who was asked."""
    value = str(found.program.program_id)
    said = "\n".join(_room(one) for one in found.mentors[:MOST_LISTED])
    more = len(found.mentors) - MOST_LISTED
    blocks = [
        section(f"*{plain(found.program.name)}*: mentors beside buddies. Members ask them, and they decide."),
        section(said) if found.mentors else section(":warning: Nobody is a mentor yet, so nobody can ask for one."),
        *([context(f"And {in_words(more)} more.")] if more > 0 else []),
        *(
            [context(f"Asked, without a yes so far: {listed([mention(one) for one in found.asked])}.")]
            if found.asked
            else []
        ),
        section(f"*Mentor pairs*\n{mentor_pairs(found.pairs)}"),
        context(MENTOR_PAIRS_MEAN),
        actions(button("Invite mentors", action_id=INVITE, value=value, style="primary")),
        context("Kith asks them in a direct message, in their daytime. Their own yes makes them a mentor."),
    ]
    return modal("Mentors", blocks, callback_id="mentoring.mentors", private_metadata=value)


def _room(one: MentorRoom) -> str:
    free = max(one.takes - one.has, 0)
    room = f"room for {counted(free, 'mentee')}" if free else "no room at present"
    return f"• {mention(one.slack_user_id)}: {room}, has {in_words(one.has)} of {in_words(one.takes)}"


def invite_form(program_id: int) -> View:
    """Whom to ask."""
    people = input_block(
        "Whom would you like to ask?",
        people_select(action_id="value"),
        block_id="people",
        optional=False,
        hint="They need not be in the channel. Nobody is asked twice in eight weeks, and no mentor at all.",
    )
    asked = context("Each of them gets one direct message that names you, with a yes and a no. A no is told to nobody.")
    return modal(
        "Invite mentors",
        [people, asked],
        callback_id=INVITE_FORM,
        submit="Ask them",
        private_metadata=str(program_id),
    )


def invited(asked: Sequence[str], others: Sequence[str]) -> View:
    """Said in place of the form: who is asked, and who is passed over."""
    said = [f"Kith asks {listed([mention(one) for one in asked])}, each in their daytime."] if asked else []
    if others:
        said.append(f"Not asked: {listed([mention(one) for one in others])}. {_PASSED_OVER}")
    return modal("Invite mentors", [section("\n".join(said))], callback_id="mentoring.invited")


def question(program: ProgramNews, *, by: str) -> Message:
    """To somebody whom an organizer would like as a mentor."""
    name, value = plain(program.name), str(program.program_id)
    who = mention(by) if by else "An organizer"
    weeks = f"{in_words(program.mentor_weeks)} weeks"
    said = (
        f"{who} asks: would you be a mentor in *{name}*? You would talk with one person, or up to three if you like, "
        f"who would like to hear from somebody further along, for {weeks}. They ask, you decide each time. An end is "
        "one click, any time."
    )
    return message(
        f"Would you be a mentor in {name}?",
        [
            section(said),
            actions(
                button("Yes, I'd like to", action_id=YES, value=value, style="primary"),
                button("Not now", action_id=NO, value=value),
            ),
            context("“Not now” is told to nobody."),
        ],
    )


def accepted(program: ProgramNews) -> Message:
    """After the yes of somebody who takes part."""
    said = (
        f"Thank you: you are a mentor in *{plain(program.name)}*, of one mentee at a time. Who would like to talk with "
        "you asks, and you decide. In a line you can say what you would like to help with."
    )
    more = button("Say what with", action_id=ROLE, value=str(program.program_id))
    return message(f"You are a mentor in {plain(program.name)}", [section(said), actions(more)])


def declined() -> Message:
    """After the no."""
    said = "That's fine, and told to nobody. Should you like to later, join the program and type `/kith role`."
    return message(said, [section(said)])


def role_button(value: str) -> Element:
    """Opens the form."""
    return button("Mentor or mentee", action_id=ROLE, value=value)


def as_what(mentoring: RoleChoice | None) -> str:
    """` as a mentor of up to two mentees`; empty where the program has no mentors."""
    if mentoring is None:
        return ""
    if not mentoring.is_mentor:
        return " as a mentee"
    of = "one mentee" if mentoring.capacity == 1 else f"up to {in_words(mentoring.capacity)} mentees"
    return f" as a mentor of {of}"
