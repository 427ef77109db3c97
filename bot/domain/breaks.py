"""Breaks as an organizer may write them."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.errors import InvalidInputError
from bot.domain.holidays import Holiday
from bot.domain.programs import Break

MOST_BREAKS = 60  # holidays of a year among them
LONGEST, FURTHEST = timedelta(days=183), timedelta(days=2 * 365)
EXAMPLES = "24 Dec 2026 – 2 Jan 2027"

_ISO = re.compile(r"(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?(?:\s*(?P<month>[a-z]{3,9})\.?(?:,?\s+(?P<year>\d{4}))?)?")
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{4}))?")
_DASH = re.compile(r"\s*(?:[-‐‑‒–—―]|\b(?:to|until|till|through)\b)\s*")


@dataclass(frozen=True)
class _Written:
    """A day as it was written; what is left out follows from the other end, or from today."""

    day: int
    month: int | None
    year: int | None


def read_breaks(written: str, *, today: date, present: Collection[Break] = ()) -> tuple[Break, ...]:
    """Read breaks from text, a line each: "24 Dec 2026 – 2 Jan 2027", "10–12 Feb", "2027-02-01", "Feb 3 to 5".

    A day without a year is the next one from `today` on. Raises InvalidInputError for a line that cannot be read, a
    break that is over (unless it is one of `present`), too long or too far away, and for too many lines.
    """
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    _require(len(lines) <= MOST_BREAKS, f"At most {MOST_BREAKS} breaks.")
    return tuple(sorted((_read(line, today, present) for line in lines), key=lambda one: one.from_on))


def is_holiday(one: Break, holidays: Collection[Holiday]) -> bool:
    """Whether the break is one of these holidays, and no more than that."""
    return one.from_on == one.until_on and one.from_on in {holiday.on for holiday in holidays}


def is_covered(on: date, breaks: Collection[Break]) -> bool:
    """Whether the day is in one of these breaks."""
    return any(one.from_on <= on <= one.until_on for one in breaks)


def with_holidays(
    written: Collection[Break], ticked: Collection[str], offered: Collection[Holiday]
) -> tuple[Break, ...]:
    """The breaks that were written, and each ticked holiday (YYYY-MM-DD) that none of them covers.

    Raises InvalidInputError for a day that was not offered, and for too many breaks.
    """
    days = {one.on.isoformat(): one.on for one in offered}
    if not set(ticked) <= set(days):
        raise InvalidInputError("holidays", "Choose days of the list.")
    chosen = [days[one] for one in ticked]
    new = [Break(on, on) for on in chosen if not is_covered(on, written)]
    _require(len(written) + len(new) <= MOST_BREAKS, f"At most {MOST_BREAKS} breaks.")
    return tuple(sorted((*written, *new), key=lambda one: one.from_on))


def _read(line: str, today: date, present: Collection[Break]) -> Break:
    shown = f"“{line[:40]}”"
    try:
        found = _dated(line, today)
    except ValueError:
        raise InvalidInputError("breaks", f"{shown} cannot be read. Write it as {EXAMPLES}, or 1 Feb 2027.") from None
    _require(found.from_on <= found.until_on, f"{shown} ends before it begins.")
    if found not in present:
        _require(found.until_on >= today, f"{shown} is over already. Write days from today on.")
        _require(
            found.until_on - found.from_on < LONGEST, f"{shown} is more than half a year: better pause the program."
        )
        _require(found.until_on - today < FURTHEST, f"{shown} is more than two years away. Is the year right?")
    return found


def _dated(line: str, today: date) -> Break:
    """Raises ValueError for what is no day or two."""
    ends = [_written(part) for part in _DASH.split(re.sub(r"(\d{4})-(\d\d?)-(\d\d?)", r"\1/\2/\3", line.lower()))]
    if len(ends) > 2:
        raise ValueError(line)
    first, last = ends[0], ends[-1]
    first_month, last_month = first.month or last.month, last.month or first.month
    if not first_month or not last_month:
        raise ValueError(line)
    wraps = last_month < first_month
    if first.year is None and last.year is None:
        year = today.year if date(today.year + wraps, last_month, last.day) >= today else today.year + 1
        return Break(date(year, first_month, first.day), date(year + wraps, last_month, last.day))
    first_year = first.year if first.year is not None else (last.year or 0) - wraps
    last_year = last.year if last.year is not None else first_year + wraps
    return Break(date(first_year, first_month, first.day), date(last_year, last_month, last.day))


def _written(part: str) -> _Written:
    for pattern in (_ISO, _DAY_FIRST, _MONTH_FIRST):
        if found := pattern.fullmatch(part.strip()):
            month, year = found["month"], found["year"]
            return _Written(int(found["day"]), _month(month) if month else None, int(year) if year else None)
    raise ValueError(part)


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    names = [name for name in month_name if name and name.lower().startswith(written if written != "sept" else "sep")]
    if len(names) != 1:
        raise ValueError(written)
    return list(month_name).index(names[0])


def _require(holds: bool, message: str) -> None:  # noqa: FBT001  # the condition reads first
    if not holds:
        raise InvalidInputError("breaks", message)
