"""Lookahead: the best round now may leave a pool that cannot be divided into new pairs later.

Two circles of five, always paired across, are stuck after five of nine rounds. So a round is taken only if the
remaining new pairs can be split into as many further rounds as anyone has new partners left; otherwise the first round
of a split that was found is taken. The search depends on nothing but who is still new to whom: what was found in one
round is found again in the next, so no plan is stored.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.hashed_noise import draws, pair_draws
from bot.domain.pairing.solving import Ints, eased, match_edges

Bools = NDArray[np.bool_]
Pairs = list[tuple[int, int]]
SAFE = 0.6  # while everybody has new partners in this share of the pool, a split certainly exists
ATTEMPTS, SPARE = 12, 60  # searches, and solves in each search beyond one for every round
TAIL, BRANCHES = 7, 3  # in the last rounds the search backtracks: rounds, branches


def with_lookahead(ids: Ints, new: Bools, best: Pairs) -> Pairs:
    """`best`, or a perfect matching of `new` that leaves more rounds without a repeat than `best` does.

    `new` is True where two of the people `ids` are still new to each other; `best` is a perfect matching of it, by
    places.
    """
    rounds = int(new.sum(axis=1).min())
    if rounds - 1 >= SAFE * len(ids) or rounds < 2:
        return best
    after = _without(new, best)
    longest = [best, *split(ids, after, rounds - 1)]
    if len(longest) < rounds:
        longest = max(longest, split(ids, new, rounds), key=len)
    return longest[0]


def split(ids: Ints, new: Bools, rounds: int) -> list[Pairs]:
    """Perfect matchings of `new`, no pair in two of them: `rounds` if they are found, else the most that were."""
    longest: list[Pairs] = []
    for attempt in range(ATTEMPTS):
        found = _Search(ids, attempt, rounds + SPARE).split(new, rounds)
        longest = max(longest, found, key=len)
        if len(longest) >= rounds:
            break
    return longest


@dataclass
class _Search:
    """One search, guided by hashed noise: the same graph and number of rounds always give the same result."""

    ids: Ints
    attempt: int
    solves: int

    def split(self, new: Bools, rounds: int) -> list[Pairs]:
        longest: list[Pairs] = []
        for branch in range(1 if rounds > TAIL else BRANCHES):
            if rounds == 0 or self.solves <= 0:
                break
            pairs = self._perfect(new, rounds, branch)
            if not pairs:
                break
            found = [pairs, *self.split(_without(new, pairs), rounds - 1)]
            longest = max(longest, found, key=len)
            if len(longest) == rounds:
                break
        return longest

    def _perfect(self, new: Bools, rounds: int, branch: int) -> Pairs:
        self.solves -= 1
        chances = draws(self.ids, self.attempt, rounds, branch)
        lefts, rights = np.nonzero(np.triu(new))
        weight = eased(len(new), lefts, rights, pair_draws(chances[lefts], chances[rights], 40))
        edges = list(zip(lefts.tolist(), rights.tolist(), weight.tolist(), strict=True))
        pairs = match_edges(len(new), edges)
        return pairs if 2 * len(pairs) == len(new) else []


def _without(new: Bools, pairs: Pairs) -> Bools:
    rest = new.copy()
    for one, other in pairs:
        rest[one, other] = rest[other, one] = False
    return rest
