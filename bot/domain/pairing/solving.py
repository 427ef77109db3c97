"""The exact solver: maximum-weight matching of maximum cardinality (Edmonds' blossom algorithm, from rustworkx)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import rustworkx
from numpy.typing import NDArray

SOFT_BITS = 40  # what a pair's softer worth takes, the noise that makes the best matching unique included
AGES = 4096
NEW, SECOND_TRY = 2 * AGES, AGES
"""Levels. From NEW up: never paired. From SECOND_TRY up: introduced, but did not meet. Below: repeats. Within the last
two a higher level was longer ago. Negative: not allowed."""

Ints = NDArray[np.int64]


def level_of_repeat(rounds_ago: Ints) -> Ints:
    """From 0 (the last round) towards AGES: concave, so that two old repeats are better than a new and an older one."""
    return AGES - 1 - (AGES - 1) // np.maximum(rounds_ago, 1)


def match(size: int, lefts: Ints, rights: Ints, levels: Ints, soft: Ints) -> list[tuple[int, int]]:
    """Pairs (left, right) of nodes 0 … size-1: the most pairs; of those the fewest repeats, then the fewest second
    tries, then the oldest, then the highest sum of `soft` (below 2**SOFT_BITS). Sorted.
    """
    worth = _worth(size // 2 + 1, levels)
    edges = [
        (left, right, worth[level] + wish)
        for left, right, level, wish in zip(
            lefts.tolist(), rights.tolist(), levels.tolist(), soft.tolist(), strict=True
        )
    ]
    return match_edges(size, edges)


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
    return {level: base[level // AGES] + level % AGES * step for level in np.unique(levels).tolist()}
