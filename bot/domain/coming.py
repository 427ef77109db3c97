"""What is near in a program, as its organizers are reminded of it: a round, a break, a holiday, the end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.calendar import ProgramDates, instant, local, preview_at
from bot.domain.holidays import Holiday
from bot.domain.kinds import MessageKind

BREAK_NEAR, END_NEAR = timedelta(days=14), timedelta(days=21)


@dataclass(frozen=True)
class ComingBreak:
    """A break that is near or goes on; `name`: of the holiday that it is."""

    from_on: date
    until_on: date
    name: str = ""


@dataclass(frozen=True)
class Coming:
    """What is near; None of what is not. `shown_at` is when organizers see the round's groups, by the program's clock;
    `holiday` is one that is no break.
    """

    round_on: date | None = None
    shown_at: datetime | None = None
    pause: ComingBreak | None = None
    holiday: Holiday | None = None
    ends_on: date | None = None


NOTHING = Coming()


def coming(
    dates: ProgramDates,
    *,
    now: datetime,
    next_round_on: date,
    has_rounds: bool,
    is_running: bool,
    preview_hours: int,
    holidays: Collection[Holiday],
) -> Coming:
    """What is near in a program that has not ended, as things stand now. While it is paused, only its end."""
    today = local(now, dates.zone).date()
    ends_on = dates.last_on if dates.last_on and today <= dates.last_on <= today + END_NEAR else None
    if not is_running:
        return Coming(ends_on=ends_on)
    round_on = next_round_on if has_rounds and dates.over_on(next_round_on) is None else None
    return Coming(
        round_on=round_on,
        shown_at=_shown_at(dates, round_on, preview_hours, now=now) if round_on else None,
        pause=_break(dates, holidays, today=today),
        holiday=_holiday(dates, holidays, today=today),
        ends_on=ends_on,
    )


def _shown_at(dates: ProgramDates, round_on: date, preview_hours: int, *, now: datetime) -> datetime | None:
    """When the groups are shown, if that is still to come."""
    begins = instant(round_on, dates.rhythm[MessageKind.ROUND].at, dates.zone)
    at = preview_at(begins, preview_hours, dates) if preview_hours else now
    return local(at, dates.zone) if at > now else None


def _break(dates: ProgramDates, holidays: Collection[Holiday], *, today: date) -> ComingBreak | None:
    near = [one for one in dates.breaks if one[0] <= today + BREAK_NEAR and one[1] >= today and _counts(dates, one[0])]
    if not near:
        return None
    first, last = min(near)
    name = next((one.name for one in holidays if first == last == one.on), "")
    return ComingBreak(first, last, name)


def _holiday(dates: ProgramDates, holidays: Collection[Holiday], *, today: date) -> Holiday | None:
    near = [one for one in holidays if today <= one.on <= today + BREAK_NEAR and _counts(dates, one.on)]
    return next((one for one in near if not dates.is_break(one.on)), None)


def _counts(dates: ProgramDates, on: date) -> bool:
    """Whether the program still goes on then."""
    return dates.last_on is None or on <= dates.last_on
