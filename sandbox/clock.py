"""Product time: a clock that runs with real time, can be moved forward, and waits for the apps that follow it.

An app follows by polling `GET /clock?app=NAME&busy=0|1`; each process takes a name of its own. While the
clock travels it stands still at one step after another. It takes the next step only when every app that
polled within the last fifteen real seconds has been told the present step and has polled again since with
`busy=0`; so an app works through every step and skips nothing. With no app polling it jumps.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# A busy app on a machine that stands still at times is not gone yet: without it the clock would jump over its work.
FRESH_SECONDS = 15.0
STEP, LONGEST_STEP = timedelta(minutes=30), timedelta(days=366)
END = datetime(9000, 1, 1, tzinfo=UTC)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_DURATION = re.compile(r"(\d+)\s*([wdhms])")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Json = dict[str, Any]


class ClockError(ValueError):
    """The clock cannot do that; the message says why."""


@dataclass(slots=True)
class _Follower:
    """An app that polls: when it did last (monotonic), and which instant it was told and has finished."""

    polled: float
    told: datetime | None = None
    done: datetime | None = None


class Clock:
    """`changed` is called after every step, stop and arrival."""

    def __init__(
        self,
        start: datetime | None = None,
        *,
        changed: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._changed = changed
        self._base = start or datetime.now(UTC)
        self._based = monotonic()
        self._standing: datetime | None = None
        self._target: datetime | None = None
        self._step = STEP
        self._followers: dict[str, _Follower] = {}

    @property
    def travelling(self) -> bool:
        """Whether it is on its way to a target."""
        return self._target is not None

    def now(self) -> datetime:
        """Product time, in UTC."""
        if self._standing is not None:
            return self._standing
        return self._base + timedelta(seconds=self._monotonic() - self._based)

    def poll(self, app: str, *, busy: bool) -> Json:
        """An app asks the time: `{"now": ISO with offset, "travelling": bool}`.

        The poll is taken for its answer that it has finished what it was told the last time, unless `busy`.
        """
        follower = self._followers.setdefault(app, _Follower(0.0))
        follower.polled = self._monotonic()
        if not busy and follower.told is not None:
            follower.done = follower.told
        self.advance()
        follower.told = self.now()
        return {"now": follower.told.isoformat(), "travelling": self.travelling}

    def travel(self, target: datetime, *, step: timedelta = STEP) -> None:
        """Set out for `target`; `ClockError` if that is not in the future or no step leads there."""
        if not timedelta() < step <= LONGEST_STEP:
            raise ClockError("the step must be longer than nothing and no longer than a year")
        now = self.now()
        if target > END:
            raise ClockError(f"the clock ends in the year {END.year}")
        if target <= now:
            raise ClockError(f"the clock only moves forward: it is {now.isoformat()}, and {target.isoformat()} is past")
        self._standing, self._target, self._step = now, target, step
        for follower in self._followers.values():
            follower.told = follower.done = None
        self.advance()
        self._changed()

    def forget(self, app: str) -> None:
        """Wait no longer for an app, until it polls again: it was killed."""
        self._followers.pop(app, None)
        self.advance()

    def stop(self) -> None:
        """Stay at the step that was reached and run on from there."""
        if self.travelling:
            self._run_on()
            self._changed()

    def waiting_for(self) -> list[str]:
        """The apps that have not finished the present step."""
        if not self.travelling:
            return []
        return sorted(name for name, one in self._fresh().items() if one.done != self._standing)

    def advance(self) -> None:
        """Take the steps that nobody has to be waited for.

        Call it now and then while travelling, for the sake of apps that have gone.
        """
        moved = False
        while self._target is not None and self._standing is not None and not self.waiting_for():
            moved = True
            if self._standing >= self._target:
                self._run_on()
            else:
                self._standing = self._target if not self._fresh() else self._next(self._standing, self._target)
        if moved:
            self._changed()

    def status(self) -> Json:
        """Where it is and where it goes, as JSON."""
        return {
            "now": self.now().isoformat(),
            "travelling": self.travelling,
            "target": self._target.isoformat() if self._target else None,
            "step_seconds": self._step.total_seconds(),
            "waiting_for": self.waiting_for(),
            "followers": sorted(self._fresh()),
        }

    def _fresh(self) -> dict[str, _Follower]:
        oldest = self._monotonic() - FRESH_SECONDS
        return {name: one for name, one in self._followers.items() if one.polled >= oldest}

    def _next(self, standing: datetime, target: datetime) -> datetime:
        """The next multiple of the step, so that full hours are met exactly."""
        return min(_EPOCH + ((standing - _EPOCH) // self._step + 1) * self._step, target)

    def _run_on(self) -> None:
        self._base, self._based = self.now(), self._monotonic()
        self._standing = self._target = None


def instant(text: Any, place: str = "to") -> datetime:
    """An ISO 8601 instant with its offset, as UTC; `ClockError` if it is not one."""
    try:
        when = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise ClockError(f"{place}: {text!r} is not an ISO 8601 date and time") from error
    if when.tzinfo is None:
        raise ClockError(f"{place}: {text!r} has no offset; write for instance 2027-01-04T09:00+01:00")
    try:
        return when.astimezone(UTC)
    except OverflowError as error:
        raise ClockError(f"{place}: {text!r} is before or after all time") from error


def zone_of(name: Any, place: str = "zone") -> ZoneInfo:
    """The time zone of this IANA name; `ClockError` if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, TypeError, ValueError, OSError) as error:  # OSError: "America" is a folder
        raise ClockError(f"{place}: {name!r} is not an IANA time zone") from error


