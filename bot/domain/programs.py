"""A program as values: what its organizers see and may change, and the rules for what they enter.

A check raises InvalidInputError with the name of the form's field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.calendar import DAY_BEGINS, DAY_ENDS, WEEK, Rhythm, week_of
from bot.domain.council_settings import CouncilState
from bot.domain.errors import InvalidInputError
from bot.domain.holidays import Holiday
from bot.domain.kinds import BY_CALENDAR, SATURDAY, MessageKind
from bot.domain.mentor_figures import NO_PAIRS, PairFigures
from bot.domain.own_texts import LIMITS, NO_TEXTS, OwnTexts, TextKind, as_slack_counts, checked
from bot.domain.presets import OfferWeeks
from bot.domain.states import Joining, OddOne, ProgramState
from bot.domain.zones import check_zone

LONGEST_PREVIEW = 24  # hours before a round
MOST_MENTEES = 3  # that one mentor may have at the same time
MENTOR_WEEKS = 8  # that a mentor pair lasts, if the organizers choose nothing else
SHORTEST_PAIR, LONGEST_PAIR = 2, 26  # weeks
LONGEST_NAME, LONGEST_ACTIVITY, MOST_ACTIVITIES = 80, 60, 15
LONGEST_CONDUCT = 1500
MOST_ROUNDS = 52
MOST_TARGET, MOST_A_WEEK = 7, 10  # of one activity, and of all, that are offered in one week
MOST_COMMON_HALF_HOURS = 16
FIRST_DAY_WITHIN = timedelta(days=366)

# The label of each mix of weights in `domain.pairing`, by the name that programs.weights stores.
MIXES: Mapping[str, str] = {
    "balanced": "A bit of everything",
    "new_circles": "Out of one's own circle",
    "mutual_help": "Who can help whom",
    "easy_to_meet": "Easy to meet in person",
}

# Who is matched with whom by their circles, by what programs.circle_rule stores; the word after the colon is pairing's.
CIRCLE_RULES: Mapping[str, str] = {
    "": "Anybody with anybody",
    "across:school": "Only people of different schools",
    "across:employer": "Only people of different employers",
    "across:field": "Only people of different fields",
    "across:city": "Only people of different cities",
    "within:school": "Only people of one school",
    "within:employer": "Only people of one employer",
    "within:field": "Only people of one field",
    "within:city": "Only people of one city",
}

# The kinds whose moment an organizer may move, and those that cannot be off: to stop rounds, pause the program.
MOVABLE = tuple(kind for kind, weekly in BY_CALENDAR.items() if weekly.label)
ALWAYS_ON = frozenset(kind for kind, weekly in BY_CALENDAR.items() if not weekly.can_be_off)


class StopReason(StrEnum):
    """Why a program is paused or has ended; stored in programs.state_reason."""

    BY_ORGANIZER = "by_organizer"
    BOT_REMOVED = "bot_removed"
    ARCHIVED = "archived"
    DELETED = "deleted"
    AS_PLANNED = "as_planned"


@dataclass(frozen=True)
class Break:
    """Days without messages, both ends included."""

    from_on: date
    until_on: date


@dataclass(frozen=True)
class Basics:
    """Name, zone and the rules of rounds. `starts_on` is a Monday; it cannot change after the first round.

    `min_common_half_hours` is how many half hours a day the working hours of two buddies must share, or None for
    what suits the people there are; `lowers_hours`: fewer are enough for somebody who would have no buddy.
    """

    name: str
    zone: str
    starts_on: date
    round_weeks: int
    group_size: int
    odd_one: OddOne
    in_person: bool
    weights: str
    min_common_half_hours: int | None
    preview_hours: int
    has_mentors: bool = False
    mentor_weeks: int = MENTOR_WEEKS
    lowers_hours: bool = True
    circle_rule: str = ""

    def check(self) -> None:
        """Raises InvalidInputError for the first field that cannot be used."""
        _require(0 < len(self.name) <= LONGEST_NAME, "name", f"Write a name of 1 to {LONGEST_NAME} characters.")
        check_zone(self.zone)
        _require(self.starts_on.weekday() == 0, "starts_on", "Weeks begin on Mondays: choose a Monday.")
        _require(1 <= self.round_weeks <= 12, "round_weeks", "A round has 1 to 12 weeks.")
        _require(2 <= self.group_size <= 4, "group_size", "A buddy group has 2 to 4 people.")
        _require(self.weights in MIXES, "weights", "Choose one of the mixes.")
        _require(self.circle_rule in CIRCLE_RULES, "circle_rule", "Choose one of the list.")
        _require(
            0 <= (self.min_common_half_hours or 0) <= MOST_COMMON_HALF_HOURS,
            "min_common_half_hours",
            "Choose between none and eight hours.",
        )
        _require(0 <= self.preview_hours <= LONGEST_PREVIEW, "preview_hours", "Choose 0 to 24 hours.")
        pair = SHORTEST_PAIR <= self.mentor_weeks <= LONGEST_PAIR
        _require(pair, "mentor_weeks", f"Choose {SHORTEST_PAIR} to {LONGEST_PAIR} weeks.")


def circle_of(rule: str) -> tuple[str, bool]:
    """The circle of such a rule, empty for none, and whether people are matched within it."""
    where, _, kind = (rule if rule in CIRCLE_RULES else "").partition(":")
    return kind, where == "within"


@dataclass(frozen=True)
class Ending:
    """When a program ends by itself, if at all: after a day or after a round. `word`: its own closing word, or ''."""

    ends_on: date | None = None
    last_round: int | None = None
    word: str = ""

    def check(self, *, today: date, has_rounds: bool) -> None:
        """Raises InvalidInputError for what cannot be used; a number of rounds where there are none is that."""
        _require(self.last_round is None or 1 <= self.last_round <= MOST_ROUNDS, "ends", "Choose one of the list.")
        words = "People meet in councils here, not in rounds: choose a day, or end it yourself."
        _require(self.last_round is None or has_rounds, "ends", words)
        if self.ends_on is not None:
            words = f"Choose a day from {today:%d %B %Y} on, at most two years ahead."
            _require(today <= self.ends_on <= today + 2 * FIRST_DAY_WITHIN, "ends_on", words)
        over = as_slack_counts(self.word) > LIMITS[TextKind.CLOSING]
        _require(not over, "word", f"At most {LIMITS[TextKind.CLOSING]:,} characters.")


@dataclass(frozen=True)
class CatalogueActivity:
    """An activity as the settings show it. `activity_id` is None for a new one; `field` is where it was entered."""

    activity_id: int | None
    name: str
    field: str = ""


@dataclass(frozen=True)
class CatalogueGoal:
    """A default goal as the settings show it."""

    activity_id: int
    activity: str
    target: int
    offer: OfferWeeks


@dataclass(frozen=True)
class Mentors:
    """A program's mentors who take part now: how many there are, and for how many more mentees they have room."""

    number: int = 0
    room: int = 0


