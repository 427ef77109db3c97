"""Who is with whom, as organizers read it: rounds that began, and the one that is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.councils import ProposedCouncil
from bot.domain.figures import NO_GROUPS, IntroducedGroups
from bot.domain.mentor_figures import NO_PAIRS, PairFigures
from bot.domain.programs import MentorRoom
from bot.domain.rearranging import Weighing
from bot.domain.rounds import Buddy, Reason, WithoutBuddy
from bot.domain.states import RoundState

A_PAGE = 100  # groups, people without one, councils


class GroupState(StrEnum):
    """How far a group is, as organizers see it. What else its people said of a meeting is theirs."""

    COMING = "coming"  # it is introduced at its hour
    MET = "met"
    HAS_TIME = "has_time"
    CHANGED = "changed"  # it came apart before it met
    NOT_MET = "not_met"


@dataclass(frozen=True)
class Paged:
    """Which page of so many things is shown, from 1."""

    count: int
    page: int = 1

    @property
    def pages(self) -> int:
        """How many there are: one at least."""
        return max(1, -(-self.count // A_PAGE))

    @property
    def skipped(self) -> int:
        """How many things come before this page."""
        return (self.page - 1) * A_PAGE

    @classmethod
    def of(cls, count: int, wanted: int) -> Paged:
        """The wanted page, or the nearest there is."""
        return cls(count, min(max(wanted, 1), cls(count).pages))


@dataclass(frozen=True)
class ListedGroup:
    """A buddy group, proposed or formed: who, why, and how far it is. `fit`, of 100: how well it meets the program's
    wishes. `why` are an organizer's words where a softer rule gave way, for organizers alone.
    """

    group_id: int
    buddies: tuple[Buddy, ...]
    reasons: tuple[Reason, ...]
    state: GroupState = GroupState.NOT_MET
    introduced_at: datetime | None = None
    introduce_at: datetime | None = None  # while it is still to come
    is_locked: bool = False
    fit: int | None = None
    why: str = ""
    why_by: str = ""

    @property
    def members(self) -> tuple[int, ...]:
        """Its people, by which forms name it."""
        return tuple(sorted(one.participant_id for one in self.buddies))


@dataclass(frozen=True)
class Preview:
    """The next round as it is proposed to the organizers. It goes out by itself at `starts_at` (UTC)."""

    round_id: int
    program_id: int
    program_name: str
    zone: str
    starts_at: datetime
    groups: tuple[ListedGroup, ...]
    unpaired: tuple[WithoutBuddy, ...]
    number: int = 1


@dataclass(frozen=True)
class RoundPairs:
    """Who is with whom in a round, as Slack lists it: one page of its groups, of `count` in all, and who has no buddy.

    `earlier`, `later`: the rounds beside it that have begun, each by its id and number.
    """

    round_id: int
    program_name: str
    zone: str
    number: int
    groups: tuple[ListedGroup, ...]
    count: int
    page: int
    pages: int
    unpaired: tuple[WithoutBuddy, ...]
    has_begun: bool = True
    earlier: tuple[int, int] | None = None
    later: tuple[int, int] | None = None


@dataclass(frozen=True)
class ListedRound:
    """One page of a round. `totals` are of the whole round."""

    round_id: int
    number: int
    starts_on: date
    ends_on: date
    state: RoundState
    groups: tuple[ListedGroup, ...]
    of_groups: Paged
    without: tuple[WithoutBuddy, ...]
    of_without: Paged
    totals: IntroducedGroups = NO_GROUPS


@dataclass(frozen=True)
class PairsPage:
    """What the page shows of one round, and beside it. `numbers` are those of all rounds that began, newest first."""

    of_round: ListedRound | None
    numbers: tuple[int, ...]
    councils: tuple[ProposedCouncil, ...] = ()
    of_councils: Paged = Paged(0)
    are_councils_proposed: bool = False
    without_council: tuple[WithoutBuddy, ...] = ()
    mentors: tuple[MentorRoom, ...] = ()
    mentor_pairs: PairFigures = NO_PAIRS


@dataclass(frozen=True)
class DraftRound:
    """One page of the proposed round. `joined` are participants who came since it was first planned; `coming` are names
    of people who came in the last minutes, and are about to be in it.
    """

    round_id: int
    number: int
    starts_at: datetime
    groups: tuple[ListedGroup, ...]
    of_groups: Paged
    people: int
    without: tuple[WithoutBuddy, ...]
    of_without: Paged
    joined: frozenset[int] = frozenset()
    coming: tuple[str, ...] = ()
    preview_at: datetime | None = None
    running: int | None = None  # the number of the round that ends when this one is sent


@dataclass(frozen=True)
class Places:
    """What it would cost to move `person`, called `name`, to each place of a page, or why that cannot be; nothing is
    said of what is personal. `joins` are by a group's people, or somebody who has none; `trades` by the other person.
    """

    person: int
    name: str
    here: tuple[int, ...]
    joins: Mapping[tuple[int, ...], Weighing | str] = field(default_factory=dict)
    trades: Mapping[int, Weighing | str] = field(default_factory=dict)
    out: Weighing | str | None = None
