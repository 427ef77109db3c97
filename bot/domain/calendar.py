"""When things are due: date arithmetic on local dates and wall times. DST-right: a wall time in a gap moves
forward, in a fold it is the first of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.domain import working_days
from bot.domain.kinds import BY_CALENDAR, FRIDAY, SATURDAY, MessageKind, Moment

WEEK = timedelta(days=7)
ENOUGH_TO_TELL = timedelta(days=2)  # between the question what one will do and the question how it was
LAST_DAY = timedelta(days=6)  # of a week, from its Monday
DAY_BEGINS, DAY_ENDS = time(8), time(20)  # personal messages come between these, in the reader's zone
OFFICE_OPENS, OFFICE_CLOSES = time(9), time(18)  # what nobody waits for by the minute goes to organizers between these
DEFAULT_MOMENTS: Mapping[MessageKind, Moment] = {kind: weekly.moment for kind, weekly in BY_CALENDAR.items()}
_TWO_DAYS_BEFORE = (4, 4, 0, 1, 2, 2, 3)  # each weekday's


@dataclass(frozen=True)
class Rhythm:
    """A program's moments by kind. Kinds that are missing, or that could not be read, keep their usual moment."""

    moments: Mapping[MessageKind, Moment]
    unreadable: tuple[str, ...] = ()  # what was stored and could not be read, by name

    def __getitem__(self, kind: MessageKind) -> Moment:
        if kind is MessageKind.FEW_JOINED:  # goes by the day of rounds: on a working day, two days before or earlier
            return replace(DEFAULT_MOMENTS[kind], weekday=_TWO_DAYS_BEFORE[self[MessageKind.ROUND].weekday])
        return self.moments.get(kind, DEFAULT_MOMENTS[kind])

    def with_moment(self, kind: MessageKind, moment: Moment) -> Rhythm:
        """The same rhythm with one moment changed."""
        return replace(self, moments={**self.moments, kind: moment})

    def to_json(self) -> dict[str, Any]:
        """What `programs.rhythm` stores."""
        return {
            kind.value: {"weekday": moment.weekday, "at": moment.at.strftime("%H:%M"), "on": moment.on}
            for kind, moment in self.moments.items()
        }

    @staticmethod
    def from_json(stored: Any) -> Rhythm:
        """The reverse of `to_json`. It never raises: what it cannot read it sets aside, by name."""
        if not isinstance(stored, Mapping):
            return Rhythm({}, unreadable=("rhythm",))
        found = {name: _read_moment(name, value) for name, value in stored.items()}
        return Rhythm(
            {MessageKind(name): moment for name, moment in found.items() if moment},
            unreadable=tuple(name for name, moment in found.items() if not moment),
        )


def _read_moment(name: str, value: Any) -> Moment | None:
    try:
        moment = Moment(value["weekday"], time.fromisoformat(value["at"]), value["on"])
        is_right = (
            MessageKind(name) in BY_CALENDAR and moment.weekday in range(SATURDAY) and isinstance(moment.on, bool)
        )
    except (KeyError, TypeError, ValueError):
        return None
    return moment if is_right else None


@dataclass(frozen=True)
class ProgramDates:
    """What of a program decides its dates. `breaks` are (first day, last day) pairs, both included."""

    starts_on: date
    zone: str
    rhythm: Rhythm
    next_round_on: date  # the Monday after the running round, or the first one
    breaks: tuple[tuple[date, date], ...] = ()
    last_on: date | None = None  # the program's last day, once it is known

    def is_break(self, on: date) -> bool:
        """Whether `on` is a day without messages."""
        return working_days.is_break(on, self.breaks)

    def day_of(self, kind: MessageKind, week_on: date) -> date | None:
        """The day of the week that starts on `week_on` on which this kind is due.

        On a break day it moves to the next working day of its week, or to the last one before. None in a week without
        working days, for a round in one that does not run, and where a short week has no room.
        """
        usual = self._usual(kind, week_on)
        if kind is MessageKind.CLOSE:
            return usual  # nobody reads it
        days = working_days.working_days(week_on, self.breaks)
        if kind is MessageKind.ROUND and not working_days.runs(week_on, self.breaks):
            return None
        if BY_CALENDAR[kind].is_personal and not self._has_room(kind, week_on, days):
            return None
        return working_days.nearest(usual, days)

    def _usual(self, kind: MessageKind, week_on: date) -> date:
        return week_on + timedelta(days=self.rhythm[kind].weekday)

    def _has_room(self, kind: MessageKind, week_on: date, days: Sequence[date]) -> bool:
        """Whether a short week has a day for it. The private word yields to the others. Of prompt and check-in on the
        same day there is the one that is not early: nobody is asked at once what they will do and how it was.
        """
        if not working_days.is_short(week_on, self.breaks):
            return True
        on = {
            each: working_days.nearest(self._usual(each, week_on), days)
            for each in (MessageKind.PROMPT, MessageKind.CHECKIN, kind)
            if self.rhythm[each].on
        }
        prompt, checkin = on.get(MessageKind.PROMPT), on.get(MessageKind.CHECKIN)
        if kind is MessageKind.NUDGE:
            return on.get(kind) not in (prompt, checkin)
        usual = self._usual(MessageKind.CHECKIN, week_on)
        if (
            kind is MessageKind.CHECKIN
            and checkin
            and prompt
            and prompt < checkin < min(usual, prompt + ENOUGH_TO_TELL)
        ):
            return False  # too soon after the question what they will do
        if checkin is None or prompt != checkin or self._usual(MessageKind.PROMPT, week_on) == usual:
            return True
        return kind is (MessageKind.PROMPT if checkin < usual else MessageKind.CHECKIN)

    def round_begins_on(self, on: date) -> date:
        """The day on which a round begins, in the first week that runs from the Monday `on` on."""
        week_on = working_days.next_running(on, self.breaks)
        return self.day_of(MessageKind.ROUND, week_on) or week_on

    def over_on(self, on: date) -> date | None:
        """The program's last day, if no round can begin on `on` any more: it would have no whole week."""
        return self.last_on if self.last_on and week_of(on) + timedelta(days=FRIDAY) > self.last_on else None

    def round_lasts_until(self, ends_on: date) -> date:
        """The day before the round begins that follows the one of `ends_on`; the program's last day, if none does."""
        following = self.round_begins_on(next_monday(ends_on))
        return self.over_on(following) or following - timedelta(days=1)

    def reported_week(self, on: date) -> date | None:
        """The week that summary and digest on `on` speak of: the last one before it with a working day, if any."""
        first, week_on = week_of(self.starts_on), week_of(on) - WEEK
        while week_on >= first and not working_days.working_days(week_on, self.breaks):
            week_on -= WEEK
        return week_on if week_on >= first else None

    def first_report_on(self) -> date:
        """The day of the first digest: in the first week with a working day after one."""
        week_on, first = week_of(self.starts_on) + WEEK, None
        while first is None:
            first = _day(MessageKind.DIGEST, self, week_on)
            week_on += WEEK
        return first


