"""Offers and help: what members can give, how often they like to be asked, who is asked next. Pure rules and values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.calendar import local, week_of
from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE, fitting

MONTH = timedelta(days=28)  # what "a month" means here: four whole weeks
USUAL_LIMIT = 4
LIMITS = (0, 1, 2, 4, 8)  # how often a month somebody may be asked and say yes
MOST_OFFERS = 10
SHOWN_OFFERS = 10  # people, on each page of the list
STANDS = timedelta(days=7)  # for so long a question waits for an answer
AT_ONCE = 2  # people who are asked about one ask at a time
ENOUGH = 2  # who said that they can help: nobody more is asked
LOOKED_EVERY = timedelta(days=1)
_AFTER_FRIDAY = timedelta(days=2, hours=14)  # from Friday's check-in to Monday
LANDED_LIMIT = 1  # of members who have landed and agreed to be asked


class HelpKind(StrEnum):
    """What was given."""

    ASKED_FOR = "asked_for"  # a yes to an ask
    INTRODUCTION = "introduction"
    SHARED = "shared"  # an article, a posting, an event


@dataclass(frozen=True)
class Offer:
    """One line of what a member can give; `is_on`: others read it, and Kith may ask about it."""

    offer_id: int
    text: str
    is_on: bool


@dataclass(frozen=True)
class PeoplesOffers:
    """A page of what others offer: (Slack user id, lines) each."""

    people: tuple[tuple[str, tuple[str, ...]], ...]
    page: int = 0
    has_more: bool = False


@dataclass(frozen=True)
class Balance:
    """How often somebody helped, and was helped, in the last four weeks; help counts once the receiver said it did."""

    given: int = 0
    received: int = 0
    promised: int = 0  # said yes to, and not done yet


@dataclass(frozen=True)
class MyOffers:
    """What somebody offers: their lines, and what their profile says. `limit` None: the usual one. `landed`: (program
    id, its name, whether they may be asked) for each where they have landed. `is_member`: of any program.
    """

    offers: tuple[Offer, ...]
    profile: str
    limit: int | None
    balance: Balance
    landed: tuple[tuple[int, str, bool], ...] = ()
    is_member: bool = True


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be asked about an ask: how near what they offer is, and how often they were asked and said
    yes in the last four weeks.
    """

    member_id: int
    nearness: int
    times_yes: int
    times_asked: int


def checked_offer(text: str) -> str:
    """What is stored of it. Raises InvalidInputError (`text`)."""
    said = " ".join(fitting("text", text, LINE).split())
    if not said:
        raise InvalidInputError("text", "Write one thing that you can give.")
    return said


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Whom to ask first: who said yes often and who was asked lately come last; then whose offer is nearest."""
    return sorted(candidates, key=lambda one: (one.times_yes, one.times_asked, -one.nearness, one.member_id))


def week_asked(now: datetime, zone: str) -> date:
    """The week in whose place a question is: that of the next check-in. What comes later on a Friday is next week's."""
    return week_of((local(now, zone) + _AFTER_FRIDAY).date())
