"""Pairs for any number of people: exact for up to DENSE people; beyond that exact on the best partners of each, in
blocks of people whose hours are alike. Cost grows in proportion to the number of people.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from bot.domain.pairing.hashed_noise import draws
from bot.domain.pairing.people_table import distinct, without
from bot.domain.pairing.score_table import Small
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.solving import NEW, Ints, match
from bot.domain.pairing.weak_ties import weak_tie_pairs

DENSE = 150  # up to this many people all pairs are compared
BLOCK = 500  # in the largest programs, to save time; in smaller ones larger blocks find better partners
BLOCKS = ((1_500, 1_500), (6_000, 1_000))  # (up to so many people, blocks of)
BEST = 5  # partners of each that are compared in a block
WIDE, NARROW = (
    16,
    2,
)  # half-hours: people whose days begin in one window may share a block; narrow where hours are a wish
FEW = 3  # some possible partners of somebody without one, always looked at
REPAIRS, SAMPLE = 8, 300  # further solves for those without a partner or with an old one, among so many
Pairs = list[tuple[int, int]]


def best_pairs(scoring: Scoring, rows: Ints) -> Pairs:
    """A matching of these rows: the most people, then new partners, then second tries, the oldest repeats, wishes.

    Exact for up to DENSE people; beyond that, people who stay without a partner or meet an old one are solved
    again together with others.
    """
    if len(rows) <= DENSE:
        return solve(scoring, rows, len(rows))
    size = next((block for most, block in BLOCKS if len(rows) <= most), BLOCK)
    pairs: Pairs = []
    if len(rows) > size:  # who wish for each other might be in different blocks
        pairs = _wished(scoring, rows)
        pairs += weak_tie_pairs(scoring, without(_unmatched(rows, pairs), scoring.round_wishes.wishing))
    for block in in_blocks(scoring, _unmatched(rows, pairs), size):
        pairs += solve(scoring, block, BEST)
    left = _unmatched(rows, pairs)
    if 1 < len(left) < len(rows):
        for block in in_blocks(scoring, left, BLOCK):
            pairs += solve(scoring, block, 4 * BEST)
    return _repaired(scoring, rows, pairs)


def _wished(scoring: Scoring, rows: Ints) -> Pairs:
    """Those of these rows who wish for each other, never met and may be paired; nobody in two pairs."""
    free = set(rows.tolist())
    found: Pairs = []
    for one, other in scoring.round_wishes.mutual():
        if {one, other} <= free and scoring.levels(np.array([one, other]))[0, 1] >= NEW:
            found.append((one, other))
            free -= {one, other}
    return found


def solve(scoring: Scoring, rows: Ints, best: int, keep: Sequence[tuple[int, int]] = ()) -> Pairs:
    """The best matching among each one's `best` partners, and the pairs `keep` besides. Pairs of rows, sorted."""
    if len(rows) < 2:
        return []
    rows = rows[np.argsort(scoring.chances[rows], kind="stable")]  # so that the ring favours nobody
    levels, wishes = scoring.matrices(rows)
    lefts, rights = _candidates(levels, wishes, best)
    if keep:
        place = {int(row): spot for spot, row in enumerate(rows)}
        kept = np.array([(place[one], place[other]) for one, other in keep], dtype=np.int64)
        lefts, rights = _once(np.append(lefts, kept[:, 0]), np.append(rights, kept[:, 1]), len(rows))
    soft = scoring.soft_of(rows[lefts], rows[rights], wishes[lefts, rights])
    found = match(len(rows), lefts, rights, levels[lefts, rights].astype(np.int64), soft, exact=best >= len(rows))
    pairs = np.sort(rows[np.array(found, dtype=np.int64).reshape(-1, 2)], axis=1)
    return sorted(map(tuple, pairs.tolist()))


