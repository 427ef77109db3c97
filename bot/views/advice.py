"""Advice handed on: the question in week three, the form, and where newcomers, its author and organizers read it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.advice import Advice
from bot.domain.goals import Week
from bot.domain.lengths import LINE
from bot.domain.messages import Block, View
from bot.domain.week_messages import WeekMessage
from bot.views.blocks import actions, button, context, input_block, modal, option, section, text_input
from bot.views.pickers import checkboxes, confirmed
from bot.views.text import mention, plain

WRITE, NOT_NOW, TAKE_BACK, REMOVE = "advice.write", "advice.not_now", "advice.take_back", "advice.remove"
FORM = "advice.save"
VALUE, YES = "value", "yes"
TEXT, NAMED = "text", "named"


def asked_blocks(week: Week, week_message: WeekMessage) -> list[Block]:
    """In the third week: one sentence for those who come after, of one program at a time; nothing in a hard week."""
    part = next((part for part in week.sections if part.asks_advice), None)
    if part is None or week.is_hard:
        return []
    return _asked(part.program, week_message.value(part.program_id))


def form(before: Advice | None, *, metadata: str) -> View:
    """One sentence, and whether it has a name."""
    named = option("Show my name with it", YES)
    return modal(
        "Advice for newcomers",
        [
            input_block(
                "What would you tell somebody who joins today?",
                text_input(action_id=VALUE, initial=before.text if before else "", limit=LINE),
                block_id=TEXT,
                optional=False,
                hint="One sentence: what you wish you had known, or what made it easier.",
            ),
            input_block(
                "Your name",
                checkboxes([named], action_id=VALUE, initial=[named] if before and before.is_named else []),
                block_id=NAMED,
                hint="Without the tick nobody reads whose it is.",
            ),
            context("Newcomers of the program and its organizers read it. You can take it back any time: Give & ask."),
        ],
        callback_id=FORM,
        submit="Hand it on",
        private_metadata=metadata,
    )


def others_blocks(read: Sequence[Advice]) -> list[Block]:
    """What newcomers read."""
    lines = [f"• “{plain(one.text)}”{_by(one)}" for one in read]
    return [section("*From those who were new before you*\n" + "\n".join(lines))] if lines else []


def own_blocks(mine: Sequence[Advice], week_message: WeekMessage) -> list[Block]:
    """What the reader handed on, in the room."""
    return [block for one in mine for block in _own(one, week_message)]


def organized_blocks(read: Sequence[Advice]) -> list[Block]:
    """In the room of organizers, who may take one off."""
    if not read:
        return []
    rows = [section(f"“{plain(one.text)}”{_by(one)}, *{plain(one.program, 100)}*", accessory=_off(one)) for one in read]
    return [section("*Advice for newcomers*\nMembers in their third week handed it on."), *rows]


def _asked(program: str, value: str) -> list[Block]:
    said = (
        f"This is your third week in *{plain(program, 100)}*: you know what it is like to be new. What would you tell "
        "somebody who joins today, in one sentence?"
    )
    write = button("Hand on a sentence", action_id=WRITE, value=value)
    return [section(said), actions(write, button("Not now", action_id=NOT_NOW, value=value))]


def _own(one: Advice, week_message: WeekMessage) -> list[Block]:
    if one.is_off:
        return _taken_off(one, week_message)
    how = "with your name" if one.is_named else "without your name"
    said = f"*Your sentence for newcomers* of {plain(one.program, 100)}, {how}:\n“{plain(one.text)}”"
    change = button("Change", action_id=WRITE, value=week_message.value(one.program_id))
    return [section(said), actions(change, button("Take it back", action_id=TAKE_BACK, value=str(one.program_id)))]


def _taken_off(one: Advice, week_message: WeekMessage) -> list[Block]:
    said = (
        f"An organizer of *{plain(one.program, 100)}* has taken your sentence off the list for newcomers; lists change "
        "from time to time. Thank you for handing it on. Another one is welcome whenever you like."
    )
    write = button("Hand on another", action_id=WRITE, value=week_message.value(one.program_id))
    return [section(said), actions(write, button("All right", action_id=TAKE_BACK, value=str(one.program_id)))]


def _off(one: Advice) -> dict[str, object]:
    return confirmed(
        button("Take it off", action_id=REMOVE, value=str(one.advice_id)),
        title="Take it off?",
        text="Newcomers read it no more. Its author reads that it was taken off; the words are gone for them, too.",
        yes="Take it off",
    )


def _by(one: Advice) -> str:
    return f" – {mention(one.slack_user_id)}" if one.slack_user_id else ""
