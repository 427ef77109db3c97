"""Follow-ups: a next step with somebody. Open until it is done, moved or let go; Kith never drops one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.errors import InvalidInputError

LOOK_AHEAD = timedelta(days=365)  # how far ahead one can lie
# By these keys activities count a follow-up, the first that a program has
ACTIVITIES = ("follow_up", "reconnect", "reach_out")
_OFFERED = (1, 3, 7)


class Outcome(StrEnum):
    """How it was closed."""

    DONE = "done"
    LET_GO = "let_go"


@dataclass(frozen=True)
class FollowUp:
    """Somebody to be in touch with again. `slack_user_id`: a buddy, whom Slack names."""

    follow_up_id: int
    due_on: date
    whom: str
    note: str
    contact_id: int | None = None
    slack_user_id: str = ""


def other_days(today: date) -> Sequence[date]:
    """The three days that are offered instead: tomorrow, in three days, in a week."""
    return [today + timedelta(days=days) for days in _OFFERED]


def checked_day(on: date | None, *, today: date, field: str) -> date:
    """Raises InvalidInputError (`field`) for no day, and for one that is not from tomorrow on within a year."""
    if on is None or not today < on <= today + LOOK_AHEAD:
        raise InvalidInputError(field, "Choose a day from tomorrow on, within a year.")
    return on
