"""All that a message says, and the words that never reach a member."""

from __future__ import annotations

from typing import Any

from bot.domain.messages import Message

FORBIDDEN = ("resting", "silent", "odd one", "left out", "excuse", "failed", "could not")


def words_of(message: Message) -> str:
    """Every text of the message."""
    return "\n".join([message.text, *_texts(list(message.blocks))])


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for part in value.values() for text in _texts(part)]
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else []
