"""What a program will send in the weeks to come, said ahead by the rules that then send it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import OFFICE_OPENS, WEEK, Due, ProgramDates, dues, instant, local, preview_at, week_of
from bot.domain.councils import TOLD_AT, InTime, readings
from bot.domain.goals import Choice, Offer
from bot.domain.kinds import BY_CALENDAR, SATURDAY, MessageKind
from bot.domain.own_texts import OwnTexts
from bot.domain.presets import OfferWeeks
from bot.domain.programs import ProgramNews
from bot.domain.working_days import end_of_round, last_day_that_counts, weeks_that_run

FEW = 3  # fewer than these have joined: organizers are told
FEW_AHEAD = timedelta(days=5)  # of a round
CLOSING_FROM = time(12)  # what can wait comes in the afternoon
_DAY = timedelta(days=1)


class Ahead(StrEnum):
    """What is said ahead; the order is that of one moment."""

    BREAK = "break"
    PREVIEW = "preview"
    COUNCILS_PREVIEW = "councils_preview"
    INTRODUCTIONS = "introductions"
    COUNCILS = "councils"
    COUNCIL_MEETINGS = "council_meetings"
    PROMPT = "prompt"
    REMINDERS = "reminders"
    SUMMARY = "summary"
    DIGEST = "digest"
    NUDGE = "nudge"
    FEW_JOINED = "few_joined"
    CHECKIN = "checkin"
    END = "end"
    LAST_REPORTS = "last_reports"
    CLOSING = "closing"


class To(StrEnum):
    """Who reads it."""

    NOBODY = "nobody"
    PEOPLE = "people"
    CHANNEL = "channel"
    ORGANIZERS = "organizers"
    DIGEST_CHANNEL = "digest_channel"


@dataclass(frozen=True)
class RoundAhead:
    """A round that runs or will: its number, from Monday to Sunday, and when it begins (UTC)."""

    number: int
    starts_on: date
    ends_on: date
    begins_at: datetime | None = None  # None once it runs


@dataclass(frozen=True)
class Moment:
    """Something that will go out on a day. `number`: to how many people, None where that shows only then. `week`: which
    week of its round, and of how many.
    """

    kind: Ahead
    on: date
    to: To
    at: time | None = None
    number: int | None = None
    until_on: date | None = None
    week: tuple[RoundAhead, int, int] | None = None


@dataclass(frozen=True)
class CouncilsAhead:
    """A program's councils. `shown_at`: when organizers see them first, where that is still to come."""

    every_weeks: int
    councils: tuple[InTime, ...]
    shown_at: datetime | None = None


@dataclass(frozen=True)
class People:
    """How many there are on a day, as far as it is known now.

    `back` are those who come back from a pause, by day; `hard`: those who are in a hard week in the week of that
    Monday; `introduced`: by the number of a round, whom it would introduce.
    """

    active: int
    reachable: int  # of those, who can be written to
    back: Mapping[date, int]
    hard: Mapping[date, int]
    introduced: Mapping[int, int]
    planned: Mapping[date, int]  # who has something planned for that day so far
    organizers: int
    in_digest_channel: bool
    councils: CouncilsAhead | None = None

    def on(self, day: date) -> int:
        """Who is written to on this day."""
        came_back = sum(number for since, number in self.back.items() if since <= day)
        return self.reachable + came_back - self.hard.get(week_of(day), 0)


@dataclass(frozen=True)
class Frame:
    """What the calendar needs to know of a program besides its dates."""

    round_weeks: int
    next_number: int
    last_round: int | None
    preview_hours: int
    buddy_rounds: bool
    is_proposed: bool  # organizers have seen the next round
    running: RoundAhead | None


@dataclass(frozen=True)
class Sample:
    """What messages are drawn of that are shown ahead: the program's settings, and nobody's words."""

    news: ProgramNews
    zone: str
    texts: OwnTexts
    choices: tuple[Choice, ...]
    defaults: tuple[tuple[Offer, OfferWeeks], ...]
    councils_every: int = 1  # weeks


