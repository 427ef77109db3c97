"""What people wish for one round, "somebody who …": a bonus for pairs. It breaks no rule, and no reason tells of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.domain.pairing.people_table import Ints, PeopleTable, distinct
from bot.domain.pairing.score_table import Small

BOTH_BY_NAME = 4  # a wish of each, and as much again: two who wish for each other


@dataclass(frozen=True, slots=True)
class RoundWishes:
    """Pairs of rows (both ways round) that somebody wishes for, and how many wishes of the two each meets.

    `wishing`: who wishes for anything, or is wished for by name.
    """

    ones: Ints
    others: Ints
    number: Ints
    wishing: Ints

    @classmethod
    def of(cls, table: PeopleTable) -> RoundWishes:
        """The wishes of these people for each other; for nobody twice, though several wishes would be met."""
        found: dict[tuple[int, int], int] = {}
        for row in table.wished.keys() | table.named.keys():
            people = table.wished.get(row, frozenset()) | table.named.get(row, frozenset())
            for other in sorted(table.row[one] for one in people if one in table.row and table.row[one] != row):
                pair = (min(row, other), max(row, other))
                found[pair] = found.get(pair, 0) + 1
        for one, other in found:
            if _names(table, one, other) and _names(table, other, one):
                found[one, other] = BOTH_BY_NAME
        both = np.array([*found, *((other, one) for one, other in found)], dtype=np.int64).reshape(-1, 2)
        named = [table.row[one] for people in table.named.values() for one in people if one in table.row]
        return cls(
            ones=both[:, 0],
            others=both[:, 1],
            number=np.array([*found.values()] * 2, dtype=np.int64),
            wishing=distinct(np.array([*table.wished, *table.named, *named], dtype=np.int64)),
        )

    def add(self, wish: Small, places: Ints, worth: int) -> None:
        """Add to a matrix of scores what the wishes are worth; `places` says where each row stands in it."""
        if not len(self.ones):
            return
        here, there = places[self.ones], places[self.others]
        inside = (here >= 0) & (there >= 0)
        wish[here[inside], there[inside]] += (self.number[inside] * worth).astype(np.int16)

    def mutual(self) -> list[tuple[int, int]]:
        """Two rows who wish for each other by name, each pair once."""
        strong = (self.number == BOTH_BY_NAME) & (self.ones < self.others)
        return sorted(zip(self.ones[strong].tolist(), self.others[strong].tolist(), strict=True))


def _names(table: PeopleTable, one: int, other: int) -> bool:
    return int(table.ids[other]) in table.named.get(one, frozenset())
