"""Advice handed on: one sentence of somebody in their third week, for those who join after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE, fitting

ASKED_FROM, ASKED_UNTIL = timedelta(weeks=2), timedelta(weeks=3)  # after joining
ARRIVED = timedelta(days=1)  # to join, and to fill in a profile then, is no answer yet
IS_NEW = timedelta(weeks=4)  # for so long somebody reads it in App Home
READ = 3  # that newcomers read
LISTED = 20  # that organizers see at once


@dataclass(frozen=True)
class Advice:
    """A sentence as somebody reads it. `slack_user_id`: whose it is, where the reader may know. `is_off`: an organizer
    took it off, which its author alone reads.
    """

    advice_id: int
    program_id: int
    program: str
    text: str
    slack_user_id: str = ""
    is_named: bool = False
    is_off: bool = False


def is_asked_for(joined_at: datetime, last_active_at: datetime, *, now: datetime) -> bool:
    """Whether it is the third week of somebody who has done something here since the day on which they joined."""
    return ASKED_FROM <= now - joined_at < ASKED_UNTIL and last_active_at - joined_at >= ARRIVED


def checked(text: str) -> str:
    """What is stored of it. Raises InvalidInputError (`text`)."""
    said = " ".join(fitting("text", text, LINE).split())
    if not said:
        raise InvalidInputError("text", "Write one sentence.")
    return said
