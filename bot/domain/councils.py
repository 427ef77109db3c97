"""Councils: the same four to six people for the whole programme. Their rhythm, who facilitates, the hour they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.calendar import WEEK, instant, local, week_of
from bot.domain.kinds import FRIDAY, THURSDAY
from bot.domain.rounds import Agreed, Buddy, Reason, WithoutBuddy, next_proposer
from bot.domain.slots import Slots
from bot.domain.states import MeetingOutcome
from bot.domain.working_days import Breaks, is_break, next_running, working_days

FEWEST = 3  # people; a council of fewer goes on in another
LENGTH = timedelta(minutes=60)  # of a meeting
ARRIVE, CLOSE, LONGEST_TURN = 5, 5, 12  # minutes
NOTICE = timedelta(hours=15)  # several people are not asked to meet on the same day
TOLD_AT = time(10)  # the message about a meeting, by the program's clock
# Days on which a message about a meeting goes out: neither the one of the prompt nor that of the check-in
_TELLING = (1, 2, THURSDAY)
SHOWN_BEFORE = timedelta(days=5)  # organizers see the councils on the Thursday before they are introduced
INTRODUCED_ON = timedelta(days=1)  # on Tuesday: Monday belongs to the prompt and to buddies
ENOUGH_NOTICE = timedelta(hours=1)  # a time that is sooner is not announced any more: the council finds another
MOST_AHEAD = 60  # weeks that are looked through for the next meeting


@dataclass(frozen=True)
class Agenda:
    """The hour of a meeting, in minutes."""

    arrive: int
    turn: int
    people: int
    close: int

    @property
    def minutes(self) -> int:
        """All of it."""
        return self.arrive + self.turn * self.people + self.close


@dataclass(frozen=True)
class Line:
    """What somebody set out to try."""

    slack_user_id: str
    will_try: str


@dataclass(frozen=True)
class Meeting:
    """A meeting of a council."""

    meeting_id: int
    number: int
    week_on: date
    facilitator_id: int | None = None  # a participant
    agreed: Agreed | None = None  # the time and place it has
    outcome: MeetingOutcome | None = None

    @property
    def met(self) -> bool:
        """Whether somebody said that it took place."""
        return self.outcome is MeetingOutcome.MET


@dataclass(frozen=True)
class Gathering:
    """A council as its people read of it: who they are, why, and the meeting that the message is about.

    `asks`: what each asks the program for, by participant. `lines`: what was to be tried since the last meeting.
    `changed`: who is in it changed a little since they last read so. `newcomers`: participants who are new to it.
    """

    council_id: int
    program_id: int
    program_name: str
    people: tuple[Buddy, ...]
    reasons: tuple[Reason, ...]
    meeting: Meeting | None
    slots: Slots
    every_weeks: int
    has_lines: bool
    asks: Mapping[int, tuple[str, ...]]
    lines: tuple[Line, ...] = ()
    unsettled: int | None = None  # the meeting before, of which nobody has said what became
    changed: bool = False
    newcomers: tuple[int, ...] = ()
    is_first: bool = False  # nobody of it was introduced before


@dataclass(frozen=True)
class CouncilTime:
    """An agreed time of a member's council, before it and after; `zone` is their own, `others` are Slack user ids."""

    meeting_id: int
    others: tuple[str, ...]
    starts_at: datetime  # UTC
    place: str
    zone: str
    facilitates: bool = False
    met: bool = False  # somebody said that it took place
    was_there: bool = False  # the member said that they were

    @property
    def on(self) -> date:
        """The member's own day on which it is."""
        return local(self.starts_at, self.zone).date()


@dataclass(frozen=True)
class MyCouncil:
    """A member's council in one program, for App Home; or that they wait for one. `mine_id`: their participant."""

    program_id: int
    program_name: str
    mine_id: int
    zone: str
    gathering: Gathering | None = None
    introduce_on: date | None = None  # councils are still to be introduced
    waits: bool = False
    my_line: str = ""
    was_there: bool = False


@dataclass(frozen=True)
class ProposedCouncil:
    """A council as it is proposed, or as it stands, to organizers."""

    council_id: int
    number: int
    people: tuple[Buddy, ...]
    reasons: tuple[Reason, ...] = ()
    is_locked: bool = False
    meetings: int = 0  # of which it read, beside the one to come
    met: int = 0
    silent: int = 0  # of these: nobody has said anything
    is_introduced: bool = False


@dataclass(frozen=True)
class CouncilList:
    """A program's councils, proposed or under way, for its organizers. They go out by themselves at `starts_at`."""

    program_id: int
    program_name: str
    zone: str
    starts_at: datetime
    launched: bool
    councils: tuple[ProposedCouncil, ...]
    without: tuple[WithoutBuddy, ...]


