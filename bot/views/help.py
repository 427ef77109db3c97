"""What `/kith` answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.messages import Message
from bot.views.blocks import context, message, section
from bot.views.text import mention, plain

# What a group of commands is called, and the order from which on a command is in the next
_GROUPS = (
    ("Your week", 60),
    ("Organizers", 70),
    ("Your place in a program", 90),
    ("About you", 110),
    ("Organizers", 0),
)
_HELP = "everything on this list"
_TYPED = (
    "Or write to me what you did, met or want to do next: “coffee with Ana Ruiz yesterday, met Bo from Stripe, write "
    "to Bo Friday”. You look at it before anything is logged. *Save with Kith*, on any message, keeps something of it."
)


def commands(
    lines: Mapping[str, tuple[int, str]],
    *,
    now: Sequence[str],
    organizers: Mapping[str, Sequence[str]],
    meant: str | None = None,
) -> Message:
    """What can be done `now`, then all by group (name -> its order and what it does), then who organizes what.

    `meant`: nothing that Kith knows was typed; the command that is near it, or "".
    """
    said = [_line(name, lines[name][1] if name in lines else _HELP) for name in now]
    groups: dict[str, list[str]] = {}
    for name, (order, what) in lines.items():
        if name not in now:
            groups.setdefault(_group(order), []).append(_line(name, what))
    people = [
        f"*{plain(program)}* is organized by {', '.join(mention(one) for one in ids)}"
        for program, ids in organizers.items()
        if ids
    ]
    return message(
        "What you can ask Kith",
        [
            *([] if meant is None else [section(_unknown(meant))]),
            section("*What you can do now*\n" + "\n".join(said)),
            *(section(f"*{group}*\n" + "\n".join(of_group)) for group, of_group in groups.items()),
            context(_TYPED, *people),
        ],
    )


def _unknown(meant: str) -> str:
    return f"Did you mean `/kith {meant}`?" if meant else "I do not know that one yet. Here is what I do know."


def _group(order: int) -> str:
    return next((group for group, until in _GROUPS if order < until), _GROUPS[-1][0])


def _line(name: str, what: str) -> str:
    return f"`/kith {name}`  {what}"
