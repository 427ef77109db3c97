"""What `/kith help` answers."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.messages import Message


def commands(lines: Mapping[str, str]) -> Message:
    """One line a subcommand: name -> what it does."""
    text = "*What you can ask Kith*\n" + "\n".join(f"`/kith {name}`  {what}" for name, what in lines.items())
    return Message(
        text="What you can ask Kith", blocks=({"type": "section", "text": {"type": "mrkdwn", "text": text}},)
    )