def _candidates(levels: Small, wishes: Small, best: int) -> tuple[Ints, Ints]:
    """The best partners of each. Among equals, the next ones in a ring of all people: all keys of a row differ, so
    every machine chooses the same.
    """
    size = len(levels)
    if best >= size:
        lefts, rights = np.nonzero(np.triu(levels >= 0))
        return lefts, rights
    bits = size.bit_length()
    key = np.where(levels == NEW, wishes, levels - np.int16(NEW + 1)).astype(np.int32)
    key <<= bits
    key += sliding_window_view(np.arange(2 * size, dtype=np.int32) % size, size)[size:0:-1]  # steps along the ring
    key.partition(size - best, axis=1)
    steps = key[:, size - best :].ravel() & ((1 << bits) - 1)
    owners = np.repeat(np.arange(size), best)
    chosen = (owners + steps) % size
    allowed = levels[owners, chosen] >= 0
    return _once(owners[allowed], chosen[allowed], size)


def _once(lefts: Ints, rights: Ints, size: int) -> tuple[Ints, Ints]:
    pair = distinct(np.minimum(lefts, rights) * size + np.maximum(lefts, rights))
    return pair // size, pair % size


def in_blocks(scoring: Scoring, rows: Ints, size: int, group: int = 2) -> list[Ints]:
    """Rows whose days begin within a few hours of each other, mixed anew in every round; all blocks but one divide into
    groups of `group`.
    """
    count = max(1, round(len(rows) / size))
    if count == 1:
        return [rows]
    chances = scoring.chances[rows]
    turn = int(draws(np.array([scoring.past.now]), 1)[0] % np.uint64(48))
    width = NARROW if scoring.weights.common_hours else WIDE
    window = (_day_begins(scoring.people.hours[rows]) + turn) % 48 // width
    ends = np.arange(1, count) * len(rows) // count // group * group
    return [np.sort(block) for block in np.split(rows[np.lexsort((chances, window))], ends)]


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
    return without(rows, np.array(pairs, dtype=np.int64).ravel())


def _repaired(scoring: Scoring, rows: Ints, pairs: Pairs) -> Pairs:
    """Solve again around people without a partner, or without a new one, as long as that helps; never
    fewer or older pairs.
    """
    for attempt in range(REPAIRS):
        left, stale = _unmatched(rows, pairs), _stale(scoring, pairs)
        if not len(stale) and len(left) <= len(rows) % 2:
            break
        troubled = {row for pair in stale[: SAMPLE // 3] for row in pair}
        troubled |= {other for row in left[: SAMPLE // 6].tolist() for other in _possible(scoring, rows, row, attempt)}
        chance = draws(np.array([min(pair) for pair in pairs], dtype=np.int64), scoring.past.now, attempt)
        order = sorted(range(len(pairs)), key=lambda place: (pairs[place][0] not in troubled, chance[place]))
        taken = [pairs[place] for place in order[: SAMPLE // 2]]
        sample = np.sort(np.append(left[:SAMPLE], np.array(taken, dtype=np.int64).ravel()))
        rest = set(taken)
        pairs = [pair for pair in pairs if pair not in rest] + solve(scoring, sample, len(sample), keep=taken)
    return sorted(pairs)


def _possible(scoring: Scoring, rows: Ints, row: int, attempt: int) -> list[int]:
    """A few possible partners of the person in `row`, others in each attempt: somebody may have only one."""
    shared = np.bitwise_count(scoring.people.hours[rows] & scoring.people.hours[row])
    able = rows[(shared >= scoring.enough(row)[rows]) & scoring.in_reach(row)[rows]]
    able = without(able, np.array([row, *scoring.apart.get(row, ())]))
    few: list[int] = able[np.argsort(draws(able, row, attempt))[:FEW]].tolist()
    return few


def _stale(scoring: Scoring, pairs: Pairs) -> Pairs:
    ones, others = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return [pairs[place] for place in np.flatnonzero(scoring.past.find(ones, others) >= 0)]
