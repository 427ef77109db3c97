"""Who one already knows, remembered one category at a time: three names each, a minute. Pure rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NAMES = 3  # on a card


class Category(StrEnum):
    """Where one knows somebody from, as their contact says it; in the order of the cards."""

    FAMILY = "family"
    COLLEAGUE = "former colleague"
    TEACHER = "teacher"
    NEIGHBOUR = "neighbour"
    CLIENT = "client"
    GROUP_MATE = "group mate"


@dataclass(frozen=True)
class Known:
    """The cards that are done: how many people were named on each, none on one that was skipped."""

    named: Mapping[Category, int]

    @property
    def people(self) -> int:
        """How many people came of it."""
        return sum(self.named.values())

    @property
    def is_done(self) -> bool:
        """Whether no card is left."""
        return all(category in self.named for category in Category)

    def first(self) -> Category:
        """The card to begin with: the first that is left; once none is, they begin anew."""
        return next((one for one in Category if one not in self.named), Category.FAMILY)

    def after(self, category: Category) -> Category | None:
        """The card that comes after this one, once round: None where no other is left."""
        cards = list(Category)
        at = cards.index(category) + 1
        return next((one for one in (*cards[at:], *cards[: at - 1]) if one not in self.named), None)
