"""A person's week: what is offered, set, planned and done. Pure rules, and the values that views are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.domain.asks import MyAsk, OpenAsk
from bot.domain.calendar import DAY_BEGINS, LAST_DAY, WEEK, Rhythm, instant, week_of
from bot.domain.councils import CouncilTime
from bot.domain.events import Event
from bot.domain.follow_ups import FollowUp
from bot.domain.introductions import NOTHING as NOTHING_TO_INTRODUCE
from bot.domain.introductions import OfWeek
from bot.domain.kinds import MessageKind
from bot.domain.mentor_pairs import NO_MENTORING, MyMentoring
from bot.domain.path import PathNow
from bot.domain.presets import SMALL_STEPS
from bot.domain.rounds import MyMeeting

MOST = 20  # of one activity a week
LAST_CALL = time(19, 30)  # the latest own reminder: personal messages end at 20:00
LEAD = timedelta(hours=1)  # a timed plan is told of an hour before
_FIRST_TIMED = time(DAY_BEGINS.hour + 1)


@dataclass(frozen=True)
class Choice:
    """An activity of the catalogue that can be picked. `key` finds it again, whatever an organizer has renamed it."""

    activity_id: int
    activity: str
    key: str = ""  # in a person's week


@dataclass(frozen=True)
class Offer:
    """An activity and a count, offered or told. `with_buddy`: one of them is the meeting with the buddy, of whom the
    person does not know yet if `is_to_come`.
    """

    activity_id: int
    activity: str
    target: int
    with_buddy: bool = False
    is_to_come: bool = False


@dataclass(frozen=True)
class Plan:
    """When and where. `at` is wall time in the member's own zone."""

    on: date | None = None
    at: time | None = None
    place: str = ""


@dataclass(frozen=True)
class GoalNow:
    """A goal of this week as it stands. `met_buddy`: the meeting with the buddy is among what is done."""

    goal_id: int
    activity_id: int
    activity: str
    target: int
    done: int
    plan: Plan
    is_private: bool = False
    met_buddy: bool = False
    is_chat: bool = False  # one prepares for it

    @property
    def is_met(self) -> bool:
        """Whether the count is reached."""
        return self.done >= self.target


@dataclass(frozen=True)
class BuddyGoals:
    """What a buddy plans: activity and count alone, and nothing they keep private."""

    slack_user_id: str
    goals: tuple[Offer, ...]


@dataclass(frozen=True)
class Thanks:
    """A thank-you that its author lets Kith pass on; `slack_user_id` only where the author may be named."""

    text: str
    slack_user_id: str | None


@dataclass(frozen=True)
class JustAdded:
    """An act that was added by one click today, and what was said of it since. `new_contacts` counts them."""

    checkin_id: int
    activity: str
    with_whom: str = ""
    new_contacts: int = 0
    has_follow_up: bool = False
    is_chat: bool = False


@dataclass(frozen=True)
class WeekSection:
    """One program in a person's week.

    `newest` is the id of the participant's newest check-in (0 for none): a click that names it counts once.
    `small_step` is there where last week was a hard one.
    """

    program_id: int
    program: str
    participant_id: int
    activities: tuple[Choice, ...]
    offers: tuple[Offer, ...]
    last_week: tuple[Offer, ...] = ()
    small_step: Offer | None = None
    has_landed: bool = False  # nothing is asked of them in this program
    goals: tuple[GoalNow, ...] = ()
    others: tuple[Offer, ...] = ()  # done without a goal: activity and count
    buddies: tuple[BuddyGoals, ...] = ()
    newest: int = 0
    just_added: JustAdded | None = None  # where the newest check-in is one
    will_try: str = ""  # what they wrote after a meeting of the week before
    is_hard_week: bool = False
    contact_wanted: bool = False
    is_closed: bool = False
    comes_back: bool = False  # from a pause, and has not been welcomed
    asks_advice: bool = False  # for newcomers: it is their third week, and they have not answered
    is_asked: bool = True  # False for somebody who paused, rests or has landed, and while the program is paused
    prompt_line: str = ""  # the program's own first line of the prompt, and of the check-in
    checkin_line: str = ""


