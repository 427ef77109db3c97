"""The words that organizers may write instead of Kith's: which there are, how long each may be, and what it may hold.

All of it is plain text. An empty one is the way back to Kith's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import InvalidInputError

MOST_STARTERS, LONGEST_STARTER = 12, 150


class TextKind(StrEnum):
    """A text of a program; the value is its column, and the name of its field."""

    ANNOUNCEMENT = "announcement"  # what the channel reads below the first line
    WELCOME = "welcome_word"  # what somebody reads who has just joined
    PROMPT = "prompt_line"  # the first line of Monday's prompt
    CHECKIN = "checkin_line"  # the first line of Friday's check-in
    STARTERS = "starters"  # questions for introductions, one a line
    CLOSING = "closing_word"  # to each member at the end


# Characters, as Slack counts; the first of a line that stands for itself is a headline or a sentence
LIMITS: Mapping[TextKind, int] = {
    TextKind.ANNOUNCEMENT: 2500,  # a section takes 3,000, and the first line is Kith's
    TextKind.WELCOME: 600,
    TextKind.PROMPT: 200,
    TextKind.CHECKIN: 140,  # a header takes 150
    TextKind.STARTERS: MOST_STARTERS * (LONGEST_STARTER + 1),
    TextKind.CLOSING: 1000,
}
ONE_LINE = frozenset({TextKind.PROMPT, TextKind.CHECKIN})


@dataclass(frozen=True)
class OwnTexts:
    """A program's own texts; an empty one stands for Kith's words. The fields are named as the kinds."""

    announcement: str = ""
    welcome_word: str = ""
    prompt_line: str = ""
    checkin_line: str = ""
    starters: str = ""
    closing_word: str = ""

    def of(self, kind: TextKind) -> str:
        """The text of this kind."""
        return str(getattr(self, kind.value))


NO_TEXTS = OwnTexts()


def as_slack_counts(words: str) -> int:
    """How many characters of a message these are: there an & takes five, < and > four each."""
    return len(words) + 4 * words.count("&") + 3 * (words.count("<") + words.count(">"))


def checked(kind: TextKind, written: str) -> str:
    """The text as it is kept: lines trimmed, empty ones at most one in a row; what is to be one line is one.

    Raises InvalidInputError, with the kind as its field, for a text too long, and for too many starters.
    """
    text = " ".join(written.split()) if kind in ONE_LINE else _lines(written, apart=kind is not TextKind.STARTERS)
    if kind is TextKind.STARTERS:
        _check_starters(text.splitlines())
    over = as_slack_counts(text) - LIMITS[kind]
    if over > 0:
        words = f"Slack takes {LIMITS[kind]:,} characters here, and counts & as five, < and > as four: {over} too many."
        raise InvalidInputError(kind.value, words)
    return text


def questions(starters: str) -> tuple[str, ...]:
    """A program's own starters; none where it has Kith's."""
    return tuple(line for line in starters.splitlines() if line)


def _check_starters(lines: list[str]) -> None:
    if len(lines) > MOST_STARTERS:
        said = f"At most {MOST_STARTERS} questions, one a line: these are {len(lines)}."
        raise InvalidInputError(TextKind.STARTERS.value, said)
    for number, line in enumerate(lines, start=1):
        if as_slack_counts(line) > LONGEST_STARTER:
            said = f"Line {number} is longer than {LONGEST_STARTER} characters. A question is a line."
            raise InvalidInputError(TextKind.STARTERS.value, said)


def _lines(written: str, *, apart: bool) -> str:
    kept: list[str] = []
    for line in (one.strip() for one in written.splitlines()):
        if line or (apart and kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()
