"""The reply to somebody who pressed "not yet" or "it won't happen": to them alone."""

from __future__ import annotations

from bot.domain.messages import Message
from bot.domain.rounds import Introduction
from bot.views import blocks
from bot.views.rounds.introduction import CHANGE, HAVE_TIME, MET
from bot.views.rounds.times import common_times, slot_lines

ONLY_YOU = "Only you see this."


def not_yet(said: Introduction) -> Message:
    """No hurry, and when it would suit everybody."""
    value = str(said.group_id)
    times = [blocks.section(f"{common_times(said)}:"), *slot_lines(said)] if said.slots.starts else []
    return blocks.message(
        "There is time.",
        [
            blocks.section(f"There is time. {ONLY_YOU}"),
            *times,
            blocks.actions(
                blocks.button("We have a time", action_id=HAVE_TIME, value=value),
                blocks.button("We met", action_id=MET, value=value),
            ),
        ],
    )


def wont_happen(said: Introduction, *, can_change: bool) -> Message:
    """Thanks for saying so, and the way to somebody else while the round lasts."""
    line = f"Thank you for saying so. {ONLY_YOU}"
    if not can_change:
        return blocks.message(line, [blocks.section(f"{line} The next round brings you somebody new.")])
    return blocks.message(
        line,
        [
            blocks.section(f"{line} If you like, Kith finds you another buddy in this round."),
            blocks.actions(change_button(said.group_id)),
        ],
    )


def noted(line: str) -> Message:
    """A short answer to one person."""
    return blocks.message(line, [blocks.section(line)])


def change_button(group_id: int) -> blocks.Element:
    """Opens the form that asks for another buddy."""
    return blocks.button("Change my buddy", action_id=CHANGE, value=str(group_id))
