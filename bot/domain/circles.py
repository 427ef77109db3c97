"""Beyond the inner circle: with whom a month's acts were. Counts and no score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.contacts import Closeness


@dataclass(frozen=True)
class WithWhom:
    """One act: how close those were whom it was with, as far as the book knows them; and whether it was in person."""

    closeness: frozenset[Closeness]
    in_person: bool = False


@dataclass(frozen=True)
class Circles:
    """A month's acts. One with people of two circles counts in both; `untold` say nobody whom the book knows."""

    month: date
    acts: int = 0
    counts: Mapping[Closeness, int] | None = None
    in_person: int = 0
    untold: int = 0

    def of(self, closeness: Closeness) -> int:
        """How many were with such people."""
        return (self.counts or {}).get(closeness, 0)


def circles(month: date, acts: Iterable[WithWhom]) -> Circles:
    """The month told by its acts."""
    told = list(acts)
    return Circles(
        month=month,
        acts=len(told),
        counts={one: sum(one in act.closeness for act in told) for one in Closeness},
        in_person=sum(act.in_person for act in told),
        untold=sum(not act.closeness for act in told),
    )
