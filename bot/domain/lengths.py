"""How much of what people write fits."""

from __future__ import annotations

from bot.domain.errors import InvalidInputError

LINE, NOTE = 200, 1000  # the most characters of a name, and of a note


def fitting(field: str, written: str, limit: int) -> str:
    """Without white space around. Raises InvalidInputError (`field`) for more characters than fit."""
    text = written.strip()
    if len(text) > limit:
        raise InvalidInputError(field, f"This is too long: {limit} characters fit here.")
    return text
