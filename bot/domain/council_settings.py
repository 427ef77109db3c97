"""How a program has councils, as its organizers choose it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.calendar import WEEK, week_of
from bot.domain.errors import InvalidInputError

SIZES, EVERY_WEEKS = (4, 5, 6), (1, 2)
FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class CouncilSettings:
    """How a program has councils. `with_rounds`: buddy rounds go on beside. `has_lines`: a line each afterwards."""

    starts_on: date
    size: int = 5
    every_weeks: int = 2
    has_lines: bool = True
    with_rounds: bool = True

    def check(self, *, today: date, before: CouncilSettings | None = None) -> None:
        """Raises InvalidInputError for the first field that cannot be used; a day that stays may be over."""
        _require(self.size in SIZES, "size", "A council has four to six people.")
        _require(self.every_weeks in EVERY_WEEKS, "every_weeks", "Choose every week or every second week.")
        if before is None or before.starts_on != self.starts_on:
            _require(self.starts_on.weekday() == 0, "starts_on", "Weeks begin on Mondays: choose a Monday.")
            first = week_of(today) + WEEK
            said = f"Choose a Monday from {first:%d %B %Y} on, at most a year ahead."
            _require(first <= self.starts_on <= today + FARTHEST, "starts_on", said)


@dataclass(frozen=True)
class CouncilState:
    """What organizers see of their program's councils in its settings."""

    settings: CouncilSettings
    launched: bool = False
    is_proposed: bool = False  # there is something to look at before it goes out
    councils: int = 0
    people: int = 0


def _require(holds: bool, field: str, message: str) -> None:  # noqa: FBT001  # the condition reads first
    if not holds:
        raise InvalidInputError(field, message)