@dataclass(frozen=True)
class ProgramSettings:
    """Everything that the organizers of a program may change, and its state."""

    program_id: int
    slack_channel_id: str
    state: ProgramState
    state_reason: str
    has_had_rounds: bool
    basics: Basics
    rhythm: Rhythm
    breaks: tuple[Break, ...]
    joining: Joining
    pairs_guests: bool
    activities: tuple[CatalogueActivity, ...]
    goals: tuple[CatalogueGoal, ...]
    organizers: tuple[str, ...]  # Slack user ids
    digest_channel_id: str | None
    conduct: str = ""
    mentors: Mentors = Mentors()
    channel_people: int | None = None  # how many are in the channel; None until Kith has read it
    ending: Ending = Ending()
    texts: OwnTexts = NO_TEXTS
    last_on: date | None = None  # the last day, as far as it is known
    councils: CouncilState | None = None
    viewers: tuple[str, ...] = ()  # Slack user ids
    holiday_country: str = ""  # whose public holidays are offered as breaks; empty: none
    holiday_region: str = ""
    holidays: tuple[Holiday, ...] = ()  # of the year ahead
    councils_from: date | None = None  # the first week in which councils could meet, where there are none

    @property
    def has_rounds(self) -> bool:
        """Whether people meet as buddies, round by round."""
        return self.councils is None or self.councils.settings.with_rounds


@dataclass(frozen=True)
class ProgramNews:
    """What messages about a program show of it. `next_round_on` is the first day of its next round."""

    program_id: int
    name: str
    slack_channel_id: str
    round_weeks: int
    group_size: int
    next_round_on: date
    joining: Joining = Joining.BY_CHOICE
    has_mentors: bool = False
    mentor_weeks: int = MENTOR_WEEKS
    conduct: str = ""
    channel_people: int | None = None  # who read what is posted there; None where nobody has counted
    over_on: date | None = None  # the last day of a program that has no further round
    is_paused: bool = False  # no round begins until an organizer resumes it
    buddy_rounds: bool = True  # False: it has councils instead
    councils: CouncilState | None = None
    announcement: str = ""  # and what somebody reads who has joined: its organizers' words, if they wrote any
    welcome_word: str = ""