@dataclass(frozen=True)
class Due:
    """One due moment. `zone` is empty for what concerns the program as a whole."""

    kind: MessageKind
    local_on: date
    due_at: datetime
    zone: str = ""

    def is_too_late(self, now: datetime) -> bool:
        """Whether its catch-up window is over."""
        return now - self.due_at > BY_CALENDAR[self.kind].catch_up


@cache
def find_zone(zone: str) -> ZoneInfo | None:
    """The rules of a zone, if there is one of this name. Python itself keeps eight and reads the others anew."""
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return None


def zone_info(zone: str) -> tzinfo:
    """The rules of a zone. A stored name that no zone has counts as UTC, so that one row stops nothing else."""
    return find_zone(zone) or UTC


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


def is_office_time(now: datetime, program: ProgramDates) -> bool:
    """Whether it is 09:00 to 18:00 on a working day of the program."""
    there = local(now, program.zone)
    is_working_day = there.weekday() < SATURDAY and not program.is_break(there.date())
    return is_working_day and OFFICE_OPENS <= there.time() < OFFICE_CLOSES


def preview_wall(begins: datetime, hours: int, breaks: working_days.Breaks = ()) -> datetime:
    """When organizers are shown a round that begins at this wall time: so many hours before; where that is at night,
    on a weekend or in a break, at the hour of the round on the last working day before.
    """
    at = begins - timedelta(hours=hours)
    shown = at if DAY_BEGINS <= at.time() < DAY_ENDS else datetime.combine(at.date(), begins.time())
    while shown > at or shown.weekday() >= SATURDAY or working_days.is_break(shown.date(), breaks):
        shown = datetime.combine(shown.date() - timedelta(days=1), begins.time())
    return shown


def preview_at(due_at: datetime, hours: int, program: ProgramDates) -> datetime:
    """As `preview_wall`, for the round of the program that is due then."""
    wall = preview_wall(local(due_at, program.zone).replace(tzinfo=None), hours, program.breaks)
    return instant(wall.date(), wall.time(), program.zone)


def dues(
    kind: MessageKind, program: ProgramDates, *, zones: Iterable[str], after: datetime, until: datetime
) -> Iterator[Due]:
    """Every due moment of `kind` with after < due_at <= until, oldest first by date: one for each zone if personal."""
    moment = program.rhythm[kind]
    if not moment.on:
        return
    is_personal = BY_CALENDAR[kind].is_personal
    places = sorted(zone for zone in set(zones) if find_zone(zone)) if is_personal else [""]
    # A day on each side: the furthest zones are 14 hours ahead and 12 behind.
    week_on = week_of(max(_begins_on(kind, program), after.date() - timedelta(days=1)))
    while week_on <= until.date() + timedelta(days=1):
        on = _day(kind, program, week_on)
        week_on += WEEK
        if on is None:
            continue
        for place in places:
            due_at = instant(on, moment.at, place or program.zone)
            if after < due_at <= until:
                yield Due(kind, on, due_at, place)


def falls_on(kind: MessageKind, program: ProgramDates, on: date) -> bool:
    """Whether a moment of `kind` falls on the local day `on`."""
    return program.rhythm[kind].on and _day(kind, program, week_of(on)) == on


def _day(kind: MessageKind, program: ProgramDates, week_on: date) -> date | None:
    on = program.day_of(kind, week_on)
    if on is None or on < _begins_on(kind, program):
        return None
    if program.over_on(on) if kind is MessageKind.ROUND else program.last_on and on > program.last_on:
        return None
    if kind is MessageKind.CLOSE:
        return on if on >= program.starts_on + WEEK else None  # there is no week to close yet
    return on if not BY_CALENDAR[kind].of_week_before or program.reported_week(on) else None


def _begins_on(kind: MessageKind, program: ProgramDates) -> date:
    if kind is MessageKind.FEW_JOINED:
        return program.starts_on - WEEK
    return program.next_round_on if kind is MessageKind.ROUND else program.starts_on


def next_monday(on: date) -> date:
    """The first Monday after `on`."""
    return week_of(on) + WEEK
