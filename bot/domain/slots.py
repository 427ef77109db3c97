"""When people can meet: half hours that lie inside everybody's hours, on days that suit everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import DAY_BEGINS, DAY_ENDS, local
from bot.domain.errors import InvalidInputError
from bot.domain.kinds import SATURDAY
from bot.domain.working_days import Breaks

MEETING = timedelta(minutes=30)
SHORTEST_NOTICE = timedelta(hours=3)  # nobody is asked to meet sooner than this
DAYS_AHEAD = 7
FARTHEST = timedelta(days=60)  # that people agree on a time for
LATEST = timedelta(hours=1)  # a time that has just begun may still be written down
WAKING_BEGINS, WAKING_ENDS = time(7), time(22)
PATIENCE = timedelta(hours=24)  # how long a message waits for working hours before it takes any daytime


@dataclass(frozen=True)
class Hours:
    """Somebody's working hours by the wall clock of their zone; `closes` at or before `opens` is the next day."""

    zone: str
    opens: time = time(9)
    closes: time = time(17)


class Within(StrEnum):
    """How far beyond working hours one had to look; every slot lies inside these hours of every person."""

    WORKING = "working"
    DAYTIME = "daytime"  # 08:00 to 20:00
    WAKING = "waking"  # 07:00 to 22:00
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Slots:
    """UTC instants at which a meeting can begin, oldest first; none if `within` is NOWHERE."""

    starts: tuple[datetime, ...]
    within: Within


NO_SLOTS = Slots((), Within.NOWHERE)


def check_start(starts_at: datetime, *, now: datetime) -> None:
    """Raises InvalidInputError (`day`) for a meeting that would be over, or is far away."""
    if starts_at < now - LATEST:
        raise InvalidInputError("day", "That time is over. Choose one that is still to come.")
    if starts_at > now + FARTHEST:
        raise InvalidInputError("day", "That is more than two months away. Choose a day before that.")


def common_slots(
    people: Sequence[Hours],
    *,
    after: datetime,
    breaks: Breaks = (),
    count: int = 3,
    until_on: date | None = None,
    length: timedelta = MEETING,
) -> Slots:
    """Up to `count` times to meet for `length` in the seven days that follow `after`, on different days where there are
    enough.

    Weekdays alone, no break days, everybody's own date; none after the day `until_on`, if there are any before.
    Working hours first; where nobody shares any, daytime, then waking hours. The times vary: early, in the middle and
    late in what is common.
    """
    for within, widened in _widening(people):
        found = [start for start in _half_hours(after + SHORTEST_NOTICE) if _suits(start, widened, breaks, length)]
        in_time = [start for start in found if until_on is None or local(start, people[0].zone).date() <= until_on]
        if found:
            return Slots(_spread(in_time or found, people[0].zone, count), within)
    return NO_SLOTS


def first_moment_for_all(people: Sequence[Hours], *, after: datetime, breaks: Breaks = ()) -> datetime:
    """The first quarter hour from `after` on that suits a message to all of these people.

    Never outside of daytime on weekdays that are no breaks, and in working hours if they share any within the day that
    follows; else daytime, else waking hours; `after` itself where a fortnight has no such moment.
    """
    moments = [after, *_quarters(after, days=14)]
    soonest = next((moment for moment in moments if suits_now(people, moment, breaks=breaks)), None)
    if soonest is None:
        waking = [Hours(person.zone, WAKING_BEGINS, WAKING_ENDS) for person in people]
        return next((moment for moment in moments if _suits(moment, waking, breaks, timedelta())), after)
    patient = (moment for moment in moments if soonest <= moment <= soonest + PATIENCE)
    in_hours = (moment for moment in patient if _suits(moment, people, breaks, timedelta()))
    return next((moment for moment in in_hours if suits_now(people, moment, breaks=breaks)), soonest)


def suits_now(people: Sequence[Hours], now: datetime, *, breaks: Breaks = ()) -> bool:
    """Whether a message may reach all of these people now: daytime on a weekday for each, and no break."""
    return _suits(now, [Hours(person.zone, DAY_BEGINS, DAY_ENDS) for person in people], breaks, timedelta())


def _widening(people: Sequence[Hours]) -> Iterator[tuple[Within, list[Hours]]]:
    yield Within.WORKING, list(people)
    yield Within.DAYTIME, [Hours(person.zone, DAY_BEGINS, DAY_ENDS) for person in people]
    yield Within.WAKING, [Hours(person.zone, WAKING_BEGINS, WAKING_ENDS) for person in people]


def _suits(start: datetime, people: Sequence[Hours], breaks: Breaks, length: timedelta) -> bool:
    return all(_is_inside(start, person, breaks, length) for person in people)


def _is_inside(start: datetime, hours: Hours, breaks: Breaks, length: timedelta) -> bool:
    there = local(start, hours.zone)
    on = there.date()
    if there.weekday() >= SATURDAY or any(first <= on <= last for first, last in breaks):
        return False
    begins = there.hour * 60 + there.minute
    ends = begins + length // timedelta(minutes=1)
    opens, closes = _minutes(hours.opens), _minutes(hours.closes)
    if opens < closes:
        return opens <= begins and ends <= closes and begins < closes
    return (begins >= opens and ends <= closes + 24 * 60) or (ends <= closes and begins < closes)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _half_hours(after: datetime) -> Iterator[datetime]:
    start = after.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return (start + MEETING * number for number in range(48 * DAYS_AHEAD))


def _quarters(after: datetime, *, days: int) -> Iterator[datetime]:
    start = after.replace(minute=after.minute - after.minute % 15, second=0, microsecond=0)
    start = start if start == after else start + timedelta(minutes=15)
    return (start + timedelta(minutes=15 * number) for number in range(4 * 24 * days))


def _spread(found: Sequence[datetime], zone: str, count: int) -> tuple[datetime, ...]:
    """One of each of the first days, at differing times of day; more of the same days where days are few."""
    days: dict[date, list[datetime]] = {}
    for start in found:
        days.setdefault(local(start, zone).date(), []).append(start)
    of_day = list(days.values())[:count]
    chosen = {starts[len(starts) * (2 * number + 1) // (2 * count)] for number, starts in enumerate(of_day)}
    spare = [start for starts in of_day for start in starts if start not in chosen]
    spare.sort(key=lambda start: -min(abs(start - taken) for taken in chosen))  # the farthest from those chosen
    return tuple(sorted([*chosen, *spare[: count - len(chosen)]]))