def rounds_ahead(dates: ProgramDates, frame: Frame, *, now: datetime, until: datetime) -> list[RoundAhead]:
    """The rounds that begin in that time."""
    found: list[RoundAhead] = []
    following, number = dates, frame.next_number
    while due := next(dues(MessageKind.ROUND, following, zones=(), after=now, until=until), None):
        ends_on = end_of_round(week_of(due.local_on), frame.round_weeks, dates.breaks)
        found.append(RoundAhead(number, due.local_on, ends_on, due.due_at))
        following = replace(following, next_round_on=ends_on + _DAY, last_on=_last_on(following, frame, found[-1]))
        number += 1
    return found


def _last_on(dates: ProgramDates, frame: Frame, one: RoundAhead) -> date | None:
    """The program's last day once this round runs."""
    if frame.last_round is not None and one.number >= frame.last_round:
        return last_day_that_counts(one.ends_on, dates.breaks)
    return dates.last_on


def ahead(dates: ProgramDates, frame: Frame, people: People, *, now: datetime, until: datetime) -> list[Moment]:
    """All moments from now on, in the order in which they come."""
    rounds = rounds_ahead(dates, frame, now=now, until=until)
    for one in rounds:
        dates = replace(dates, last_on=_last_on(dates, frame, one))
    today = local(now, dates.zone).date()
    found = [
        *_breaks(dates, today=today, until_on=until.date()),
        *_begin(dates, frame, people, rounds, now=now),
        *_weekly(dates, frame, people, rounds, now=now, until=until),
        *_planned(people, today=today, until_on=until.date()),
        *_councils(dates, people, now=now, until=until),
        *_end(dates, people, now=now, until=until),
    ]
    order = list(Ahead)
    return sorted(found, key=lambda one: (one.on, one.at or time.min, order.index(one.kind)))


def _breaks(dates: ProgramDates, *, today: date, until_on: date) -> Iterator[Moment]:
    for first, last in dates.breaks:
        if last >= today and first <= until_on:
            yield Moment(Ahead.BREAK, max(first, today), To.NOBODY, until_on=last)


def _begin(
    dates: ProgramDates, frame: Frame, people: People, rounds: Sequence[RoundAhead], *, now: datetime
) -> Iterator[Moment]:
    if not frame.buddy_rounds:
        return
    for place, one in enumerate(rounds):
        if one.begins_at is None:
            continue
        at, number = dates.rhythm[MessageKind.ROUND].at, people.introduced.get(one.number, 0)
        week = (one, 1, frame.round_weeks)
        yield Moment(Ahead.INTRODUCTIONS, one.starts_on, To.PEOPLE, at, number, week=week)
        shown_at = preview_at(one.begins_at, frame.preview_hours, dates)
        is_shown = place == 0 and frame.is_proposed
        if frame.preview_hours and not is_shown and shown_at > now:
            there = local(shown_at, dates.zone)
            yield Moment(Ahead.PREVIEW, there.date(), To.ORGANIZERS, there.time(), people.organizers)


def _weekly(
    dates: ProgramDates, frame: Frame, people: People, rounds: Sequence[RoundAhead], *, now: datetime, until: datetime
) -> Iterator[Moment]:
    digest = To.DIGEST_CHANNEL if people.in_digest_channel else To.ORGANIZERS
    for kind, to in (
        (MessageKind.PROMPT, To.PEOPLE),
        (MessageKind.NUDGE, To.PEOPLE),
        (MessageKind.CHECKIN, To.PEOPLE),
        (MessageKind.SUMMARY, To.CHANNEL),
        (MessageKind.DIGEST, digest),
        (MessageKind.FEW_JOINED, To.ORGANIZERS),
    ):
        is_personal = BY_CALENDAR[kind].is_personal
        for due in dues(kind, dates, zones=[dates.zone], after=now, until=until):
            if kind is MessageKind.FEW_JOINED and not _is_few(due, people, rounds):
                continue
            number = people.on(due.local_on) if to is To.PEOPLE else people.organizers
            yield Moment(
                Ahead(kind.value),
                due.local_on,
                to,
                dates.rhythm[kind].at,
                None if kind is MessageKind.NUDGE or to in (To.CHANNEL, To.DIGEST_CHANNEL) else number,
                week=_week(dates, frame, rounds, due.local_on) if is_personal else None,
            )


