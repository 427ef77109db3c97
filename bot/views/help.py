"""What `/kith help` answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.messages import Message
from bot.views.blocks import context, message, section
from bot.views.text import mention, plain


def commands(lines: Mapping[str, str], *, organizers: Mapping[str, Sequence[str]]) -> Message:
    """One line a subcommand: name -> what it does; then who organizes: program -> Slack user ids."""
    said = "*What you can ask Kith*\n" + "\n".join(f"`/kith {name}`  {what}" for name, what in lines.items())
    people = [
        f"*{plain(program)}* is organized by {', '.join(mention(one) for one in ids)}"
        for program, ids in organizers.items()
        if ids
    ]
    return message("What you can ask Kith", [section(said), *([context(*people)] if people else [])])
