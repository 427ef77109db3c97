"""Places for people still without a group: one more in a group, or in the place of somebody who can go elsewhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import reduce
from heapq import nsmallest
from itertools import combinations

import numpy as np

from bot.domain.pairing.scoring import Scoring

Groups = list[tuple[int, ...]]
Step = tuple[int, int, int | None]  # (newcomer, group, person who leaves it)
MayBe = Callable[[Scoring, Sequence[int]], bool]
CLOSELY = 100  # of many groups that could take somebody in, only those whose turn it is are compared closely


def may_be_a_group(scoring: Scoring, rows: Sequence[int]) -> bool:
    """Whether every hard rule lets these people be one group; they need common hours of all of them."""
    rules, table = scoring.rules, scoring.people
    hours = reduce(lambda common, row: common & int(table.hours[row]), rows, (1 << 48) - 1)
    if hours.bit_count() < rules.min_common_half_hours and not _near_enough(scoring, rows, hours):
        return False
    is_free = not scoring.apart and scoring.circle is None
    return is_free or all(scoring.may_meet(one, other) for one, other in combinations(rows, 2))


def _near_enough(scoring: Scoring, rows: Sequence[int], hours: int) -> bool:
    """Whether the hours suffice for somebody whom they were lowered for; the others of the group keep theirs."""
    eased = [row for row in rows if row in scoring.least]
    if not eased or hours.bit_count() < min(scoring.least[row] for row in eased):
        return False
    masks = [int(scoring.people.hours[row]) for row in rows if row not in scoring.least]
    return all(
        (one & other).bit_count() >= scoring.rules.min_common_half_hours for one, other in combinations(masks, 2)
    )


def that_may_be(scoring: Scoring, groups: Groups) -> list[bool]:
    """`may_be_a_group` for many groups; no two of them share a person."""
    if not groups:
        return []
    sizes = np.array([len(group) for group in groups])
    members = np.fromiter((row for group in groups for row in group), dtype=np.int64)
    common = np.bitwise_and.reduceat(scoring.people.hours[members], np.cumsum(sizes) - sizes)
    holds: list[bool] = (np.bitwise_count(common) >= scoring.rules.min_common_half_hours).tolist()
    special = scoring.apart.keys() | scoring.least.keys()
    group_of = {row: number for number, group in enumerate(groups) for row in group} if special else {}
    by_circle = scoring.circle is not None
    doubtful = range(len(groups)) if by_circle else {group_of[row] for row in special if row in group_of}
    for number in doubtful:
        holds[number] = may_be_a_group(scoring, groups[number])
    return holds


def joined(
    scoring: Scoring,
    groups: Groups,
    over: Sequence[int],
    largest: Callable[[int], int],
    may_be: MayBe = may_be_a_group,
) -> Groups:
    """The groups, with each person of `over` added who can be.

    `largest(place)` is the size up to which a group may grow; `may_be`: whether people may be one. Each person takes
    the group that suits best, by repeats, turns and wishes; if none has a place, somebody who can go to another group
    makes room.
    """
    now = [list(group) for group in groups]
    for one in over:
        way = _direct(scoring, now, one, largest, may_be) or _way(scoring, now, one, largest, may_be)
        for person, place, leaves in way:
            if leaves is not None:
                now[place].remove(leaves)
            now[place].append(person)
    return [tuple(sorted(group)) for group in now]


def _direct(
    scoring: Scoring, groups: list[list[int]], one: int, largest: Callable[[int], int], may_be: MayBe
) -> list[Step]:
    places = [
        place for place, group in enumerate(groups) if len(group) < largest(place) and may_be(scoring, [one, *group])
    ]
    if len(places) > CLOSELY:
        places = nsmallest(CLOSELY, places, key=lambda place: _turns(scoring, groups[place], one))
    best = min(places, key=lambda place: _rank(scoring, groups[place], one), default=None)
    return [] if best is None else [(one, best, None)]


def _turns(scoring: Scoring, group: Sequence[int], one: int) -> tuple[int, int]:
    """How often these people were in a larger group; noise decides between equals."""
    return sum(int(scoring.past.larger[row]) for row in group), int(scoring.chances[group[0]] ^ scoring.chances[one])


def _rank(scoring: Scoring, group: Sequence[int], one: int) -> tuple[int, int, int, int]:
    past = [met for met in (scoring.past.between(one, row) for row in group) if met]
    rows = np.array([one, *group])
    wish = int(scoring.soft(rows)[0, 1:].sum())
    turns = int(scoring.past.larger[np.array(group)].sum())
    return len(past), -min((ago for ago, _ in past), default=0), turns, -wish


def _way(
    scoring: Scoring, groups: list[list[int]], one: int, largest: Callable[[int], int], may_be: MayBe
) -> list[Step]:
    """The shortest chain of moves that gives `one` a group and leaves nobody else without one."""
    came_from: dict[int, list[Step]] = {one: []}
    queue = deque([one])
    while queue:
        person = queue.popleft()
        steps = came_from[person]
        touched = {place for _, place, _ in steps}
        if steps:
            free = [place for place in range(len(groups)) if place not in touched]
            for place in free:
                if len(groups[place]) < largest(place) and may_be(scoring, [person, *groups[place]]):
                    return [*steps, (person, place, None)]
        for place, group in enumerate(groups):
            if place in touched or len(group) < 2:
                continue
            for leaves in group:
                rest = [row for row in group if row != leaves]
                if leaves not in came_from and may_be(scoring, [person, *rest]):
                    came_from[leaves] = [*steps, (person, place, leaves)]
                    queue.append(leaves)
    return []