def _is_few(due: Due, people: People, rounds: Sequence[RoundAhead]) -> bool:
    coming = [one for one in rounds if one.begins_at and due.due_at < one.begins_at <= due.due_at + FEW_AHEAD]
    back = sum(number for since, number in people.back.items() if since <= due.local_on)
    return bool(coming) and people.active + back < FEW


def _week(
    dates: ProgramDates, frame: Frame, rounds: Sequence[RoundAhead], on: date
) -> tuple[RoundAhead, int, int] | None:
    """Which week of its round the day is in."""
    there = [*([frame.running] if frame.running else []), *rounds]
    one = next((one for one in there if week_of(one.starts_on) <= on <= one.ends_on), None)
    if one is None:
        return None
    first = week_of(one.starts_on)
    week, weeks = (weeks_that_run(first, until, dates.breaks) for until in (week_of(on), one.ends_on))
    return one, max(week, 1), max(weeks, 1)


def _planned(people: People, *, today: date, until_on: date) -> Iterator[Moment]:
    for day, number in people.planned.items():
        if today <= day <= until_on:
            yield Moment(Ahead.REMINDERS, day, To.PEOPLE, None, number)


def _councils(dates: ProgramDates, people: People, *, now: datetime, until: datetime) -> Iterator[Moment]:
    if people.councils is None:
        return
    zone, councils = dates.zone, people.councils
    if councils.shown_at and now < councils.shown_at <= until:
        there = local(councils.shown_at, zone)
        yield Moment(Ahead.COUNCILS_PREVIEW, there.date(), To.ORGANIZERS, there.time(), people.organizers)
    introduced, told = Counter[date](), Counter[date]()
    for one in councils.councils:
        if one.introduce_at and now < one.introduce_at <= until:
            introduced[local(one.introduce_at, zone).date()] += one.people
        every, last_on = councils.every_weeks, dates.last_on
        for at in readings(one, every, zone, dates.breaks, last_on=last_on, now=now, until=until):
            told[local(at, zone).date()] += one.people
    for kind, days in ((Ahead.COUNCILS, introduced), (Ahead.COUNCIL_MEETINGS, told)):
        for day, number in days.items():
            yield Moment(kind, day, To.PEOPLE, TOLD_AT, number)


def _end(dates: ProgramDates, people: People, *, now: datetime, until: datetime) -> Iterator[Moment]:
    """On the first working day after the last one."""
    if dates.last_on is None:
        return
    on = dates.last_on + _DAY
    while on.weekday() >= SATURDAY or dates.is_break(on):
        on += _DAY
    at = instant(on, OFFICE_OPENS, dates.zone)
    if now < at <= until:
        reports = To.DIGEST_CHANNEL if people.in_digest_channel else To.ORGANIZERS
        number = None if people.in_digest_channel else people.organizers
        yield Moment(Ahead.END, on, To.CHANNEL, OFFICE_OPENS)
        yield Moment(Ahead.LAST_REPORTS, on, reports, OFFICE_OPENS, number)
        yield Moment(Ahead.CLOSING, on, To.PEOPLE, CLOSING_FROM, people.on(on))


def horizon(now: datetime, *, weeks: int) -> datetime:
    """How far ahead is said."""
    return now + weeks * WEEK
