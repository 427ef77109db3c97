"""Pairs for any number of people: exact up to a cohort's size; beyond it exact on each one's best partners, in blocks
of people whose hours are alike. Cost grows in proportion to the number of people.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.chance import draws
from bot.domain.pairing.solving import SOFT_BITS, Ints, match
from bot.domain.pairing.suiting import Matrix, Suiting

DENSE = 150  # up to so many people all pairs are looked at
BLOCK = 1_000  # in the largest programs: time counts; in smaller ones a larger block finds better partners
LARGER_BLOCKS = ((6_000, 2_500), (20_000, 2_000))  # (up to so many people, blocks of)
BEST = 5  # partners of each that are looked at in a block
WINDOW = 16  # half-hours: people whose day begins within one window may share a block
REPAIRS, SAMPLE = 8, 300  # further solves for who is still without a partner or has an old one, among so many
Pairs = list[tuple[int, int]]


def best_pairs(suiting: Suiting, rows: Ints) -> Pairs:
    """A matching of these rows: the most people, then new partners, then second tries, the oldest repeats, wishes.

    Exact for up to DENSE people; beyond, whoever stays without a partner or meets an old one is looked at again
    together with others.
    """
    if len(rows) <= DENSE:
        return solve(suiting, rows, len(rows))
    pairs: Pairs = []
    size = next((block for most, block in LARGER_BLOCKS if len(rows) <= most), BLOCK)
    for block in in_blocks(suiting, rows, size):
        pairs += solve(suiting, block, BEST)
    left = _unmatched(rows, pairs)
    if 1 < len(left) < len(rows):
        for block in in_blocks(suiting, left, BLOCK):
            pairs += solve(suiting, block, 4 * BEST)
    return _repaired(suiting, rows, pairs)


def solve(suiting: Suiting, rows: Ints, best: int, keep: Sequence[tuple[int, int]] = ()) -> Pairs:
    """The best matching among each one's `best` partners, and the pairs `keep` besides. Pairs of rows, sorted."""
    if len(rows) < 2:
        return []
    levels, soft = suiting.matrices(rows)
    lefts, rights = _candidates(levels, soft, best)
    if keep:
        place = {int(row): spot for spot, row in enumerate(rows)}
        kept = np.array([(place[one], place[other]) for one, other in keep], dtype=np.int64)
        lefts, rights = _once(np.append(lefts, kept[:, 0]), np.append(rights, kept[:, 1]), len(rows))
    found = match(len(rows), lefts, rights, levels[lefts, rights], soft[lefts, rights])
    return [(int(rows[left]), int(rows[right])) for left, right in found]


def _candidates(levels: Matrix, soft: Matrix, best: int) -> tuple[Ints, Ints]:
    size = len(levels)
    if best >= size:
        lefts, rights = np.nonzero(np.triu(levels >= 0))
        return lefts, rights
    key = (levels << SOFT_BITS) + soft
    chosen = np.argpartition(key, size - best, axis=1)[:, size - best :].astype(np.int64)
    owners = np.repeat(np.arange(size), best)
    allowed = levels[owners, chosen.ravel()] >= 0
    return _once(owners[allowed], chosen.ravel()[allowed], size)


def _once(lefts: Ints, rights: Ints, size: int) -> tuple[Ints, Ints]:
    pair = np.unique(np.minimum(lefts, rights) * size + np.maximum(lefts, rights))
    return pair // size, pair % size


def in_blocks(suiting: Suiting, rows: Ints, size: int) -> list[Ints]:
    """Rows whose days begin within a few hours of each other, mixed anew in every round."""
    count = max(1, round(len(rows) / size))
    if count == 1:
        return [rows]
    chances = suiting.chances[rows]
    turn = int(draws(np.array([suiting.past.now]), 1)[0] % np.uint64(48))
    window = (_day_begins(suiting.cohort.hours[rows]) + turn) % 48 // WINDOW
    return [np.sort(block) for block in np.array_split(rows[np.lexsort((chances, window))], count)]


def _day_begins(hours: NDArray[np.uint64]) -> Ints:
    """Where the longest run of free half-hours begins, for each mask."""
    masks, which = np.unique(hours, return_inverse=True)
    return np.array([_longest_run(int(mask)) for mask in masks], dtype=np.int64)[which]


def _longest_run(mask: int) -> int:
    begin, longest = 0, 0
    for start in range(48):
        length = 0
        while length < 48 and mask >> (start + length) % 48 & 1:
            length += 1
        if length > longest:
            begin, longest = start, length
    return begin


def _unmatched(rows: Ints, pairs: Pairs) -> Ints:
    return np.setdiff1d(rows, np.array(pairs, dtype=np.int64).ravel())


def _repaired(suiting: Suiting, rows: Ints, pairs: Pairs) -> Pairs:
    """Solve again around whoever has nobody, or nobody new, as long as that helps; never fewer or older pairs."""
    for attempt in range(REPAIRS):
        left, stale = _unmatched(rows, pairs), _stale(suiting, pairs)
        if not len(stale) and len(left) <= len(rows) % 2:
            break
        troubled = {row for pair in stale[: SAMPLE // 3] for row in pair}
        chance = draws(np.array([min(pair) for pair in pairs], dtype=np.int64), suiting.past.now, attempt)
        order = sorted(range(len(pairs)), key=lambda place: (pairs[place][0] not in troubled, chance[place]))
        taken = [pairs[place] for place in order[: SAMPLE // 2]]
        sample = np.sort(np.append(left[:SAMPLE], np.array(taken, dtype=np.int64).ravel()))
        rest = set(taken)
        pairs = [pair for pair in pairs if pair not in rest] + solve(suiting, sample, len(sample), keep=taken)
    return sorted(pairs)


def _stale(suiting: Suiting, pairs: Pairs) -> Pairs:
    if not len(suiting.past.buddy):
        return []
    return [pair for pair in pairs if suiting.past.between(*pair) is not None]
