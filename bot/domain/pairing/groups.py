"""Groups of three and four: matched from smaller units, then improved by swaps against repeats."""

from __future__ import annotations

import numpy as np

from bot.domain.pairing.designs import design_week
from bot.domain.pairing.hashed_noise import draws
from bot.domain.pairing.local_search import FORBIDDEN, by_turns, swapped
from bot.domain.pairing.pairs import in_blocks
from bot.domain.pairing.people_table import distinct
from bot.domain.pairing.rules import LARGEST_GROUP
from bot.domain.pairing.scoring import Matrix, Scoring
from bot.domain.pairing.solving import AGES, NEW, SOFT_BITS, Ints, match_edges

Groups = list[tuple[int, ...]]
BLOCK = 1_000  # people whose groups are made at once
FIRST = 1 << 18  # costs above this count as equal in the search for each one's best partners


def sizes(number: int, wanted: int) -> list[int]:
    """Group sizes that differ by one at most: the wanted size and one more, or one less where four is the most."""
    count = max(1, number // wanted)
    if number > count * min(wanted + 1, LARGEST_GROUP):
        count = -(-number // wanted)
    return [number // count + (place < number % count) for place in range(count)]


def larger_groups(scoring: Scoring, rows: Ints, wanted: int) -> Groups:
    """Groups of all these rows (at least two), of `sizes`. The caller checks the rules that concern more than two
    people.
    """
    if len(rows) <= 1:
        return []
    week = design_week(scoring, rows, wanted)
    if week:
        return week
    groups: Groups = []
    for block in in_blocks(scoring, rows, BLOCK, wanted):
        groups += _block(scoring, block, wanted)
    return groups


def _block(scoring: Scoring, rows: Ints, wanted: int) -> Groups:
    each = sizes(len(rows), wanted)
    levels, soft = scoring.levels(rows), scoring.soft(rows)
    cost = costs(levels)
    order = np.lexsort((scoring.chances[rows], scoring.past.larger[rows]))
    over = sum(size > each[-1] for size in each)
    extra, rest = order[:over], order[over:]
    groups = _merged(cost, soft, np.sort(rest), each[-1])
    groups = _with_extras(cost, soft, groups, extra)
    groups = swapped(cost, groups, draws(scoring.people.ids[rows], scoring.past.now, len(rows)))
    if each[0] > wanted:
        groups = by_turns(cost, groups, scoring.past.larger[rows], wanted)
    return [tuple(sorted(int(rows[place]) for place in group)) for group in groups]


def costs(levels: Matrix) -> Matrix:
    """What a pair costs: nothing if new, more the younger the repeat, FORBIDDEN if it may not be."""
    cost = np.where(levels >= NEW, 0, np.where(levels < 0, FORBIDDEN, 3 * AGES - levels))
    np.fill_diagonal(cost, 0)
    return cost


def _merged(cost: Matrix, soft: Matrix, places: Ints, size: int) -> Groups:
    """Groups of `size` (2 to 4) of all the places: pairs; pairs of pairs; or singles with the pairs of the rest."""
    if size == 3:
        order = places[np.argsort(soft[places].max(axis=1), kind="stable")]
        singles, rest = np.sort(order[: len(places) // 3]), np.sort(order[len(places) // 3 :])
        pairs = _united(cost, soft, [(int(one),) for one in rest], None)
        return _united(cost, soft, pairs, [(int(one),) for one in singles])
    pairs = _united(cost, soft, [(int(one),) for one in places], None)
    return pairs if size == 2 else _united(cost, soft, pairs, None)


def _with_extras(cost: Matrix, soft: Matrix, groups: Groups, extras: Ints) -> Groups:
    if not len(extras):
        return groups
    grown = _united(cost, soft, groups, [(int(one),) for one in extras])
    inside = {place for group in grown for place in group}
    return grown + [group for group in groups if group[0] not in inside]


def _united(cost: Matrix, soft: Matrix, units: Groups, others: Groups | None) -> Groups:
    """Units joined two by two at the least cost, or each of `others` with one of `units`."""
    every = units if others is None else units + others
    member = np.zeros((len(every), len(cost)), dtype=np.int64)
    for place, unit in enumerate(every):
        member[place, list(unit)] = 1
    price, wish = _between(member, cost), _between(member, soft >> 8)
    np.fill_diagonal(price, FORBIDDEN * 99)
    if others is not None:
        price[: len(units), : len(units)] = FORBIDDEN * 99
        price[len(units) :, len(units) :] = FORBIDDEN * 99
    lefts, rights = _cheapest(price, wish, len(every))
    dear = np.minimum(price[lefts, rights], FORBIDDEN * 16)
    edges = [
        (left, right, (FORBIDDEN * 17 - paid << SOFT_BITS) + gained)
        for left, right, paid, gained in zip(
            lefts.tolist(), rights.tolist(), dear.tolist(), wish[lefts, rights].tolist(), strict=True
        )
    ]
    matched = match_edges(len(every), edges)
    taken = {place for pair in matched for place in pair}
    alone = [place for place in range(len(every)) if place not in taken]
    if others is None:
        matched += list(zip(alone[::2], alone[1::2], strict=False))
    else:
        firsts = [place for place in alone if place < len(units)]
        matched += list(zip(firsts, [place for place in alone if place >= len(units)], strict=False))
    return [every[one] + every[other] for one, other in matched]


def _between(member: Matrix, values: Matrix) -> Matrix:
    if (member.sum(axis=1) == 1).all():
        places = member.argmax(axis=1)
        return values[np.ix_(places, places)].copy()
    starts = [np.flatnonzero(unit) for unit in member]
    columns = np.stack([values[:, unit].sum(axis=1) for unit in starts], axis=1)
    return np.stack([columns[unit].sum(axis=0) for unit in starts])


def _cheapest(price: Matrix, wish: Matrix, size: int) -> tuple[Ints, Ints]:
    """The best partners of each; all of them, if there are few."""
    best = min(size - 1, 24)
    key = wish - np.minimum(price, FIRST) * (1 << (SOFT_BITS - 4))
    chosen = np.argpartition(key, size - best, axis=1)[:, size - best :].astype(np.int64)
    owners = np.repeat(np.arange(size), best)
    others = chosen.ravel()
    allowed = price[owners, others] < FORBIDDEN * 99
    pair = distinct(np.minimum(owners, others)[allowed] * size + np.maximum(owners, others)[allowed])
    return pair // size, pair % size