@dataclass(frozen=True)
class Week:
    """A person's week across programs. `on` is the day that the message speaks of, `today` the member's own now."""

    member_id: int
    slack_user_id: str
    zone: str
    on: date
    today: date
    sections: tuple[WeekSection, ...]
    follow_ups: tuple[FollowUp, ...] = ()
    thanks: tuple[Thanks, ...] = ()
    path: PathNow | None = None  # of small steps, where they are on one
    meetings: tuple[MyMeeting, ...] = ()  # times with buddies, mentors and mentees that nobody has settled yet
    councils: tuple[CouncilTime, ...] = ()  # times of their councils, of the days before and after
    events: tuple[Event, ...] = ()  # that they go to, or went to and have not said so yet
    introductions: OfWeek = NOTHING_TO_INTRODUCE
    mentoring: MyMentoring = NO_MENTORING
    questions_of_others: tuple[OpenAsk, ...] = ()  # whether they can help with these
    lapsing: tuple[MyAsk, ...] = ()  # what they ask for and is open for a few days more
    hard_lately: int = 0  # of the last four weeks, this one included, how many they called hard; told in a hard one
    questions: tuple[str, ...] = ()  # for the first chat of the day that the message speaks of

    @property
    def meetings_today(self) -> tuple[MyMeeting, ...]:
        """Those of the day that the message speaks of."""
        return tuple(mine for mine in self.meetings if mine.on == self.on)

    @property
    def councils_today(self) -> tuple[CouncilTime, ...]:
        """Those of the day that the message speaks of."""
        return tuple(mine for mine in self.councils if mine.on == self.on)

    @property
    def councils_ahead(self) -> bool:
        """Whether one of that day is still to take place."""
        return any(not mine.met for mine in self.councils_today)

    @property
    def events_today(self) -> tuple[Event, ...]:
        """Those still to come on that day."""
        return tuple(event for event in self.events if event.on == self.on and not event.is_over)

    @property
    def chats_today(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The chats of that day that are still to come: planned goals, and buddy groups that meet."""
        goals = (goal for part in self.sections for goal in part.goals if goal.is_chat and not goal.is_met)
        planned = tuple(goal.goal_id for goal in goals if goal.plan.on == self.on)
        return planned, tuple(mine.group_id for mine in self.meetings_today if mine.group_id)

    @property
    def week_on(self) -> date:
        """The week's Monday."""
        return week_of(self.on)

    @property
    def last_on(self) -> date:
        """The week's Sunday."""
        return self.week_on + LAST_DAY

    @property
    def is_hard(self) -> bool:
        """Whether the person called it a hard week: then nothing more is asked of them."""
        return any(part.is_hard_week for part in self.sections)


def offers(
    defaults: Sequence[Offer], *, coffee_chat: Choice | None, meets_buddy: bool, is_to_come: bool = False
) -> tuple[Offer, ...]:
    """The goals to offer in one click: the defaults; where a buddy is to be met, one coffee chat is with them.
    `is_to_come`: they are not introduced yet.
    """
    if not meets_buddy or coffee_chat is None:
        return tuple(defaults)
    chats = [offer for offer in defaults if offer.activity_id == coffee_chat.activity_id]
    rest = [offer for offer in defaults if offer.activity_id != coffee_chat.activity_id]
    met = chats or [Offer(coffee_chat.activity_id, coffee_chat.activity, 1)]
    return (*(replace(offer, with_buddy=True, is_to_come=is_to_come) for offer in met), *rest)


def small_step(offered: Sequence[Offer], catalogue: Sequence[Choice]) -> Offer | None:
    """One of what takes least: a line to somebody; where the catalogue has none such, the offer with the smallest
    count, the first of equals; None in a week without offers.
    """
    if not offered:
        return None
    by_key = {choice.key: choice for choice in catalogue}
    small = next((by_key[key] for key in SMALL_STEPS if key in by_key), None)
    if small:
        return Offer(small.activity_id, small.activity, 1)
    return replace(min(offered, key=lambda offer: offer.target), target=1)


def carried(plan: Plan, *, today: date) -> Plan:
    """Last week's plan for this week: the same weekday, time and place; without the day if it is over."""
    day = plan.on + WEEK if plan.on else None
    return replace(plan, on=day) if day and day >= today else replace(plan, on=None, at=None)


def days_left(week_on: date, *, today: date) -> list[date]:
    """The days of the week that a plan can fall on: today at the earliest; none once the week is over."""
    return [week_on + timedelta(days=day) for day in range(7) if week_on + timedelta(days=day) >= today]


def closes_at(week_on: date, *, rhythm: Rhythm, zone: str) -> datetime:
    """When the week closes for goals, in the program's zone; check-ins still count afterwards."""
    moment = rhythm[MessageKind.CLOSE]
    return instant(week_on + WEEK + timedelta(days=moment.weekday), moment.at, zone)


def reminder_at(times: Sequence[time | None]) -> time:
    """The wall time of a day's one reminder: an hour before the first plan; 08:00 where anything has no time.

    `times` has one entry at least. Never before 08:00 nor after 19:30.
    """
    timed = [at for at in times if at is not None]
    if len(timed) < len(times):
        return DAY_BEGINS
    earliest = datetime.combine(date.min, max(min(timed), _FIRST_TIMED)) - LEAD
    return min(earliest.time(), LAST_CALL)
