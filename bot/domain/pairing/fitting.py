"""How well groups meet the softer wishes of their program, from 0 to 100. Being new to each other comes before it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, count

import numpy as np

from bot.domain.pairing.score_table import FULL
from bot.domain.pairing.scoring import Scoring

AT_ONCE = 100  # groups whose people are scored in one matrix


def fits(scoring: Scoring, groups: Sequence[Sequence[int]]) -> list[int]:
    """Of each group, given by rows: the mean of its pairs."""
    found: list[int] = []
    for first in range(0, len(groups), AT_ONCE):
        some, place = groups[first : first + AT_ONCE], count()
        places = [[next(place) for _ in group] for group in some]
        wishes = scoring.wishes(np.array([row for group in some for row in group], dtype=np.int64))
        for group in places:
            pairs = [int(wishes[one, other]) for one, other in combinations(group, 2)]
            found.append(100 * sum(pairs) // (FULL * len(pairs)) if pairs else 0)
    return found
