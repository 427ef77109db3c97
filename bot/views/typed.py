"""The answer to words typed to Kith, and what Kith understands of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.messages import Message
from bot.domain.participants import MyProgram
from bot.views.blocks import actions, button, context, message, section
from bot.views.participants import PAUSE, choose, in_no_program

GOALS, BUDDY, HELP = "typed.goals", "typed.buddy", "typed.help"
LOG = "log_activity"  # as the shortcut

_HOW = "You can also write to me what you did: “coffee with Ana Ruiz yesterday, write to Bo Friday”."


def four_buttons() -> Message:
    """For all that Kith does not understand: never silence."""
    said = "Thank you for writing. I did not find anything to log in that. What would you like to do?"
    buttons = [
        button("Log what you did", action_id=LOG, style="primary"),
        button("My goals", action_id=GOALS),
        button("My buddy", action_id=BUDDY),
        button("Help", action_id=HELP),
    ]
    return message(said, [section(said), actions(*buttons), context(_HOW)])


def command(name: str, what: str) -> Message:
    """For a word that is a command which opens a form, or changes something: it is done by the command alone."""
    said = f"`/kith {name}`  {what}. Type it like that, and I will do it."
    return message(said, [section(said)])


def log() -> Message:
    """For `log`: a form opens only at a press."""
    said = "What did you do? All of it counts."
    return message(said, [section(said), actions(button("Log what you did", action_id=LOG, style="primary"))])


def pause(programs: Sequence[MyProgram]) -> Message:
    """For `pause`: a button a program."""
    question = "A pause ends by itself. Where would you like to take one?"
    return choose(programs, question=question, label="Take a pause", action_id=PAUSE) if programs else in_no_program()
