"""In which of a program's weeks something lies: conditions and grouping that counts of weeks share.

The databases have no week arithmetic in common. Days are compared as they are, instants by the program's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import case, literal

from bot.db.models import Program
from bot.domain.calendar import LAST_DAY, WEEK, instant


def on_days(column: Any, mondays: Sequence[date]) -> tuple[Any, Any]:
    """The conditions that a day lies in these weeks, which follow each other."""
    return column >= mondays[0], column <= mondays[-1] + LAST_DAY


def at_times(column: Any, mondays: Sequence[date], program: Program) -> tuple[Any, Any]:
    """The same of an instant."""
    return column >= begins(mondays[0], program), column < begins(mondays[-1] + WEEK, program)


def week_of_day(column: Any, mondays: Sequence[date]) -> Any:
    """Which of these weeks a day lies in, counted from 0. To group by it, give it a label."""
    return _place(column, mondays)


def week_of_time(column: Any, mondays: Sequence[date], program: Program) -> Any:
    """The same of an instant."""
    return _place(column, [begins(monday, program) for monday in mondays])


def begins(monday: date, program: Program) -> datetime:
    """The instant at which the day begins where the program is."""
    return instant(monday, time(0), program.zone)


def _place(column: Any, bounds: Sequence[date]) -> Any:
    """By halves: a row is compared eight times in a hundred weeks, not a hundred times."""

    def among(first: int, last: int) -> Any:
        middle = (first + last + 1) // 2
        if first == last:
            return literal(first)
        return case((column < bounds[middle], among(first, middle - 1)), else_=among(middle, last))

    return case((column >= bounds[0], among(0, len(bounds) - 1)))
