"""What each figure about a program means, once, for digest, App Home, table and reports alike.

Participants are those who joined and have not left; an account closed in Slack counts as left at once. Goals of an
excused week are counted nowhere: neither set nor met.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

from bot.domain.landings import LandingKind, Shared, Source
from bot.domain.progress import SMALLEST_GROUP, Share


class Outcome(StrEnum):
    """What became of a buddy group whose introduction went out. Every such group has exactly one outcome."""

    MET = "met"  # somebody of it said so, whatever happened later
    DISSOLVED = "dissolved"  # somebody left or changed buddies before it met
    WONT_HAPPEN = "wont_happen"  # somebody said so
    UNDER_WAY = "under_way"  # somebody said that they have a time, or not yet
    SILENT = "silent"


@dataclass(frozen=True)
class Landings:
    """Everybody who ever said in the program that their search is over, whatever came later; `total` is told always.

    Kinds, sources and days are of all of them from five on, else of those alone who passed their trail on.
    """

    total: int = 0
    kinds: Mapping[LandingKind, int] = field(default_factory=dict)
    sources: Mapping[Source, int] = field(default_factory=dict)
    days: int | None = None  # the median from the first step of a trail to its landing, from five on

    @property
    def is_split(self) -> bool:
        """Whether kinds and sources are of all of them."""
        return self.total >= SMALLEST_GROUP


NO_LANDINGS = Landings()


def landings(rows: Iterable[tuple[LandingKind, Source, int | None, Shared | None]]) -> Landings:
    """The figure of these: kind, source, days, and whether it was passed on."""
    every = list(rows)
    told = every if len(every) >= SMALLEST_GROUP else [row for row in every if row[3] is not None]
    days = [row[2] for row in every if row[2] is not None]
    return Landings(
        total=len(every),
        kinds=Counter(row[0] for row in told),
        sources=Counter(row[1] for row in told),
        days=round(median(days)) if len(days) >= SMALLEST_GROUP else None,
    )


@dataclass(frozen=True)
class IntroducedGroups:
    """All buddy groups whose introduction went out, by what became of them; `people`: how many there are in them."""

    outcomes: Mapping[Outcome, int]
    people: int = 0

    @classmethod
    def counted(cls, outcomes: Iterable[Outcome], *, people: int) -> IntroducedGroups:
        """The figure of these outcomes."""
        return cls(Counter(outcomes), people)

    @property
    def number(self) -> int:
        """How many were introduced: the sum of all outcomes."""
        return sum(self.outcomes.values())

    @property
    def is_split(self) -> bool:
        """Whether what became of them may be told where people read along who do not organize the program."""
        return self.people >= SMALLEST_GROUP

    @property
    def met(self) -> Share:
        """Groups that met, of all introduced."""
        return Share(self.outcomes.get(Outcome.MET, 0), self.number, self.people)


NO_GROUPS = IntroducedGroups({})


@dataclass(frozen=True)
class CouncilFigures:
    """Councils as buddy groups are counted: all introduced, by what became of them. `meetings`: those that a council
    read of, and how many of them somebody said `took_place`.
    """

    groups: IntroducedGroups = NO_GROUPS
    meetings: int = 0
    took_place: int = 0


NO_COUNCILS = CouncilFigures()


def council_outcome(*, met: bool, is_over: bool, has_time: bool) -> Outcome:
    """What became of an introduced council: that it met once is enough, whatever happened later."""
    if met:
        return Outcome.MET
    if is_over:
        return Outcome.DISSOLVED
    return Outcome.UNDER_WAY if has_time else Outcome.SILENT
