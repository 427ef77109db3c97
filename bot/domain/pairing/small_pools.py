"""Pairs of a small pool, where rounds to come matter: repeats only when forced, and fair turns to be the odd one."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from bot.domain.pairing.joining import joined
from bot.domain.pairing.lookahead import with_lookahead
from bot.domain.pairing.pairs import DENSE, best_pairs
from bot.domain.pairing.people_table import Bools, without
from bot.domain.pairing.scoring import Matrix, Scoring
from bot.domain.pairing.solving import NEW, SOFT_BITS, Ints, match

SMALL_POOL = 128  # up to this many people the lookahead runs
FEWEST, TRIOS = 16, 12  # people among whom a trio is sought by turns; trios that are tried
Groups = list[tuple[int, ...]]


def even(scoring: Scoring, rows: Ints) -> Groups:
    """Pairs of an even number of people."""
    if len(rows) > SMALL_POOL:
        return list(best_pairs(scoring, rows))
    return _by_rows(rows, _solved(scoring.people.ids[rows], scoring.levels(rows), scoring.soft(rows)))


def with_one_out(scoring: Scoring, rows: Ints, turns: Ints) -> tuple[Groups, int]:
    """Pairs of an odd number of people, and the row of the person who sits out: one of those who did so least often.

    Sitting out is matched as a partner whom each person meets in turn, so the lookahead works as it does for an even
    number.
    """
    waits = turns == turns.min()
    if len(rows) > SMALL_POOL:
        able = rows[waits]
        out = int(able[np.argmin(scoring.chances[able])])
        return list(best_pairs(scoring, rows[rows != out])), out
    size = len(rows)
    levels, soft = np.full((size + 1, size + 1), -1), np.zeros((size + 1, size + 1), dtype=np.int64)
    levels[:size, :size], soft[:size, :size] = scoring.levels(rows), scoring.soft(rows)
    levels[size, :size] = levels[:size, size] = np.where(waits, NEW, -1)
    soft[size, :size] = soft[:size, size] = (scoring.chances[rows] >> np.uint64(64 - SOFT_BITS)).astype(np.int64)
    pairs = _solved(np.append(scoring.people.ids[rows], -1), levels, soft)
    out = next((one for one, other in pairs if other == size), int(np.argmax(waits)))
    return _by_rows(rows, [pair for pair in pairs if size not in pair and out not in pair]), int(rows[out])


def with_a_trio(scoring: Scoring, rows: Ints, turns: Ints) -> Groups:
    """Pairs of an odd number of people and one trio, from the people who were in one least often."""
    if len(rows) > DENSE:
        able = rows[turns == turns.min()]
        third = int(able[np.argmin(scoring.chances[able])])
        return [*best_pairs(scoring, rows[rows != third])]
    levels, soft = scoring.levels(rows), scoring.soft(rows)
    best: tuple[tuple[int, int, int], Groups] | None = None
    eased = np.isin(rows, list(scoring.least))
    for trio in _trios(levels, soft, turns, eased):
        rest = np.delete(np.arange(len(rows)), trio)
        pairs = [(int(rest[one]), int(rest[other])) for one, other in _matched(levels, soft, rest)]
        groups: Groups = [trio, *pairs]
        score = _score(levels, soft, groups)
        if best is None or score > best[0]:
            best = score, groups
        if best[0][:2] == (len(rows), 0):
            break
    if best is None or best[0][0] < len(rows):
        alone = _by_rows(rows, _matched(levels, soft, np.arange(len(rows))))
        over = without(rows, np.array(alone, dtype=np.int64).ravel())
        widened = joined(scoring, alone, over.tolist(), lambda _place: 3)
        if best is None or sum(map(len, widened)) > best[0][0]:
            return list(widened)
    return [tuple(int(rows[place]) for place in sorted(group)) for group in best[1]]


def _solved(ids: Ints, levels: Matrix, soft: Matrix) -> list[tuple[int, int]]:
    best = _matched(levels, soft, np.arange(len(ids)))
    new = levels >= NEW
    if 2 * len(best) == len(ids) and all(new[pair] for pair in best):
        return with_lookahead(ids, new, best)
    return best


def _matched(levels: Matrix, soft: Matrix, places: Ints) -> list[tuple[int, int]]:
    here = np.ix_(places, places)
    lefts, rights = np.nonzero(np.triu(levels[here] >= 0))
    return match(len(places), lefts, rights, levels[here][lefts, rights], soft[here][lefts, rights])


def _trios(levels: Matrix, soft: Matrix, turns: Ints, eased: Bools) -> list[tuple[int, int, int]]:
    """Allowed trios, the best first: fewest repeats, then without people who share few hours, turns, and the wishes."""
    order = np.lexsort((-soft.max(axis=1), turns, eased))[:FEWEST]
    ranked = []
    for trio in combinations(sorted(order.tolist()), 3):
        pairs = list(combinations(trio, 2))
        if all(levels[pair] >= 0 for pair in pairs):
            known = sum(levels[pair] < NEW for pair in pairs)
            age = -sum(int(levels[pair]) for pair in pairs)
            wish = -sum(int(soft[pair]) for pair in pairs)
            few = sum(bool(eased[one]) for one in trio)
            ranked.append((known, few, sum(int(turns[one]) for one in trio), age, wish, trio))
    return [entry[-1] for entry in sorted(ranked)[:TRIOS]]


def _score(levels: Matrix, soft: Matrix, groups: Groups) -> tuple[int, int, int]:
    """How many people have a group, how few repeats there are, and the wishes."""
    pairs = [pair for group in groups for pair in combinations(group, 2)]
    repeats = sum(levels[pair] < NEW for pair in pairs)
    return sum(map(len, groups)), -int(repeats), sum(int(soft[pair]) for pair in pairs)


def _by_rows(rows: Ints, pairs: list[tuple[int, int]]) -> Groups:
    return [(int(rows[one]), int(rows[other])) for one, other in pairs]