def agenda(people: int) -> Agenda:
    """An hour for so many people: as much time for each, and a few minutes before and after."""
    turn = min(LONGEST_TURN, (60 - ARRIVE - CLOSE) // max(people, 1))
    return Agenda(ARRIVE, turn, people, CLOSE)


def next_facilitator(
    present: Sequence[int], *, newcomers: Sequence[int] = (), before: Sequence[int | None], seed: int
) -> int:
    """Who facilitates: whoever did so least often; if others can, nobody twice in a row or at their first meeting.

    `before`: the facilitators of the meetings so far, in order.
    """
    last = before[-1] if before else None
    able = [one for one in present if one not in newcomers] or list(present)
    able = [one for one in able if one != last] or able
    return next_proposer(able, times=Counter(one for one in before if one is not None), seed=seed)


def next_week(after: date, every_weeks: int, breaks: Breaks, *, at_least: date) -> date:
    """The Monday of the next meeting's week: by the rhythm, not before `at_least`'s, in a week that runs."""
    week_on = next_running(after + every_weeks * WEEK, breaks)
    while week_on < week_of(at_least):
        week_on = next_running(week_on + every_weeks * WEEK, breaks)
    return week_on


def planned(last: datetime | None, week_on: date, zone: str, breaks: Breaks) -> datetime | None:
    """When a council meets in that week: on the weekday and at the wall time of its last time, but on no break day."""
    if last is None:
        return None
    there = local(last, zone)
    on = week_on + timedelta(days=there.weekday())
    return None if is_break(on, breaks) or there.weekday() > FRIDAY else instant(on, there.time(), zone)


def told_on(week_on: date, starts_at: datetime | None, zone: str, breaks: Breaks) -> date:
    """The day on which a council reads of its meeting: a Tuesday, Wednesday or Thursday, the last before the meeting;
    early in the week where it has no time yet.
    """
    if starts_at is None:
        days = [day for day in working_days(week_on, breaks) if day.weekday() in _TELLING]
        return days[0] if days else week_on + INTRODUCED_ON
    on = local(starts_at, zone).date() - timedelta(days=1)
    while on.weekday() not in _TELLING or is_break(on, breaks):
        if local(starts_at, zone).date() - on > WEEK:
            return week_on
        on -= timedelta(days=1)
    return on


def told_at(week_on: date, starts_at: datetime | None, zone: str, breaks: Breaks) -> datetime:
    """The moment of `told_on`."""
    return instant(told_on(week_on, starts_at, zone, breaks), TOLD_AT, zone)


def next_told(
    week_on: date, usual: datetime | None, every_weeks: int, zone: str, breaks: Breaks, *, now: datetime
) -> tuple[date, datetime] | None:
    """After the meeting of that week: the week of the next one, and when a council reads of it. `usual`: the last time
    that it had.
    """
    today = local(now, zone).date()
    for _ in range(MOST_AHEAD):
        week_on = next_week(week_on, every_weeks, breaks, at_least=today)
        at = told_at(week_on, planned(usual, week_on, zone, breaks), zone, breaks)
        if at > now:
            return week_on, at
    return None


def next_meeting(
    told: datetime, usual: datetime | None, zone: str, breaks: Breaks, *, now: datetime
) -> tuple[date, datetime | None]:
    """The week of the meeting that a council reads of at `told`, and its time: the usual one, where there is notice.

    The message may come in the week before a Monday's meeting.
    """
    week_on = week_of(local(told, zone).date())
    times = (planned(usual, week_on + ahead, zone, breaks) for ahead in (timedelta(), WEEK))
    starts_at = next((at for at in times if at and at > now + ENOUGH_NOTICE), None)
    return (week_of(local(starts_at, zone).date()) if starts_at else week_on), starts_at


@dataclass(frozen=True)
class InTime:
    """Where a council is in time. `introduce_at`: it, or somebody new to it, is still to be introduced."""

    people: int  # who are there now
    week_on: date  # of its last meeting, or the first one to come
    usual: datetime | None = None
    introduce_at: datetime | None = None
    next_at: datetime | None = None  # when it reads of the next meeting


def readings(
    one: InTime, every_weeks: int, zone: str, breaks: Breaks, *, last_on: date | None, now: datetime, until: datetime
) -> Iterator[datetime]:
    """When the council will read of each meeting until then, by the rules that tell it."""
    week_on, at = one.week_on, one.next_at
    if at is None and one.introduce_at is not None:
        following = next_told(week_on, None, every_weeks, zone, breaks, now=one.introduce_at)
        at = following[1] if following else None
    while at is not None and at <= until:
        week_on = max(next_meeting(at, one.usual, zone, breaks, now=at)[0], week_on)
        if last_on and week_on > last_on:
            return
        if at > now:
            yield at
        following = next_told(week_on, one.usual, every_weeks, zone, breaks, now=at)
        at = following[1] if following else None


def introduced_at(starts_on: date, zone: str) -> datetime:
    """When councils are introduced by themselves."""
    return instant(starts_on + INTRODUCED_ON, TOLD_AT, zone)


def shown_at(starts_on: date, zone: str) -> datetime:
    """When their organizers see them first."""
    return instant(starts_on + INTRODUCED_ON - SHOWN_BEFORE, TOLD_AT, zone)
