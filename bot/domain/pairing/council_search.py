"""The search for councils: grown one after the other, everybody placed, and better by swaps. Rows stand for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from bot.domain.pairing.hashed_noise import draws
from bot.domain.pairing.joining import joined, may_be_a_group
from bot.domain.pairing.pairs import in_blocks
from bot.domain.pairing.scoring import Matrix, Scoring
from bot.domain.pairing.solving import NEW, SOFT_BITS, Ints

SMALLEST, USUAL, LARGEST = 3, 4, 6
BLOCK = 240  # people whose councils are composed at once
FEW, STARTS, MANY_STARTS = 60, 2, 8  # up to so few people, more ways to begin are tried
SWAPS = 400  # that may improve the councils of a block
NEAREST = 40  # people who are looked at to found one more council

Groups = list[tuple[int, ...]]


def number_of(people: int, wanted: int) -> int:
    """How many councils so many people make: of four to six where that can be, as near to `wanted` as can be."""
    if people < SMALLEST:
        return 0
    fewest = -(-people // LARGEST)
    counts = range(fewest, people // USUAL + 1)
    return min(counts, key=lambda count: (abs(people - count * wanted), count), default=fewest)


def may_be_a_council(scoring: Scoring, rows: Sequence[int]) -> bool:
    """The one check of a group's hard rules, and a council's own: one mentor at most. Sizes are the caller's."""
    return sum(bool(scoring.people.mentor[row]) for row in rows) <= 1 and may_be_a_group(scoring, rows)


def councils_of(scoring: Scoring, free: Ints, wanted: int, fixed: Groups) -> Groups:
    """Councils of these rows, after those that are `fixed`: these lose nobody, and take in whom no other can."""
    groups: Groups = []
    for block in in_blocks(scoring, free, BLOCK, LARGEST) if len(free) else ():
        groups += _best(scoring, block, wanted)
    groups = _with_everyone(scoring, groups, sorted(set(free.tolist()).difference(*groups)))
    kept = [list(group) for group in fixed]
    for row in sorted(set(free.tolist()).difference(*groups)):
        open_ = [one for one in kept if len(one) < LARGEST and may_be_a_council(scoring, [row, *one])]
        if open_:
            min(open_, key=len).append(row)
    return [*(tuple(sorted(group)) for group in kept), *groups]


@dataclass(frozen=True)
class _Block:
    """Some of the people, by their place in `rows`, and what each two of them are worth to each other."""

    scoring: Scoring
    rows: Ints
    value: Matrix
    near: Matrix  # 1 where the two may be together

    @classmethod
    def of(cls, scoring: Scoring, rows: Ints) -> _Block:
        levels, soft = scoring.levels(rows), scoring.soft(rows)
        return cls(
            scoring, rows, np.where(levels >= NEW, soft, soft - (1 << SOFT_BITS)), (levels >= 0).astype(np.int64)
        )

    def may_be(self, places: Iterable[int]) -> bool:
        return may_be_a_council(self.scoring, [int(self.rows[place]) for place in places])

    def worth(self, groups: Groups) -> int:
        return sum(int(self.value[list(group)][:, list(group)].sum()) for group in groups)


def _best(scoring: Scoring, rows: Ints, wanted: int) -> Groups:
    """The best councils of several ways to begin: most people, then fewest small councils, then the wishes."""
    block = _Block.of(scoring, rows)
    tried = [_tried(block, wanted, start) for start in range(MANY_STARTS if len(rows) <= FEW else STARTS)]
    best = max(tried, key=lambda groups: (sum(map(len, groups)), -_small(groups), block.worth(groups)))
    return [tuple(int(rows[place]) for place in group) for group in best]


def _small(groups: Groups) -> int:
    return sum(len(group) < USUAL for group in groups)


def _tried(block: _Block, wanted: int, start: int) -> Groups:
    groups = _grown(block, wanted, draws(block.scoring.people.ids[block.rows], start, len(block.rows)).tolist())
    over = sorted(set(range(len(block.rows))).difference(*groups))
    rows, now = block.rows, [tuple(int(block.rows[place]) for place in group) for group in groups]
    now = _with_everyone(block.scoring, now, [int(rows[place]) for place in over])
    place_of = {int(row): place for place, row in enumerate(rows)}
    return _swapped(block, [tuple(sorted(place_of[row] for row in group)) for group in now])


