"""Dates as people read them."""

from __future__ import annotations

from calendar import day_name, month_name
from datetime import date, timedelta


def day(on: date) -> str:
    """Monday 2 March."""
    return f"{day_name[on.weekday()]} {on.day} {month_name[on.month]}"


def week(week_on: date) -> str:
    """2–8 March, or 30 March – 5 April."""
    last = week_on + timedelta(days=6)
    if last.month == week_on.month:
        return f"{week_on.day}–{last.day} {month_name[last.month]}"
    return f"{week_on.day} {month_name[week_on.month]} – {last.day} {month_name[last.month]}"
