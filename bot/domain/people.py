"""A program's people as organizers see them. Nothing private is among it: no notes, wishes, do-not-pair."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.calendar import week_of
from bot.domain.participants import NotPaired
from bot.domain.rounds import WithoutBuddy
from bot.domain.states import ParticipantState

LATELY = timedelta(weeks=3)  # before this week
LONGEST = 100  # characters that are looked for
WITHOUT = "without"


class HeardFrom(StrEnum):
    """When somebody last did anything in the program, no closer than this."""

    THIS_WEEK = "this_week"
    LATELY = "lately"
    NOT_LATELY = "not_lately"


class Sort(StrEnum):
    """The order of a list of people; who is equal in it goes by name."""

    NAME = "name"
    JOINED = "joined"  # the newest first
    HEARD = "heard"  # not for a while first


@dataclass(frozen=True)
class Asked:
    """Which people are shown. `find`: a part of a name; `without`: those alone who could have a buddy and have none."""

    find: str = ""
    state: ParticipantState | None = None
    without: bool = False
    sort: Sort = Sort.NAME
    page: int = 0

    @staticmethod
    def of(*, find: str = "", show: str = "", sort: str = "", page: str = "") -> Asked:
        """As somebody wrote it in an address or a form; anything odd counts as nothing. Pages are written from 1."""
        is_page = page.isascii() and page.isdigit() and len(page) <= 6
        state = next((one for one in ParticipantState if one.value == show and one is not ParticipantState.LEFT), None)
        return Asked(
            find=find[:LONGEST],
            state=state,
            without=show == WITHOUT,
            sort=Sort(sort) if sort in set(Sort) else Sort.NAME,
            page=max(int(page) - 1, 0) if is_page else 0,
        )

    @property
    def show(self) -> str:
        """Which people, as it is written."""
        return WITHOUT if self.without else self.state or ""

    def value(self) -> str:
        """As a form in Slack remembers it; the order aside, which is by name there."""
        return f"{self.show}:{self.page + 1}:{self.find}"

    @staticmethod
    def read(value: str) -> Asked:
        """What `value` wrote; anything odd counts as nothing."""
        show, _, rest = value.partition(":")
        page, _, find = rest.partition(":")
        return Asked.of(find=find, show=show, page=page)


@dataclass(frozen=True)
class PersonLine:
    """One person of a program as they stand. `met`: with a buddy of this round, where they have one.

    `lacks` or `not_paired`: why they have no buddy; neither for somebody who is being looked for, or where no round
    runs.
    """

    participant_id: int
    member_id: int
    slack_user_id: str
    name: str
    state: ParticipantState
    paused_until_on: date | None
    joined_on: date
    started_on: date | None  # the first day of the first round in which they were introduced
    heard_from: HeardFrom
    buddies: tuple[str, ...] = ()
    met: bool | None = None
    lacks: WithoutBuddy | None = None
    not_paired: NotPaired | None = None


@dataclass(frozen=True)
class Invited:
    """Somebody who was invited and has not joined. Whether they said no is told to nobody."""

    name: str
    asked_on: date


@dataclass(frozen=True)
class PeoplePage:
    """A page of a list, from 0. `count`: those who were asked for, of `total`. `goes_on`: the program has not ended."""

    program_id: int
    program_name: str
    lines: tuple[PersonLine, ...]
    count: int
    total: int
    page: int
    pages: int
    round_runs: bool
    invited: tuple[Invited, ...] = ()
    has_mentors: bool = False
    goes_on: bool = True


@dataclass(frozen=True)
class PastGroup:
    """With whom somebody was in one round, and whether they met. `is_now`: the round runs, and the group stands."""

    number: int
    starts_on: date
    ends_on: date
    buddies: tuple[str, ...]
    met: bool
    is_now: bool


@dataclass(frozen=True)
class KeptApart:
    """Somebody whom organizers keep apart from the person. `until_on`: the two are buddies until that day."""

    participant_id: int
    name: str
    until_on: date | None = None
    in_council: bool = False


@dataclass(frozen=True)
class Choice:
    """Somebody to choose of a list."""

    id: int  # a participant, or a member who is in the program no more
    name: str


@dataclass(frozen=True)
class Candidates:
    """Members whom an organizer could invite; where the program `has_mentors`, as a mentor, too."""

    people: tuple[Choice, ...]
    has_mentors: bool


@dataclass(frozen=True)
class PersonPage:
    """One person with their past, and what organizers decided about them.

    `own_pause`: it is by their own choice. `together`: with whom they are to be in the next round.
    `may_mentor`: they can be asked to be a mentor.
    """

    program_id: int
    line: PersonLine
    past: tuple[PastGroup, ...]
    council: tuple[str, ...] = ()
    own_pause: bool = True
    is_mentor: bool = False
    may_mentor: bool = False
    goes_on: bool = True  # the program has not ended
    round_runs: bool = True
    apart: tuple[KeptApart, ...] = ()
    together: tuple[str, ...] = ()
    next_round_on: date | None = None


def heard_from(last_active_on: date, *, today: date) -> HeardFrom:
    """In which of three spans of time that day is."""
    if last_active_on >= week_of(today):
        return HeardFrom.THIS_WEEK
    return HeardFrom.LATELY if last_active_on >= week_of(today) - LATELY else HeardFrom.NOT_LATELY


def folded(name: str) -> str:
    """The name as it is looked for and sorted by: without case and accents."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in spread if not unicodedata.combining(one))
