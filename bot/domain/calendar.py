"""When things are due: date arithmetic on local dates and wall times. DST-right: a wall time in a gap moves
forward, in a fold it is the first of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.states import Kind

WEEK = timedelta(days=7)
LAST_DAY = timedelta(days=6)  # of a week, from its Monday
DAY_BEGINS, DAY_ENDS = time(8), time(20)  # personal messages come between these, in the reader's zone
MONDAY, THURSDAY, FRIDAY, SATURDAY = 0, 3, 4, 5


@dataclass(frozen=True)
class Moment:
    """A weekday (0 = Monday) and a wall time; `on` is False where the organizer switched it off."""

    weekday: int
    at: time
    on: bool = True


DEFAULT_MOMENTS: Mapping[Kind, Moment] = {
    Kind.ROUND: Moment(MONDAY, time(9)),
    Kind.PROMPT: Moment(MONDAY, time(9)),
    Kind.WORD: Moment(THURSDAY, time(12)),
    Kind.CHECKIN: Moment(FRIDAY, time(10)),
    Kind.CLOSE: Moment(MONDAY, time(8)),
    Kind.SUMMARY: Moment(MONDAY, time(10)),
    Kind.DIGEST: Moment(MONDAY, time(10, 5)),
}

# How late each kind still makes sense; after that it is skipped, with a record.
CATCH_UP: Mapping[Kind, timedelta] = {
    Kind.ROUND: timedelta(days=3),
    Kind.PROMPT: timedelta(hours=30),
    Kind.WORD: timedelta(hours=20),
    Kind.CHECKIN: timedelta(hours=48),
    Kind.CLOSE: timedelta(days=365),
    Kind.SUMMARY: timedelta(days=3),
    Kind.DIGEST: timedelta(days=6),
}

# Kinds whose wall time counts in each member's own zone.
PERSONAL = frozenset({Kind.PROMPT, Kind.WORD, Kind.CHECKIN})


@dataclass(frozen=True)
class Rhythm:
    """A program's moments by kind. Kinds that are missing keep the default."""

    moments: Mapping[Kind, Moment]

    def __getitem__(self, kind: Kind) -> Moment:
        return self.moments.get(kind, DEFAULT_MOMENTS[kind])

    def with_moment(self, kind: Kind, moment: Moment) -> Rhythm:
        """The same rhythm with one moment changed."""
        return replace(self, moments={**self.moments, kind: moment})

    def to_json(self) -> dict[str, Any]:
        """What `programs.rhythm` stores."""
        return {
            kind.value: {"weekday": moment.weekday, "at": moment.at.strftime("%H:%M"), "on": moment.on}
            for kind, moment in self.moments.items()
        }

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> Rhythm:
        """The reverse of `to_json`. Raises ValueError or KeyError on what it never wrote."""
        return Rhythm(
            {
                Kind(kind): Moment(value["weekday"], time.fromisoformat(value["at"]), value["on"])
                for kind, value in stored.items()
            }
        )


@dataclass(frozen=True)
class ProgramDates:
    """What of a program decides its dates. `breaks` are (first day, last day) pairs, both included."""

    starts_on: date
    zone: str
    rhythm: Rhythm
    next_round_on: date  # the Monday after the running round, or the first one
    breaks: tuple[tuple[date, date], ...] = ()

    def is_break(self, on: date) -> bool:
        """Whether `on` is a day without messages."""
        return any(first <= on <= last for first, last in self.breaks)


@dataclass(frozen=True)
class Due:
    """One due moment. `zone` is empty for what concerns the program as a whole."""

    kind: Kind
    local_on: date
    due_at: datetime
    zone: str = ""

    def is_too_late(self, now: datetime) -> bool:
        """Whether its catch-up window is over."""
        return now - self.due_at > CATCH_UP[self.kind]


@cache
def zone_info(zone: str) -> ZoneInfo:
    """The rules of a zone. Python itself keeps eight of them and reads the others from their files again."""
    return ZoneInfo(zone)


@cache
def known_zones() -> frozenset[str]:
    """Every IANA zone that this machine knows; looked up in its files once."""
    return frozenset(available_timezones())


def instant(on: date, at: time, zone: str) -> datetime:
    """The UTC instant of a wall time. In a DST gap the wall time moves forward by the gap; in a fold, the first."""
    return datetime.combine(on, at, zone_info(zone)).astimezone(UTC)


def local(now: datetime, zone: str) -> datetime:
    """`now` as the wall clock of `zone` shows it."""
    return now.astimezone(zone_info(zone))


def is_plausible(day: date) -> bool:
    """Whether a day that came from outside can be counted with: there are weeks before it and after it."""
    return 1970 <= day.year < 2200


def week_of(on: date) -> date:
    """The Monday of the week that contains `on`."""
    return on - timedelta(days=on.weekday())


def is_daytime(now: datetime, zone: str) -> bool:
    """Whether a personal message may arrive: 08:00 to 20:00, Monday to Friday, in `zone`."""
    there = local(now, zone)
    return there.weekday() < SATURDAY and DAY_BEGINS <= there.time() < DAY_ENDS


def first_shared_daytime(after: datetime, zones: Iterable[str]) -> datetime:
    """The first quarter hour from `after` on that is daytime in every zone; `after` + 2 hours if a week has none."""
    zones = set(zones)
    start = after.replace(minute=after.minute - after.minute % 15, second=0, microsecond=0)
    start = start if start == after else start + timedelta(minutes=15)
    for quarter in range(4 * 24 * 7):
        moment = start + timedelta(minutes=15 * quarter)
        if all(is_daytime(moment, zone) for zone in zones):
            return moment
    return after + timedelta(hours=2)


def dues(kind: Kind, program: ProgramDates, *, zones: Iterable[str], after: datetime, until: datetime) -> Iterator[Due]:
    """Every due moment of `kind` with after < due_at <= until, oldest first by date: one for each zone if personal.

    A round is due on the first of its weekdays from `next_round_on` on that is no break; a personal message on a
    break day does not exist.
    """
    moment = program.rhythm[kind]
    if not moment.on:
        return
    places = sorted(set(zones)) if kind in PERSONAL else [""]
    # A day on each side: the furthest zones are 14 hours ahead and 12 behind.
    first = max(program.starts_on, after.date() - timedelta(days=1))
    days = (until.date() - first).days + 2
    for on in (first + timedelta(days=offset) for offset in range(max(days, 0))):
        if on.weekday() != moment.weekday or not _falls(kind, program, on):
            continue
        for place in places:
            due_at = instant(on, moment.at, place or program.zone)
            if after < due_at <= until:
                yield Due(kind, on, due_at, place)


def falls_on(kind: Kind, program: ProgramDates, on: date) -> bool:
    """Whether a moment of `kind` falls on the local day `on`."""
    moment = program.rhythm[kind]
    return moment.on and on >= program.starts_on and on.weekday() == moment.weekday and _falls(kind, program, on)


def _falls(kind: Kind, program: ProgramDates, on: date) -> bool:
    if kind in (Kind.CLOSE, Kind.SUMMARY, Kind.DIGEST) and on < program.starts_on + WEEK:
        return False  # there is no week to close yet
    if kind is Kind.ROUND:
        return on >= program.next_round_on and not program.is_break(on)
    return not (kind in PERSONAL and program.is_break(on))


def next_monday(on: date) -> date:
    """The first Monday after `on`."""
    return week_of(on) + WEEK
