"""Mentor or mentee: the choice, and how it stands."""

from __future__ import annotations

from bot.domain.messages import Block, View
from bot.domain.participants import MyProgram, RoleChoice
from bot.domain.programs import MOST_MENTEES
from bot.views.blocks import Element, button, context, input_block, modal, option, section, select
from bot.views.pickers import radio_buttons
from bot.views.text import in_words, plain

ROLE, ROLE_FORM = "participants.role_form", "participants.role"
MENTOR, MENTEE = "mentor", "mentee"


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
    ]


def role_form(program: MyProgram) -> View:
    """Choose again."""
    return modal(
        "Mentor or mentee",
        [
            section(f"The rounds of *{plain(program.name)}* bring mentors and mentees together."),
            *role_blocks(program.mentoring or RoleChoice(is_mentor=False, capacity=1)),
            context("It counts from the next round on. You can change it any time."),
        ],
        callback_id=ROLE_FORM,
        submit="Save",
        private_metadata=str(program.program_id),
    )


def role_button(value: str) -> Element:
    """Opens the form."""
    return button("Mentor or mentee", action_id=ROLE, value=value)


def as_what(mentoring: RoleChoice | None) -> str:
    """` as a mentor of up to two mentees`; empty where rounds have no roles."""
    if mentoring is None:
        return ""
    if not mentoring.is_mentor:
        return " as a mentee"
    of = "one mentee" if mentoring.capacity == 1 else f"up to {in_words(mentoring.capacity)} mentees"
    return f" as a mentor of {of}"
