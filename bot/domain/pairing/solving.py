"""The exact solver: maximum-weight matching of maximum cardinality (Edmonds' blossom algorithm, from rustworkx)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import rustworkx
from numpy.typing import NDArray

SOFT_BITS = 40  # bits of a pair's softer score, with the noise that makes the best matching unique
AGES = 4096
EASINGS = 4
NEW, SECOND_TRY = 2 * AGES, AGES
"""Levels. From NEW up: never paired. From SECOND_TRY up: introduced, but did not meet. Below: repeats. Within the last
two a higher level was longer ago. Negative: not allowed."""

Ints = NDArray[np.int64]


def level_of_repeat(rounds_ago: Ints) -> Ints:
    """From 0 (the last round) towards AGES: concave, so that two old repeats are better than a new and an older one."""
    return AGES - 1 - (AGES - 1) // np.maximum(rounds_ago, 1)


def match(
    size: int, lefts: Ints, rights: Ints, levels: Ints, soft: Ints, *, exact: bool = True
) -> list[tuple[int, int]]:
    """Pairs (left, right) of nodes 0 … size-1: the most pairs; of those the fewest repeats, then the fewest second
    tries, then the oldest, then the highest sum of `soft` (below 2**SOFT_BITS). Sorted.

    Not `exact`: if not everybody finds a partner, the people without one are only roughly the cheapest choice.
    """
    worth = _worth(size // 2 + 1, levels)
    tiers = [worth[level] for level in levels.tolist()]
    ways = [soft] if size % 2 else [eased(size, lefts, rights, soft), soft]
    for wishes in ways:
        edges = zip(lefts.tolist(), rights.tolist(), map(int.__add__, tiers, wishes.tolist()), strict=True)
        found = match_edges(size, list(edges))
        if 2 * len(found) == size or not exact:
            break
    return found


def eased(size: int, lefts: Ints, rights: Ints, soft: Ints) -> Ints:
    """The weight of each pair minus a share for each of the two people.

    Every perfect matching loses the same, so the best one stays the best; but each person's best pairs now are worth
    about as much as anybody's, and the solver ends in half the time.
    """
    share = np.zeros(size, dtype=np.int64)
    for _ in range(EASINGS):
        most = np.zeros(size, dtype=np.int64)
        np.maximum.at(most, lefts, soft - share[rights])
        np.maximum.at(most, rights, soft - share[lefts])
        share = (share + most) // 2
    rest: Ints = soft - share[lefts] - share[rights]
    rest -= rest.min(initial=0)
    return rest


def match_edges(size: int, edges: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The matching of most edges (node, node, weight), and of those the heaviest. Sorted."""
    graph: rustworkx.PyGraph[None, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * size)
    graph.add_edges_from(edges)
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sorted((min(pair), max(pair)) for pair in found)


def _worth(pairs: int, levels: Ints) -> dict[int, int]:
    """A weight for each level, so high that no number of pairs of lower ones outweighs it."""
    step = pairs << SOFT_BITS
    tier = AGES * step * pairs
    base = {0: 0, 1: tier, 2: (tier + AGES * step) * pairs}
    return {level: base[level // AGES] + level % AGES * step for level in set(levels.tolist())}
