"""App Home: how a member stands in each of their programs, and what they can change there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import Block, Message
from bot.domain.participants import MyProgram, NotPaired
from bot.domain.states import ParticipantState, ProgramState
from bot.views.blocks import Element, actions, button, context, message, section
from bot.views.mentoring import as_what, role_button
from bot.views.participants import BACK, DO_NOT_NAME, DO_NOT_SKIP, LAND, NAME, PAUSE, SKIP, leave_button, not_paired
from bot.views.text import plain
from bot.views.times import day


def home_blocks(programs: Sequence[MyProgram]) -> list[Block]:
    """Each program they take part in: how they stand in it, and what they can change."""
    return [block for one in programs if one.takes_part for block in _home_program(one)]


def away_blocks(programs: Sequence[MyProgram]) -> list[Block]:
    """Each program in which they have no week, first of all in their week: how they stand, and the way back."""
    return [_away(one) for one in programs if one.takes_part and not one.is_under_way]


def away(programs: Sequence[MyProgram]) -> Message:
    """The answer about a week or a buddy to somebody who has neither now, in any of their programs."""
    return message("How you stand", away_blocks(programs))


def _away(one: MyProgram) -> Block:
    said = f"*{plain(one.name)}*: {_home_standing(one)}"
    if one.program_state is not ProgramState.RUNNING:
        return section(said)
    return section(said, accessory=button("I'm back", action_id=BACK, value=str(one.program_id), style="primary"))


def _home_program(one: MyProgram) -> list[Block]:
    value = str(one.program_id)
    return [
        section(f"*{plain(one.name)}* in <#{one.slack_channel_id}>\n{_home_standing(one)}"),
        actions(*_home_buttons(one, value)),
        context(_named(one)),
    ]


def _home_standing(one: MyProgram) -> str:
    if one.program_state is ProgramState.PAUSED:
        return "The program is paused. Nothing is asked of you until its organizers resume it."
    if one.state is ParticipantState.PAUSED and one.paused_until_on:
        return f"You are on a pause until {day(one.paused_until_on)}."
    if one.state is ParticipantState.RESTING:
        return not_paired(NotPaired.RESTING)
    if one.state is ParticipantState.LANDED:
        return f"You landed and are here as an alum who can help{_as_mentor(one)}."
    return "You sit out the next round." if one.skips_next else f"You take part{as_what(one.mentoring)}."


def _home_buttons(one: MyProgram, value: str) -> list[Element]:
    back = button("I'm back", action_id=BACK, value=value, style="primary")
    skip = (
        button("Take part after all", action_id=DO_NOT_SKIP, value=value)
        if one.skips_next
        else button("Skip the next round", action_id=SKIP, value=value)
    )
    away = [
        button("Take a pause", action_id=PAUSE, value=value),
        button("My search is over", action_id=LAND, value=value),
    ]
    name = (
        button("Don't name me in summaries", action_id=DO_NOT_NAME, value=value)
        if one.name_in_public
        else button("Name me in summaries", action_id=NAME, value=value)
    )
    shown = [skip, *away] if one.state is ParticipantState.ACTIVE else [back]
    role = [role_button(value)] if one.mentoring else []
    return [*shown, *role, name, leave_button(one.program_id)]


def _as_mentor(one: MyProgram) -> str:
    return f", {as_what(one.mentoring).strip()}" if one.mentoring and one.mentoring.is_mentor else ""


def _named(one: MyProgram) -> str:
    if one.name_in_public:
        return "The channel's summary may name you for what you did."
    return "The channel's summary does not name you."
