"""What an organizer writes to the people of a program: to whom it may go, and how long it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.errors import InvalidInputError
from bot.domain.own_texts import as_slack_counts
from bot.domain.states import ParticipantState

LONGEST = 1500  # as Slack counts


class Whom(StrEnum):
    """To whom it goes. Who is on a pause was promised no messages: they find it in App Home."""

    EVERYBODY = "everybody"
    ACTIVE = "active"
    RESTING = "resting"
    LANDED = "landed"


STATES: Mapping[Whom, tuple[ParticipantState, ...]] = {
    Whom.EVERYBODY: (
        ParticipantState.ACTIVE,
        ParticipantState.RESTING,
        ParticipantState.LANDED,
        ParticipantState.PAUSED,
    ),
    Whom.ACTIVE: (ParticipantState.ACTIVE,),
    Whom.RESTING: (ParticipantState.RESTING,),
    Whom.LANDED: (ParticipantState.LANDED,),
}


@dataclass(frozen=True)
class Word:
    """A message as it is read. `by`: a Slack id, empty for somebody who erased their data."""

    program_name: str
    by: str
    words: str


@dataclass(frozen=True)
class Outlook:
    """What an organizer sees before they write: how many read it, by whom it goes to; when the last one went."""

    program_id: int
    program_name: str
    zone: str
    people: Mapping[Whom, int]
    sent_at: datetime | None = None  # this week's, if there was one


def check(words: str) -> str:
    """The words, trimmed. Raises InvalidInputError (field `words`) for none, and for more than fit."""
    kept = words.strip()
    if not kept:
        raise InvalidInputError("words", "Write a few words.")
    over = as_slack_counts(kept) - LONGEST
    if over > 0:
        said = f"Slack takes {LONGEST:,} characters here, and counts & as five, < and > as four: {over} too many."
        raise InvalidInputError("words", said)
    return kept
