"""A report over any dates: a program in numbers that organizers hand on. Pure values and rules.

Who joined and who left is counted by the days asked for. Everything that members keep to themselves is counted by whole
weeks, those that the days lie in, so that no choice of dates says what one person did on a day. What is about fewer
than five people is told in total alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from bot.domain.calendar import LAST_DAY, WEEK, instant, is_plausible, week_of
from bot.domain.errors import InvalidInputError
from bot.domain.figures import NO_COUNCILS, NO_GROUPS, NO_LANDINGS, CouncilFigures, IntroducedGroups, Landings, landings
from bot.domain.landings import LandingKind, Shared, SharedTrail, Source
from bot.domain.mentor_figures import NO_PAIRS, PairFigures
from bot.domain.progress import SMALLEST_GROUP, ActivityCount
from bot.domain.states import ParticipantState, Role

_EVER = datetime.min.replace(tzinfo=UTC)
Key = TypeVar("Key")
Landed = tuple[LandingKind, Source, int | None, Shared | None]  # as `figures.landings` reads it


class Exit(StrEnum):
    """Why somebody is no longer in the search with the others: what came first."""

    LANDED = "landed"
    LEFT = "left"
    ACCOUNT_CLOSED = "account_closed"  # in Slack


@dataclass(frozen=True)
class Period:
    """The days asked for, and the weeks they lie in (Mondays), as far as the program had begun and not ended.

    `from_start`: from the program's first day on; what was before that day counts in its first week.
    """

    from_on: date
    until_on: date
    weeks: tuple[date, ...]
    zone: str
    from_start: bool = False

    @property
    def last_on(self) -> date:
        """The last day of its weeks."""
        return self.weeks[-1] + LAST_DAY

    def days(self) -> tuple[datetime, datetime]:
        """From this instant on, until before that one: the days asked for."""
        return self._between(self.from_on, self.until_on)

    def whole_weeks(self) -> tuple[datetime, datetime]:
        """The same of its weeks."""
        return self._between(self.weeks[0], self.last_on)

    def week_ends(self) -> list[datetime]:
        """When each of its weeks but the last is over. `bisect_right` of an instant is the number of its week."""
        return [instant(monday, time(0), self.zone) for monday in self.weeks[1:]]

    def _between(self, first: date, last: date) -> tuple[datetime, datetime]:
        begins = _EVER if self.from_start else instant(first, time(0), self.zone)
        return begins, instant(last + timedelta(days=1), time(0), self.zone)


def period(from_on: date, until_on: date, *, starts_on: date, last_on: date, zone: str) -> Period:
    """The period of a program that started on `starts_on` and whose last day so far is `last_on`.

    Raises InvalidInputError (`from_on`, `until_on`) for days that are the wrong way round, or still to come.
    """
    if not is_plausible(from_on) or from_on > last_on:
        raise InvalidInputError("from_on", f"Choose a first day that is not after {last_on.isoformat()}.")
    if not is_plausible(until_on) or until_on < from_on:
        raise InvalidInputError("until_on", "Choose a last day that is not before the first.")
    last = week_of(min(until_on, last_on))
    first = min(max(week_of(from_on), week_of(starts_on)), last)
    weeks = tuple(first + index * WEEK for index in range((last - first).days // 7 + 1))
    return Period(from_on, until_on, weeks, zone, from_start=from_on <= starts_on)


def suggested(first: date, last: date) -> dict[str, tuple[date, date]]:
    """Periods that are often asked for, of a program's first day and its last so far: all of it, the last month that
    is over and the last quarter that is over, as far as the program was there.
    """
    this_month = last.replace(day=1)
    ends = {"month": this_month - timedelta(days=1), "quarter": _quarter(last) - timedelta(days=1)}
    begins = {"month": ends["month"].replace(day=1), "quarter": _quarter(ends["quarter"])}
    found = {key: (begins[key], ends[key]) for key in ends if ends[key] >= first}
    return {"all": (first, last), **found}


def _quarter(on: date) -> date:
    return on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1)


class Stay(NamedTuple):  # a plain tuple: a report makes ten thousand
    """One person's time in a program: the last time they joined, and what became of it.

    `left_at`: they left, or their account was closed. `exit`: why they are no longer in the search, and since when.
    """

    state: ParticipantState
    joined_at: datetime
    left_at: datetime | None
    is_closed: bool  # the account
    is_mentor: bool
    exit: tuple[Exit, datetime] | None
    landing: Landed | None

    @staticmethod
    def stored(
        state: ParticipantState,
        joined_at: datetime,
        state_changed_at: datetime,
        role: Role,
        closed_at: datetime | None,
        landed_at: datetime | None,
        *landing: Any,
    ) -> Stay:
        """Read from what is stored of a participant, their account and their landing, which stays if they come back."""
        is_over = state is ParticipantState.LANDED or (state is ParticipantState.LEFT and landed_at is not None)
        has_landed = is_over and (landed_at is None or landed_at >= joined_at)
        has_left = state is ParticipantState.LEFT
        left_at = state_changed_at if has_left else closed_at
        exit_ = None if left_at is None else (Exit.LEFT if has_left else Exit.ACCOUNT_CLOSED, left_at)
        if has_landed:  # their search is over, and has not begun again
            over_at = landed_at or state_changed_at
            if left_at is None or over_at <= left_at:
                exit_ = (Exit.LANDED, over_at)
        return Stay(
            state=state,
            joined_at=joined_at,
            left_at=left_at,
            is_closed=closed_at is not None,
            is_mentor=role is Role.MENTOR,
            exit=exit_,
            landing=landing if has_landed and landed_at else None,
        )

    def is_served(self, begins: datetime, ends: datetime) -> bool:
        """Whether they were in the search at any time between."""
        gone = self.exit
        return self.joined_at < ends and (gone is None or gone[1] >= begins)


@dataclass(frozen=True)
class Participation:
    """Who took part. `carried_over + joined - exits` are in the search at the end of the period; with those who landed
    and stay as alumni they are the `participants`, whose `states` are of the day the report is made.
    """

    carried_over: int = 0
    joined: int = 0
    exits: int = 0
    reasons: Mapping[Exit, int] = field(default_factory=dict)  # from five exits on
    participants: int = 0
    states: Mapping[ParticipantState, int] = field(default_factory=dict)  # from five participants on

    @property
    def served(self) -> int:
        """Everybody who was in the search at any time of the period."""
        return self.carried_over + self.joined

    @property
    def in_search(self) -> int:
        """Those of them who still were at its end."""
        return self.served - self.exits


@dataclass(frozen=True)
class Outcomes:
    """What is known, on the day of the report, of what became of everybody served; mentors who never landed here are
    not among them. `landings` says what it ended in.
    """

    landings: Landings = NO_LANDINGS
    seeking: int = 0
    unknown: int = 0

    @property
    def number(self) -> int:
        """All of them."""
        return self.known + self.unknown

    @property
    def known(self) -> int:
        """Of how many it is known."""
        return self.landings.total + self.seeking


@dataclass(frozen=True)
class ReportWeek:
    """One week of the period. `joined`, `exits` and `in_search` (at its end) by the days asked for."""

    week_on: date
    joined: int = 0
    exits: int = 0
    in_search: int = 0
    people: int = 0  # who recorded at least one act
    acts: int = 0
    new_contacts: int = 0
    goals_set: int = 0
    goals_met: int = 0
    events: int = 0
    introductions: int = 0
    asks: int = 0
    helps: int = 0
    shared: int = 0
    landings: int = 0


@dataclass(frozen=True)
class Report:
    """A program over a period. Groups are those of the rounds that the weeks lie in; councils and mentor pairs those
    that there were in these weeks.
    """

    program_id: int
    program_name: str
    made_on: date
    period: Period
    weeks: tuple[ReportWeek, ...]
    participation: Participation = Participation()
    outcomes: Outcomes = Outcomes()
    rounds: int = 0
    groups: IntroducedGroups = NO_GROUPS
    councils: CouncilFigures = NO_COUNCILS
    mentor_pairs: PairFigures = NO_PAIRS
    people: int = 0  # who recorded at least one act
    acts: tuple[ActivityCount, ...] = ()  # from five such people on
    events_in_person: int | None = None  # visits; None where fewer than five people went
    landings: Landings = NO_LANDINGS
    stories: tuple[SharedTrail, ...] = ()  # that were passed on, without a name

    def total(self, figure: str) -> int:
        """The sum of a figure of `ReportWeek` over all weeks."""
        return sum(getattr(week, figure) for week in self.weeks)


def participation(stays: Iterable[Stay], of: Period) -> tuple[Participation, list[tuple[int, int, int]]]:
    """Who took part in the period; and of each of its weeks how many joined, exits, and who was in the search."""
    begins, ends, week_ends = *of.days(), of.week_ends()
    joined, exits, reasons, states = Counter[int](), Counter[int](), Counter[Exit](), Counter[ParticipantState]()
    carried_over = 0
    for stay in stays:
        if stay.joined_at >= ends:
            continue
        if stay.left_at is None or stay.left_at >= ends:
            states[ParticipantState.LEFT if stay.is_closed else stay.state] += 1
        if not stay.is_served(begins, ends):
            continue
        gone = stay.exit
        if stay.joined_at < begins:
            carried_over += 1
        else:
            joined[bisect_right(week_ends, stay.joined_at)] += 1
        if gone is not None and gone[1] < ends:
            exits[bisect_right(week_ends, gone[1])] += 1
            reasons[gone[0]] += 1
    found = Participation(
        carried_over=carried_over,
        joined=joined.total(),
        exits=exits.total(),
        reasons=told(reasons, reasons.total()),
        participants=states.total(),
        states=told(states, states.total()),
    )
    return found, _series(carried_over, joined, exits, len(of.weeks))


def outcomes(stays: Iterable[Stay], of: Period) -> Outcomes:
    """What became of everybody served in the period, as far as they said."""
    begins, ends = of.days()
    served = [stay for stay in stays if stay.is_served(begins, ends)]
    landed = [stay.landing for stay in served if stay.landing is not None]
    open_ = [stay for stay in served if stay.landing is None and not stay.is_mentor]
    seeking = sum(stay.state is ParticipantState.ACTIVE and not stay.is_closed for stay in open_)
    return Outcomes(landings(landed), seeking, len(open_) - seeking)


def told(split: Mapping[Key, int], people: int) -> Mapping[Key, int]:
    """The split, where it is about five people or more; else nothing, and the total alone is told."""
    return split if people >= SMALLEST_GROUP else {}


def _series(there: int, joined: Mapping[int, int], exits: Mapping[int, int], weeks: int) -> list[tuple[int, int, int]]:
    found = []
    for index in range(weeks):
        there += joined[index] - exits[index]
        found.append((joined[index], exits[index], there))
    return found
