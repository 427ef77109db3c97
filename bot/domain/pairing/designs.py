"""Known designs of whole programmes for groups of three and four, in which nobody meets anybody twice.

The weeks of a design are dealt to people by a shuffle that depends on their ids alone. As long as all groups so far
come from the design, the next round takes one of its remaining weeks, so no plan is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from bot.domain.pairing.hashed_noise import draws
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.solving import NEW, Ints

Groups = list[tuple[int, ...]]
STARTERS: dict[tuple[int, int], tuple[int, list[Groups]]] = {
    (5, 3): (7, [[(14, 4, 12), (13, 8, 6), (0, 3, 2), (11, 1, 7), (5, 9, 10)]]),
    (6, 3): (
        4,
        [[(17, 12, 3), (16, 13, 7), (10, 9, 15), (2, 6, 11), (0, 5, 14), (1, 4, 8)],
         [(17, 7, 10), (16, 3, 9), (12, 5, 4), (13, 2, 1), (15, 14, 11), (0, 6, 8)]],
    ),
    (7, 3): (
        21,
        [[(0, 1, 17), (2, 6, 7), (3, 4, 20), (5, 9, 10), (8, 12, 13), (11, 15, 16), (14, 18, 19)],
         [(0, 2, 13), (1, 4, 10), (3, 15, 18), (5, 12, 19), (6, 14, 16), (7, 9, 20), (8, 11, 17)]],
    ),
    (8, 3): (
        12,
        [[(0, 1, 14), (2, 3, 16), (4, 5, 18), (6, 7, 20), (8, 9, 22), (10, 11, 12), (13, 17, 21), (15, 19, 23)],
         [(0, 2, 5), (1, 17, 20), (3, 13, 18), (4, 15, 16), (6, 8, 11), (7, 14, 23), (9, 12, 19),
          (10, 21, 22)],
         [(0, 4, 21), (1, 9, 18), (2, 20, 22), (3, 7, 12), (5, 13, 23), (6, 10, 15), (8, 14, 16),
          (11, 17, 19)]],
    ),
    (10, 3): (
        14,
        [[(0, 1, 9), (2, 6, 18), (3, 25, 28), (4, 7, 14), (5, 22, 24), (8, 17, 29), (10, 12, 23), (11, 15, 26),
          (13, 19, 27), (16, 20, 21)]],
    ),
    (11, 3): (
        32,
        [[(0, 1, 20), (2, 25, 28), (3, 13, 21), (4, 16, 17), (5, 19, 29), (6, 23, 27), (7, 11, 22), (8, 10, 15),
          (9, 12, 18), (14, 30, 32), (24, 26, 31)]],
    ),
    (6, 4): (7, [[(23, 8, 20, 5), (22, 11, 14, 2), (21, 15, 13, 1), (7, 3, 10, 9), (12, 18, 16, 19), (4, 6, 17, 0)]]),
    (7, 4): (
        9,
        [[(27, 7, 15, 18), (8, 1, 11, 4), (22, 24, 21, 0), (20, 6, 25, 10), (5, 23, 14, 16), (19, 17, 2, 3),
          (9, 13, 12, 26)]],
    ),
    (8, 4): (
        5,
        [[(1, 14, 25, 30), (7, 18, 20, 31), (0, 3, 17, 26), (4, 5, 6, 22), (8, 10, 12, 29), (11, 15, 19, 23),
          (2, 13, 21, 24), (9, 16, 27, 28)],
         [(6, 19, 20, 30), (3, 12, 25, 31), (22, 23, 26, 29), (4, 8, 11, 17), (9, 10, 14, 24), (0, 1, 16, 21),
          (2, 5, 7, 27), (13, 15, 18, 28)]],
    ),
    (9, 4): (
        18,
        [[(0, 1, 12, 14), (2, 22, 26, 29), (3, 5, 9, 10), (4, 19, 25, 27), (6, 16, 23, 24), (7, 15, 32, 33),
          (8, 17, 21, 30), (11, 20, 31, 35), (13, 18, 28, 34)],
         [(0, 3, 19, 32), (1, 16, 30, 35), (2, 5, 21, 34), (4, 7, 18, 23), (6, 9, 20, 25), (8, 11, 22, 27),
          (10, 13, 24, 29), (12, 15, 26, 31), (14, 17, 28, 33)]],
    ),
    (10, 4): (
        39,
        [[(0, 1, 9, 34), (2, 4, 20, 31), (3, 6, 10, 25), (5, 15, 17, 33), (7, 18, 28, 30), (8, 13, 14, 22),
          (11, 24, 37, 39), (12, 29, 32, 36), (16, 19, 23, 38), (21, 26, 27, 35)]],
    ),
}  # fmt: skip
"""(groups, size): a circle's length w, and first weeks. Each gives w weeks, or fewer where it comes back sooner:
every time, everybody moves one place on within their circle of w; the last places, beyond the whole circles, stay. So
no two pairs of these weeks may be equally far apart on the same circles; a test checks all. Found by exhaustive search
among weeks that are the same after a further symmetry (places times a number, or circles in turn)."""
MOST = 150  # people; in larger programs search alone is as good, and wishes count


def design_week(scoring: Scoring, rows: Ints, wanted: int) -> Groups:
    """The week of a design that fits best now, or nothing where there is no design or history has left it."""
    if len(rows) > MOST or len(rows) % wanted:
        return []
    weeks = design(len(rows) // wanted, wanted)
    levels = scoring.levels(rows)
    if not weeks or (levels[~np.eye(len(rows), dtype=bool)] < 0).any():
        return []
    order = np.argsort(draws(scoring.people.ids[rows], wanted), kind="stable")
    dealt = [[tuple(int(order[place]) for place in group) for group in week] for week in weeks]
    known, met = levels < NEW, np.zeros(levels.shape, dtype=bool)
    open_weeks = []
    for week in dealt:
        news = [not known[pair] for group in week for pair in combinations(group, 2)]
        if all(news):
            open_weeks.append(week)
        elif not any(news):
            for group in week:
                met[np.ix_(group, group)] = True
    if not open_weeks or (known & ~met & ~np.eye(len(rows), dtype=bool)).any():
        return []
    soft = scoring.soft(rows)
    best = max(open_weeks, key=lambda week: sum(int(soft[np.ix_(group, group)].sum()) for group in week))
    return [tuple(sorted(int(rows[place]) for place in group)) for group in best]


def design(groups: int, size: int) -> list[Groups]:
    """Weeks of `groups` groups of `size` without a repeat, or nothing if no construction is built in.

    Affine spaces over the field of `size` elements give as many weeks as there can be; where no prime factor of
    `groups` is below `size`, lines of different slope give `groups` weeks; and there are some first weeks that
    give the others by turning.
    """
    spaces = {(size ** (power - 1), size): power for power in (2, 3, 4)}
    if (groups, size) in spaces:
        return _affine(size, spaces[groups, size])
    if (groups, size) in STARTERS:
        return _turned(groups * size, *STARTERS[groups, size])
    if groups >= size and all(groups % factor for factor in range(2, size)):
        return [
            [tuple(line * groups + (start + line * slope) % groups for line in range(size)) for start in range(groups)]
            for slope in range(groups)
        ]
    return []


def _turned(people: int, circle: int, firsts: list[Groups]) -> list[Groups]:
    moving = people // circle * circle

    def after(place: int, turn: int) -> int:
        return place // circle * circle + (place % circle + turn) % circle if place < moving else place

    weeks = [
        tuple(sorted(tuple(sorted(after(place, turn) for place in group)) for group in first))
        for first in firsts
        for turn in range(circle)
    ]
    return [list(week) for week in dict.fromkeys(weeks)]


def _affine(order: int, power: int) -> list[Groups]:
    """The parallel classes of lines in the affine space of this order (3 or 4) and dimension."""
    points = list(_vectors(order, power))
    number = {point: place for place, point in enumerate(points)}
    weeks = []
    for direction in points:
        first = next((digit for digit in direction if digit), 0)
        if first != 1:
            continue
        lines = {
            tuple(sorted(number[_along(point, direction, step, order)] for step in range(order))) for point in points
        }
        weeks.append(sorted(lines))
    return weeks


def _vectors(order: int, power: int) -> Iterator[tuple[int, ...]]:
    for code in range(order**power):
        yield tuple(code // order**digit % order for digit in range(power))


def _along(point: tuple[int, ...], direction: tuple[int, ...], step: int, order: int) -> tuple[int, ...]:
    return tuple(_plus(digit, _times(step, way, order), order) for digit, way in zip(point, direction, strict=True))


def _plus(one: int, other: int, order: int) -> int:
    return one ^ other if order == 4 else (one + other) % order


def _times(one: int, other: int, order: int) -> int:
    """In the field of four elements 2 is a root of x² = x + 1."""
    if order != 4:
        return one * other % order
    return 0 if 0 in (one, other) else (one - 1 + other - 1) % 3 + 1