def _grown(block: _Block, wanted: int, chances: Sequence[int]) -> Groups:
    """One council after the other, each from somebody who has the fewest possible partners left."""
    left = set(range(len(block.rows)))
    count = number_of(len(left), wanted)
    each = [len(left) // max(count, 1) + (place < len(left) % max(count, 1)) for place in range(count)]
    groups: Groups = []
    while len(left) >= SMALLEST:
        size = each[len(groups)] if len(groups) < len(each) else wanted
        places = sorted(left)
        partners = block.near[places][:, places].sum(axis=1)
        first = min(range(len(places)), key=lambda spot: (int(partners[spot]), chances[places[spot]]))
        group = _grow(block, places[first], left, size)
        left -= set(group)
        if len(group) >= SMALLEST:
            groups.append(tuple(group))
    return groups


def _grow(block: _Block, first: int, left: set[int], size: int) -> list[int]:
    group = [first]
    open_ = [place for place in sorted(left) if block.near[first, place]]
    while open_ and len(group) < size:
        worth = block.value[group][:, open_].sum(axis=0)
        found = next(
            (open_[spot] for spot in np.argsort(-worth, kind="stable").tolist() if block.may_be([*group, open_[spot]])),
            None,
        )
        if found is None:
            break
        group.append(found)
        open_ = [place for place in open_ if place != found and block.near[found, place]]
    return group


def _with_everyone(scoring: Scoring, groups: Groups, over: Sequence[int]) -> Groups:
    """The councils with each of `over` who can be: as one more, in a chain of moves, or in a council that is founded
    with people whom larger ones can spare. What has become of three is filled up from what has five or six.
    """
    now = joined(scoring, groups, over, lambda _place: LARGEST, may_be_a_council)
    for row in over:
        without = set(over).difference(*now)
        if row in without:
            now = _founded(scoring, now, row, sorted(without - {row})) or now
    return _filled(scoring, now)


def _founded(scoring: Scoring, groups: Groups, row: int, rest: Sequence[int]) -> Groups | None:
    """One more council of three with this person, or None where nobody can be spared for it."""
    of = {one: place for place, group in enumerate(groups) for one in group if len(group) > SMALLEST}
    near = [one for one in (*rest, *of) if may_be_a_council(scoring, [row, one])]
    rows = np.array([row, *near], dtype=np.int64)
    worth = scoring.soft(rows)[0, 1:].tolist()
    ranked = sorted(zip(near, worth, strict=True), key=lambda pair: (pair[0] not in rest, -pair[1], pair[0]))
    for one, other in combinations([one for one, _ in ranked[:NEAREST]], 2):
        taken = {one, other}
        left = [tuple(member for member in group if member not in taken) for group in groups]
        if min(map(len, left), default=SMALLEST) >= SMALLEST and may_be_a_council(scoring, [row, one, other]):
            return [*left, tuple(sorted([row, one, other]))]
    return None


def _filled(scoring: Scoring, groups: Groups) -> Groups:
    """Councils of three grow to four where a larger one can spare somebody who may come."""
    now = [list(group) for group in groups]
    for small in (group for group in now if len(group) < USUAL):
        for one in _to_spare(now, small):
            if may_be_a_council(scoring, [*small, one]):
                next(group for group in now if one in group and group is not small).remove(one)
                small.append(one)
                break
    return [tuple(sorted(group)) for group in now]


def _to_spare(now: Sequence[Sequence[int]], small: Sequence[int]) -> Iterator[int]:
    for group in sorted((one for one in now if len(one) > USUAL and one is not small), key=lambda one: -len(one)):
        yield from sorted(group)


def _swapped(block: _Block, groups: Groups) -> Groups:
    """The councils after swaps of two people, the best first, as long as one makes them better and breaks no rule."""
    if len(groups) < 2:
        return groups
    now = [list(group) for group in groups]
    for _ in range(SWAPS):
        found = _best_swap(block, now)
        if found is None:
            break
        (here, one), (there, other) = found
        now[here][now[here].index(one)], now[there][now[there].index(other)] = other, one
    return [tuple(sorted(group)) for group in now]


def _best_swap(block: _Block, groups: Sequence[Sequence[int]]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    places = np.array([place for group in groups for place in group], dtype=np.int64)
    of = np.array([number for number, group in enumerate(groups) for _ in group], dtype=np.int64)
    value = block.value[np.ix_(places, places)].copy()
    np.fill_diagonal(value, 0)
    member = np.zeros((len(places), len(groups)), dtype=np.int64)
    member[np.arange(len(places)), of] = 1
    with_group = value @ member
    own = with_group[np.arange(len(places)), of]
    gain = with_group[:, of] + with_group[:, of].T - 2 * value - own[:, None] - own[None, :]
    gain[of[:, None] == of[None, :]] = 0
    ones, others = np.nonzero(np.triu(gain > 0))
    order = np.lexsort((others, ones, -gain[ones, others]))
    for spot in order[:SWAPS].tolist():
        one, other = int(places[ones[spot]]), int(places[others[spot]])
        here, there = int(of[ones[spot]]), int(of[others[spot]])
        mine = [other if place == one else place for place in groups[here]]
        theirs = [one if place == other else place for place in groups[there]]
        if block.may_be(mine) and block.may_be(theirs):
            return (here, one), (there, other)
    return None