@dataclass(frozen=True)
class Opening:
    """What its organizer decides of a program before it is announced: `announcement` is their own words in it."""

    name: str
    starts_on: date
    announcement: str = ""
    ending: Ending = Ending()

    def check(self, *, today: date, has_rounds: bool) -> None:
        """Raises InvalidInputError for the first field that cannot be used."""
        _require(0 < len(self.name) <= LONGEST_NAME, "name", f"Write a name of 1 to {LONGEST_NAME} characters.")
        check_first_day(self.starts_on, today=today)
        check_announcement(self.announcement)
        self.ending.check(today=self.starts_on, has_rounds=has_rounds)


@dataclass(frozen=True)
class MentorRoom:
    """A mentor: how many mentees they have now, and how many they take."""

    slack_user_id: str
    has: int
    takes: int
    name: str = ""


@dataclass(frozen=True)
class MentorList:
    """A program's mentors, who was asked to be one and has not said yes (Slack user ids), and how its pairs do."""

    program: ProgramNews
    mentors: tuple[MentorRoom, ...]
    asked: tuple[str, ...]
    pairs: PairFigures = NO_PAIRS


def check_rhythm(rhythm: Rhythm) -> None:
    """Raises InvalidInputError for a moment on a weekend or at night, and if rounds are switched off."""
    for kind in MOVABLE:
        moment = rhythm[kind]
        day = f"{kind}_day"
        _require(moment.on or kind not in ALWAYS_ON, day, "Rounds need a day. To stop them, pause the program.")
        _require(moment.weekday < SATURDAY, day, "Choose Monday to Friday.")
        _require(DAY_BEGINS <= moment.at < DAY_ENDS, f"{kind}_at", "Choose a time from 08:00 to before 20:00.")
    _check_order(rhythm)


def _check_order(rhythm: Rhythm) -> None:
    """A week is asked about before it is looked back on."""
    prompt = rhythm[MessageKind.PROMPT]
    for kind in (MessageKind.NUDGE, MessageKind.CHECKIN):
        later = rhythm[kind]
        if prompt.on and later.on and (later.weekday, later.at) <= (prompt.weekday, prompt.at):
            field = f"{kind}_day" if later.weekday < prompt.weekday else f"{kind}_at"
            raise InvalidInputError(field, "Goals are asked for first: choose a later day or time than theirs.")


def check_announcement(words: str) -> None:
    """Raises InvalidInputError for more than a message of Slack's holds."""
    checked(TextKind.ANNOUNCEMENT, words)


def check_first_day(on: date, *, today: date) -> None:
    """Raises InvalidInputError for a first round on a day that is over, more than a year ahead, or no Monday."""
    _require(on.weekday() == 0, "starts_on", "Weeks begin on Mondays: choose a Monday.")
    first = week_of(today) + WEEK
    words = f"Choose a Monday from {first:%d %B %Y} on, at most a year ahead."
    _require(first <= on <= today + FIRST_DAY_WITHIN, "starts_on", words)


def check_default_goals(goals: Sequence[CatalogueGoal], *, round_weeks: int) -> None:
    """Raises InvalidInputError for more goals than people can take: of one activity, or of all in one week."""
    for goal in goals:
        _require(1 <= goal.target <= MOST_TARGET, f"target_{goal.activity_id}", f"Choose 1 to {MOST_TARGET}.")
    for week in range(1, round_weeks + 1):
        offered = [goal for goal in goals if goal.offer.falls_in(round_number=1, week=week, round_weeks=round_weeks)]
        total = sum(goal.target for goal in offered)
        if total > MOST_A_WEEK:
            largest = max(offered, key=lambda goal: goal.target)
            words = f"That makes {total} things to do in one week. Offer up to {MOST_A_WEEK}; one or two are plenty."
            raise InvalidInputError(f"target_{largest.activity_id}", words)


def _require(holds: bool, field: str, message: str) -> None:  # noqa: FBT001  # the condition reads first
    if not holds:
        raise InvalidInputError(field, message)
