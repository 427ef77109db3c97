"""How a program's weeks went, in numbers: totals of a week, shares, change over time, and the channel's summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date

from bot.domain.asks import OpenAsk
from bot.domain.goals import Thanks
from bot.domain.landings import LandingKind

SMALLEST_GROUP = 5  # about fewer people than this nothing is said in percent
WEEKS_COMPARED = 4
TREND_WEEKS = 8  # the closed week and those before it that totals are read for


@dataclass(frozen=True)
class WeekTotal:
    """What the people of a program recorded in one week, Monday to Sunday, by the day it was done on."""

    week_on: date
    acts: int = 0
    people: int = 0  # who recorded at least one act
    new_contacts: int = 0
    goals_set: int = 0
    goals_met: int = 0


@dataclass(frozen=True)
class ActivityCount:
    """How often one activity of the catalogue was done."""

    name: str
    count: int


@dataclass(frozen=True)
class EventsGoneTo:
    """How often somebody said that they went to an event of the week: two people at one event are two. What they took
    back from their log is not in it. `in_person`: of these, at events where people meet in person.
    """

    number: int = 0
    in_person: int = 0


@dataclass(frozen=True)
class GiveAndAsk:
    """What was asked for in a week, by the day it was posted, and the help that was given, by the day on which it was
    done: asks that somebody helped with, each helper once, and things that were shared.
    """

    asks: int = 0
    helps: int = 0
    shared: int = 0


@dataclass(frozen=True)
class Share:
    """`part` of `whole`. `people` is how many people the whole is about, where that is not the whole itself."""

    part: int
    whole: int
    people: int | None = None

    @property
    def percent(self) -> int | None:
        """Whole percent, half rounded up; None where it is about fewer than five people."""
        about = self.whole if self.people is None else self.people
        if about < SMALLEST_GROUP or not self.whole:
            return None
        return (200 * self.part + self.whole) // (2 * self.whole)


@dataclass(frozen=True)
class Change:
    """One measure of the closed week, and its mean over the four weeks before."""

    measure: str  # a field of WeekTotal
    this_week: int
    before: float


@dataclass(frozen=True)
class Summary:
    """What the channel reads about the closed week. People are in it by their own consent alone."""

    program_id: int
    program_name: str
    slack_channel_id: str
    week_on: date
    active: int  # participants whom the week was about
    weeks: tuple[WeekTotal, ...]  # oldest first; the last one is the closed week
    acts_since_start: int
    contacts_since_start: int
    acts: tuple[ActivityCount, ...]  # of the closed week, most first
    groups_met: int  # buddy groups that said in the closed week that they met
    named: tuple[str, ...]  # Slack ids: did something, and agreed to be named
    thanks: tuple[Thanks, ...]
    landed: tuple[tuple[str, LandingKind], ...]  # Slack ids: in the closed week, and agreed that it is told
    seed: int  # chooses among wordings
    events: EventsGoneTo = EventsGoneTo()
    introductions: int = 0  # at companies or to people, that came about in the closed week
    give_and_ask: GiveAndAsk = GiveAndAsk()
    asks: tuple[OpenAsk, ...] = ()  # open ones, by consent of their authors

    @property
    def week(self) -> WeekTotal:
        """The closed week."""
        return self.weeks[-1]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was recorded, nobody helped or was introduced, and nobody said they met."""
        return not (self.week.acts or self.groups_met or self.introductions or self.give_and_ask.helps)

    @property
    def tells_people(self) -> bool:
        """Whether the number of people may be told: fewer than five, or of fewer than five, would point at someone."""
        return min(self.active, self.week.people) >= SMALLEST_GROUP


def changes(weeks: Sequence[WeekTotal]) -> Iterator[Change]:
    """Each measure of the last week against the mean of the four before it; nothing until there are four."""
    before = weeks[-1 - WEEKS_COMPARED : -1]
    if len(before) < WEEKS_COMPARED:
        return
    for measure in (field.name for field in fields(WeekTotal) if field.name != "week_on"):
        yield Change(
            measure=measure,
            this_week=getattr(weeks[-1], measure),
            before=sum(getattr(week, measure) for week in before) / WEEKS_COMPARED,
        )
