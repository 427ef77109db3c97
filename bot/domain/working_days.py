"""The working days of a week, and the weeks that count for a round. Breaks are days without messages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

Breaks = Collection[tuple[date, date]]  # (first day, last day), both included

_DAYS = tuple(timedelta(days=offset) for offset in range(5))  # Monday to Friday
_WEEK = timedelta(weeks=1)
RUNS_FROM = 2  # a week with fewer working days has no room for a prompt and a check-in


def is_break(on: date, breaks: Breaks) -> bool:
    """Whether `on` is a day without messages."""
    return any(first <= on <= last for first, last in breaks)


def working_days(week_on: date, breaks: Breaks) -> tuple[date, ...]:
    """Monday to Friday of the week that starts on `week_on`, without the days of breaks."""
    return tuple(week_on + day for day in _DAYS if not is_break(week_on + day, breaks))


def is_short(week_on: date, breaks: Breaks) -> bool:
    """Whether a break takes a working day of this week."""
    return len(working_days(week_on, breaks)) < len(_DAYS)


def runs(week_on: date, breaks: Breaks) -> bool:
    """Whether the week counts for a round, and one may begin in it."""
    return len(working_days(week_on, breaks)) >= RUNS_FROM


def nearest(usual: date, days: Sequence[date]) -> date | None:
    """Of these days of one week: `usual`, else the next one after it, else the last one before it."""
    return next((day for day in days if day >= usual), days[-1] if days else None)


def next_running(week_on: date, breaks: Breaks) -> date:
    """The Monday of the first week that runs, from this one on."""
    while not runs(week_on, breaks):
        week_on += _WEEK
    return week_on


def end_of_round(starts_on: date, weeks: int, breaks: Breaks) -> date:
    """The Sunday before the week in which the next round may begin, after so many weeks that ran."""
    week_on = next_running(starts_on, breaks)
    for _ in range(weeks):
        week_on = next_running(week_on + _WEEK, breaks)
    return week_on - timedelta(days=1)


def last_day_that_counts(ends_on: date, breaks: Breaks) -> date:
    """The Sunday of the last week that runs, of a round that ends on the Sunday `ends_on`."""
    while not runs(ends_on - timedelta(days=6), breaks):
        ends_on -= _WEEK
    return ends_on


def weeks_that_run(first_on: date, last_on: date, breaks: Breaks) -> int:
    """How many weeks run of those that begin from the Monday `first_on` up to `last_on`."""
    return sum(runs(first_on + index * _WEEK, breaks) for index in range((last_on - first_on).days // 7 + 1))


def days_left(on: date, last_on: date, breaks: Breaks) -> int:
    """How many working days there are from `on` to `last_on`, both included."""
    days = (on + timedelta(days=offset) for offset in range((last_on - on).days + 1))
    return sum(day.weekday() < len(_DAYS) and not is_break(day, breaks) for day in days)
