"""Introductions at a company or to a person: a warm word, asked for through Kith. Pure rules and values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain import companies
from bot.domain.calendar import instant, local
from bot.domain.companies import Alike
from bot.domain.contacts import Details as Person
from bot.domain.contacts import may_be_same, name_key
from bot.domain.errors import InvalidInputError
from bot.domain.kinds import FRIDAY
from bot.domain.lengths import LINE, fitting

MOST_TARGETS = 5
MOST_PLACES = 30  # companies and people about which somebody may be asked
MOST_OPEN = 3
COMPANY = 80
QUIET = timedelta(days=7)  # for so long a knower has it, whatever they say but "they said yes"
NEWS_FOR = timedelta(days=10)  # how long what became of it stands in what the asker reads
PROMISED_FOR = timedelta(days=28)  # how long somebody who said yes is asked what became of it
LOOKS_EVERY = timedelta(hours=6)


class IntroductionOutcome(StrEnum):
    """What became of what somebody asked for."""

    CAME_ABOUT = "came_about"
    NOTHING = "nothing"
    WITHDRAWN = "withdrawn"


class Written(StrEnum):
    """Where a company's name was written that may be a slip of a well-known one."""

    TARGET = "target"
    PLACE = "place"
    ASKED = "asked"


class Way(StrEnum):
    """How the one who knows them brings the two together."""

    TOGETHER = "together"  # Kith opens a conversation of asker and knower
    EMAIL = "email"  # the knower writes an e-mail


@dataclass(frozen=True)
class Draft:
    """An introduction as somebody asks for it: at a company, to a person, or both; and what for."""

    company: str
    person: str
    what_for: str


@dataclass(frozen=True)
class Target:
    """A company that a member would like to get to know."""

    target_id: int
    name: str


@dataclass(frozen=True)
class Place:
    """What a member may be asked about: a company, their own employer, or somebody of their book (`person`)."""

    place_id: int
    company: str
    person: str = ""
    is_employer: bool = False
    buddy_id: int | None = None  # the member who that person is, where they were buddies

    @property
    def name(self) -> str:
        """What it is called."""
        return self.person or self.company


@dataclass(frozen=True)
class Match:
    """The place by which somebody may know the way. Where it is not `is_sure`, they say whether it is what is meant."""

    place: Place
    is_sure: bool


@dataclass(frozen=True)
class Question:
    """What a knower is asked. `is_shown`: they have read who asks, and for what. `has_promised`: they said yes."""

    question_id: int
    asked_by: str  # a Slack id
    asker: str  # their name
    wanted: Draft
    match: Match
    is_shown: bool = False
    has_promised: bool = False


@dataclass(frozen=True)
class Mine:
    """What the reader asked for, and what became of it. Whom Kith asked, and how many, is in none of it."""

    introduction_id: int
    wanted: Draft
    asked_on: date
    outcome: IntroductionOutcome | None = None
    by: str = ""  # the Slack id of whoever introduced them
    whom: str = ""
    way: Way | None = None


@dataclass(frozen=True)
class OfWeek:
    """What a message about somebody's week tells: what they are asked or promised, and what came of their own."""

    questions: tuple[Question, ...] = ()
    news: tuple[Mine, ...] = ()


NOTHING = OfWeek()


@dataclass(frozen=True)
class Room:
    """The reader's own part of the room. `employer` is that of their profile; `can_ask`: there are people to ask."""

    targets: tuple[Target, ...]
    places: tuple[Place, ...]
    asked: tuple[Mine, ...]
    employer: str = ""
    can_ask: bool = True


def company(field: str, written: str) -> str:
    """A company's name as it is stored. Raises InvalidInputError (`field`)."""
    name = " ".join(fitting(field, written, COMPANY).split())
    if name and not companies.key(name):
        raise InvalidInputError(field, "Write the name of a company.")
    return name


def checked(draft: Draft) -> Draft:
    """What is stored of it. Raises InvalidInputError: `company`, `person`, `what_for`."""
    person = " ".join(fitting("person", draft.person, LINE).split())
    what_for = " ".join(fitting("what_for", draft.what_for, LINE).split())
    found = replace(draft, company=company("company", draft.company), person=person, what_for=what_for)
    if not found.company and not found.person:
        raise InvalidInputError("company", "Write a company, a person, or both.")
    if not what_for:
        raise InvalidInputError("what_for", "Write in one line what for: whoever is asked reads it.")
    return found


def match(wanted: Draft, place: Place) -> Match | None:
    """Whether the place may lead there. A person is known by the name, at a company or where none is known."""
    if wanted.person and place.person and name_key(wanted.person) == name_key(place.person):
        asked, known = Person(wanted.person, wanted.company), Person(place.person, place.company)
        near = companies.alike(wanted.company, place.company) is not Alike.NO
        return Match(place, is_sure=True) if near or may_be_same(asked, known) else None
    alike = companies.alike(wanted.company, place.company) if wanted.company else Alike.NO
    return Match(place, is_sure=alike is Alike.SAME) if alike is not Alike.NO else None


def best(wanted: Draft, places: Iterable[Place]) -> Match | None:
    """The place that leads there most surely; the person themselves before somebody else of their company."""
    found = [one for place in places if (one := match(wanted, place)) is not None]
    is_them = name_key(wanted.person)
    return min(
        found,
        key=lambda one: (not one.is_sure, name_key(one.place.person) != is_them, not one.place.person),
        default=None,
    )


def quiet_until(shown_at: datetime, zone: str) -> datetime:
    """Until when somebody who was shown it then has it: the day seven days after, by the asker's clock."""
    return instant(local(shown_at, zone).date() + QUIET, time(0), zone)


def quiet_unshown(now: datetime, zone: str) -> datetime:
    """The same where nobody was shown it yet: as if it were read in the next Friday's check-in. So it reads alike
    whether somebody was asked or nobody can be.
    """
    today = local(now, zone).date()
    ahead = (FRIDAY - today.weekday()) % 7 or 7
    return instant(today + timedelta(days=ahead) + QUIET, time(0), zone)
