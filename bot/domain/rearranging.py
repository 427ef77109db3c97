"""How an organizer moves people of a proposed round by hand, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.pairing import Weighed


class How(StrEnum):
    """How an organizer changes a proposed round by hand."""

    TRADE = "trade"  # two people trade places
    JOIN = "join"  # one comes into the group of another
    OUT = "out"  # one has no group


@dataclass(frozen=True)
class Wanted:
    """`person` goes from the group `here` to the group `to`, each by its people as the organizer saw it, or trades
    places with `other` of that group. `here` is empty for somebody who has none; `to` is one person who has none, for a
    new group, and empty to come out of the round.
    """

    person: int
    here: tuple[int, ...]
    to: tuple[int, ...]
    other: int | None = None


@dataclass(frozen=True)
class Weighing:
    """What a change to a proposed round costs: `names` of those whom it touches, the number and usual group size of the
    round. `kept`: groups that asked to go on together, and would not.
    """

    weighed: Weighed
    names: Mapping[int, str]
    number: int
    group_size: int
    kept: tuple[tuple[int, ...], ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether it costs nothing that has to be said before."""
        told = self.weighed
        return not (told.repeats or told.sizes or told.change.without or self.kept)
