"""What somebody typed in parts that each say one thing; days are taken out of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from bot.domain import typed_days
from bot.domain.typed_days import PHRASE
from bot.domain.typed_people import DAY
from bot.domain.typed_words import ASKS

_SEPARATOR = re.compile(
    r"(?P<stop>\s*(?:[;\n!?]+|\.+(?=\s|$))\s*)|(?P<and>\s*,?\s+(?:and(?:\s+then|\s+also)?|&|\+|plus|then|also|but)\s+)"
    r"|(?P<comma>\s*(?:,|/(?=\s)|\s[-–—](?=\s))\s*)"
)
_SHORT = {
    "tmrw|tmr|tmw|2moro|tomorow": "tomorrow",
    "yday|yest|yesterdy|yesteday": "yesterday",
    "tonite|2nite": "tonight",
    "nite": "night",
    "2day": "today",
}
_DURATION = re.compile(
    r"(?<![\w'’-])(?:for\s+)?(?:about\s+)?(?:an?|\d+|half\s+an)[- ]?(?:hours?|hrs?|h|minutes?|mins?)(?![\w'’-])", re.I
)


@dataclass
class Clause:
    """One part."""

    words: str  # with DAY where a day was
    phrases: list[str]
    joined: str  # by what it follows the one before: "and", ",", or "." for a sentence of its own
    asks: bool = False


def clauses(text: str) -> Iterator[Clause]:
    """Each part that has words or a day, in order."""
    text = re.sub(r"<[^<>]*>", " ", text).replace(DAY, " ")
    text = unescape(text).replace("’", "'").replace("“", " ").replace("”", " ").replace('"', " ")
    text = re.sub(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+", "", text, flags=re.MULTILINE)
    for short, long in _SHORT.items():
        text = re.sub(rf"\b(?:{short})\b", long, text, flags=re.IGNORECASE)
    text = re.sub(r"(?<!\w)w(?:/\s*|\s+)(?=\w)", "with ", text)
    text = re.sub(r"[*_~`]+(?=\w)|(?<=\w)[*_~`]+", "", text)
    text = re.sub(r"\b(Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|[A-Z])\.(?=\s|$)", r"\1", text)
    text = re.sub(r"\((?:from\s+|at\s+)?([A-Z][\w&.-]*(?:\s+[A-Z][\w&.-]*){0,2})\)", r" from \1 ", text)
    text = re.sub(r"[()]", " , ", text)
    text = re.sub(r":(?=\s)", " ", text)
    phrases: list[str] = []

    def keep(found: re.Match[str]) -> str:
        phrases.append(found.group())
        return f" {DAY} "

    text = PHRASE.sub(keep, text)
    text = _DURATION.sub(" ", typed_days.CLOCK.sub(" ", text))
    start, joined = 0, "."
    for found in [*_SEPARATOR.finditer(text), None]:
        words = text[start : found.start() if found else len(text)]
        here = [phrases.pop(0) for _ in range(words.count(DAY))]
        asks = bool(found and "?" in found.group()) or ASKS.match(words.strip()) is not None
        if words.strip():
            yield Clause(" ".join(words.split()), here, joined, asks)
            joined = ""
        if found is None:
            return
        start = found.end()
        kind = "." if found["stop"] else "and" if found["and"] else ","
        joined = "." if "." in (joined, kind) else "and" if "and" in (joined, kind) else ","
