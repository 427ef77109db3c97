"""Events: something to go to, alone or with somebody. Pure rules, and the values that views are given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from bot.domain.calendar import instant, local
from bot.domain.errors import InvalidInputError
from bot.domain.kinds import FRIDAY, SATURDAY
from bot.domain.lengths import LINE, fitting

KEY = "event"  # by which a program's catalogue counts one
SHOWN = 10  # in the room, and on each page of the list
PAIR = 2
LENGTH = timedelta(hours=1)  # of one without an end: in calendars, and until it is asked about
LONGEST = timedelta(hours=12)
ASKED_FOR = timedelta(days=14)  # how long it is asked whether one went
FARTHEST = timedelta(days=365)
BEFORE = timedelta(days=2)  # when those who would like company are put in touch
_MORNING = time(9)
_FOURTH_IS_OVER = 28  # from the 29th on a weekday is the fifth of its month, which most months do not have


class Repeat(StrEnum):
    """How an event repeats: by the wall clock of its zone."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"  # on the same weekday of the month: the second Tuesday
    MONTHLY_LAST = "monthly_last"  # on the last such weekday


@dataclass(frozen=True)
class Draft:
    """An event as somebody writes it down. `at` and `until` are wall times in `zone`; an end before the start is of the
    next day.
    """

    title: str
    day: date | None
    at: time | None
    zone: str
    place: str = ""
    in_person: bool = False
    repeats: Repeat | None = None
    until: time | None = None

    @property
    def starts_at(self) -> datetime:
        """The instant (UTC), once `checked`."""
        return instant(self.day or date.min, self.at or time(), self.zone)

    @property
    def ends_at(self) -> datetime | None:
        """The instant (UTC), once `checked`; None where it has no end."""
        if self.until is None or self.day is None or self.at is None:
            return None
        is_next_day = self.until <= self.at
        return instant(self.day + timedelta(days=is_next_day), self.until, self.zone)


@dataclass(frozen=True)
class Event:
    """An event as `reader` sees it, by the clock of their `zone`.

    `goes`: how many go. `mine` None: the reader does not; else whether they would like company, and those whom they
    were put in touch with have not all left. `company`: these (Slack ids). `spared`: they would like company, and
    their week is a hard one. `is_over`: its end, or without one an hour, has passed.
    """

    event_id: int
    program_id: int
    program: str
    title: str
    starts_at: datetime
    zone: str
    own_zone: str  # in which it was written down
    place: str = ""
    in_person: bool = False
    repeats: Repeat | None = None
    brought_by: str = ""
    changes: int = 0
    goes: int = 0
    mine: bool | None = None
    company: tuple[str, ...] = ()
    spared: bool = False
    may_edit: bool = False
    may_announce: bool = False
    is_over: bool = False
    ends_at: datetime | None = None

    @property
    def length(self) -> timedelta:
        """How long it takes, in calendars."""
        return self.ends_at - self.starts_at if self.ends_at else LENGTH

    @property
    def name(self) -> str:
        """What it is called. Whoever brought it may have erased their words."""
        return self.title or "An event"

    @property
    def on(self) -> date:
        """Its day by the reader's clock."""
        return local(self.starts_at, self.zone).date()


@dataclass(frozen=True)
class Listed:
    """A page of the events ahead, the soonest first. `programs`: where the reader may add one, by id."""

    events: tuple[Event, ...]
    programs: Mapping[int, str]
    page: int = 0
    has_more: bool = False


def checked(draft: Draft, *, now: datetime) -> Draft:
    """What is stored of it. Raises InvalidInputError: `title`, `day`, `at`, `until`, `place`."""
    title = fitting("title", draft.title, LINE)
    if not title:
        raise InvalidInputError("title", "Write what it is.")
    if draft.day is None:
        raise InvalidInputError("day", "Choose a day.")
    if draft.at is None:
        raise InvalidInputError("at", "Choose a time.")
    if draft.starts_at <= now:
        raise InvalidInputError("day", "That time is over. Choose one that is still to come.")
    if draft.starts_at > now + FARTHEST:
        raise InvalidInputError("day", "That is more than a year away. Choose a day before that.")
    if draft.ends_at is not None and draft.ends_at - draft.starts_at > LONGEST:
        raise InvalidInputError("until", "Choose an end after the start, at most twelve hours later.")
    is_fifth = draft.repeats is Repeat.MONTHLY and draft.day.day > _FOURTH_IS_OVER
    repeats = Repeat.MONTHLY_LAST if is_fifth else draft.repeats
    return replace(draft, title=title, place=fitting("place", draft.place, LINE), repeats=repeats)


def next_start(starts_at: datetime, zone: str, repeats: Repeat, *, after: datetime) -> datetime:
    """When it takes place next, after that moment: at the same wall time, summer and winter."""
    there = local(starts_at, zone).replace(tzinfo=None)
    if repeats is Repeat.WEEKLY:
        rule = rrule(WEEKLY, dtstart=there)
    else:
        number = -1 if repeats is Repeat.MONTHLY_LAST else (there.day - 1) // 7 + 1
        rule = rrule(MONTHLY, dtstart=there, byweekday=weekday(there.weekday(), number))
    starts = (instant(found.date(), found.time(), zone) for found in rule)
    return next(start for start in starts if start > max(after, starts_at))


def company_at(starts_at: datetime, zone: str) -> datetime:
    """From when on those who would like company are put in touch: two days before, and on no weekend."""
    on = (local(starts_at, zone) - BEFORE).date()
    if on.weekday() >= SATURDAY:
        on -= timedelta(days=on.weekday() - FRIDAY)
    return instant(on, _MORNING, zone)


def companies(people: Sequence[int], apart: Collection[frozenset[int]]) -> list[tuple[int, ...]]:
    """Two or three each, of people in the order in which they asked; nobody with somebody they are kept apart from.

    Those who suit fewest come first, so that as few as possible are left alone.
    """
    conflicts = {one: sum(one in pair for pair in apart) for one in people}
    waiting = sorted(people, key=lambda one: (-conflicts[one], people.index(one)))
    found: list[tuple[int, ...]] = []
    alone: list[int] = []
    while waiting:
        one = waiting.pop(0)
        other = next((other for other in waiting if frozenset((one, other)) not in apart), None)
        if other is None:
            alone.append(one)
        else:
            waiting.remove(other)
            found.append((one, other))
    for one in alone:
        for index, pair in enumerate(found):
            if len(pair) == PAIR and all(frozenset((one, other)) not in apart for other in pair):
                found[index] = (*pair, one)
                break
    return [tuple(sorted(group, key=people.index)) for group in found]
