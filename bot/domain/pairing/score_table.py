"""What each wish adds to a pair's score: whole numbers from the program's weights, together at most FULL."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.people import HALF_HOURS_A_DAY
from bot.domain.pairing.rules import Weights

FULL = (1 << 14) - 1  # the score when all softer wishes are fulfilled
MOST_TIES = 64
MOST_WISHES = 4  # of a pair: one each, and two more where both wish for the other by name
WISH = 15  # of 100 for all that the program wishes for
ENOUGH_HOURS = 8  # half-hours beyond the minimum: more is not better
Small = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """`hours` by half-hours in common; `ties` by past buddies in common, up to MOST_TIES; `help` for each way in which
    an offer meets an ask; `city` for one city; `circles` by how many kinds are unknown of either (row) and how many
    of the others are the same (column); `wish` for each wish of theirs for the round, at most MOST_WISHES of a pair.
    """

    hours: Small
    ties: Small
    help: int
    city: int
    circles: Small
    wish: int

    @classmethod
    def of(cls, weights: Weights, min_common_half_hours: int, kinds: int, *, with_wishes: bool = False) -> ScoreTable:
        """The scores where people tell so many kinds of circles."""
        amounts = (weights.other_circle, weights.weak_ties, weights.asks_offers, weights.common_hours)
        of_program = sum(amounts) + weights.same_city or 1
        wish = max(1, of_program * WISH // 100) if with_wishes else 0
        unit = of_program + MOST_WISHES * wish
        beyond = np.clip(np.arange(HALF_HOURS_A_DAY + 1) - min_common_half_hours, 0, ENOUGH_HOURS)
        width = weights.tie_width**2
        distance = (np.arange(MOST_TIES + 1) - weights.tie_peak) ** 2
        known = np.maximum(kinds - np.arange(kinds + 1), 0)[:, None]
        differ = np.maximum(known - np.arange(kinds + 1), 0)
        return cls(
            hours=(FULL * weights.common_hours * beyond // (ENOUGH_HOURS * unit)).astype(np.int16),
            ties=(FULL * weights.weak_ties * width // (unit * (width + distance))).astype(np.int16),
            help=FULL * weights.asks_offers // (2 * unit),
            city=FULL * weights.same_city // unit,
            circles=(FULL * weights.other_circle * differ // (unit * np.maximum(known, 1))).astype(np.int16),
            wish=FULL * wish // unit,
        )

    @property
    def most(self) -> int:
        """The score of a pair that meets all that the program wishes for."""
        return int(self.hours.max()) + int(self.ties.max()) + 2 * self.help + self.city + int(self.circles.max())