def duration(text: Any, place: str = "advance") -> timedelta:
    """A length such as `1w`, `2d12h` or `30m`; `ClockError` if it is not one."""
    if not isinstance(text, str) or not re.fullmatch(rf"({_DURATION.pattern}\s*)+", text):
        raise ClockError(f"{place}: {text!r} is not a length such as 1w, 2d12h or 30m")
    length = timedelta()
    try:
        for number, unit in _DURATION.findall(text):
            length += timedelta(**{_UNITS[unit]: int(number)})
    except OverflowError as error:
        raise ClockError(f"{place}: {text!r} is longer than time lasts") from error
    return length


def next_weekday(now: datetime, weekday: Any, at: Any, zone: Any) -> datetime:
    """The first instant after `now` at which it is that weekday and wall time in the zone."""
    if not isinstance(weekday, str) or weekday.lower() not in _DAYS:
        raise ClockError(f"to_weekday: {weekday!r} is not one of {', '.join(_DAYS)}")
    try:
        clock_time = wall_time.fromisoformat(at)
    except (TypeError, ValueError) as error:
        raise ClockError(f"time: {at!r} is not a time of day such as 09:00") from error
    place = zone_of(zone)
    today = now.astimezone(place).date()
    for days in range(8):
        day = today + timedelta(days=days)
        if day.weekday() != _DAYS.index(weekday.lower()):
            continue
        found = datetime.combine(day, clock_time, place).astimezone(UTC)
        if found > now:
            return found
    return datetime.combine(today + timedelta(days=7), clock_time, place).astimezone(UTC)


def target_of(wish: Json, now: datetime) -> datetime:
    """What a request to move means: `to`, `advance` or `to_weekday` with `time` and `zone`."""
    if "to" in wish:
        return instant(wish["to"])
    if "advance" in wish:
        try:
            return now + duration(wish["advance"])
        except OverflowError as error:
            raise ClockError(f"advance: {wish['advance']!r} goes past the year 9999") from error
    if "to_weekday" in wish:
        return next_weekday(now, wish["to_weekday"], wish.get("time", "09:00"), wish.get("zone", "UTC"))
    raise ClockError('say where to: {"to": ISO}, {"advance": "1w"} or {"to_weekday": "friday", "time", "zone"}')
