"""Local search: swaps improve the groups, first against repeats, then for turns in the larger ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.scoring import Matrix
from bot.domain.pairing.solving import Ints

Groups = list[tuple[int, ...]]
FORBIDDEN = 1 << 40  # a forbidden pair; a repeat costs from AGES to 3 * AGES, a wish less than 1
STEPS, SMALL_STEPS, SMALL = 300, 3_000, 64  # swaps tried against repeats
TENURE = 8  # steps in which somebody who was moved stays


def swapped(cost: Matrix, groups: Groups, chances: NDArray[np.uint64]) -> Groups:
    """The groups after swaps that lower the sum of costs: a tabu search that ends at zero cost, or after enough
    steps.
    """
    size = len(cost)
    of = np.full(size, -1)
    for number, group in enumerate(groups):
        of[list(group)] = number
    member = np.zeros((size, len(groups)), dtype=np.int64)
    member[np.arange(size)[of >= 0], of[of >= 0]] = 1
    with_group = cost @ member if size <= 256 else _sums(cost, groups)
    best, lowest = of.copy(), _total(with_group, of)
    held = np.zeros(size, dtype=np.int64)
    places = np.arange(size)
    for step in range(SMALL_STEPS if size <= SMALL else STEPS):
        now = with_group[places, of]
        troubled = np.flatnonzero(now > 0)
        if not len(troubled):
            break
        if len(troubled) > 24:
            troubled = troubled[np.argsort(chances[troubled] ^ chances[step % size], kind="stable")[:24]]
        change = (
            with_group[troubled][:, of]
            + with_group[:, of[troubled]].T
            - 2 * cost[troubled]
            - now[troubled][:, None]
            - now[None, :]
        )
        change[of[troubled][:, None] == of[None, :]] = FORBIDDEN * 99
        closed = (held[troubled] > step)[:, None] | (held > step)[None, :]
        total = int(now.sum()) // 2
        change[closed & (change + total >= lowest)] = FORBIDDEN * 99
        least = change.min()
        if least >= FORBIDDEN * 99:
            break
        ties = np.flatnonzero(change.ravel() == least)
        pick = int(ties[int(chances[step % size] >> np.uint64(20)) % len(ties)])
        one, other = int(troubled[pick // size]), pick % size
        first, second = of[one], of[other]
        difference = cost[:, other] - cost[:, one]
        with_group[:, first] += difference
        with_group[:, second] -= difference
        of[one], of[other] = second, first
        held[[one, other]] = step + TENURE + int(chances[step % size] % np.uint64(5))
        if total + least < lowest:
            best, lowest = of.copy(), total + int(least)
    return [tuple(np.flatnonzero(best == number).tolist()) for number in range(len(groups))]


def by_turns(cost: Matrix, groups: Groups, turns: Ints, wanted: int) -> Groups:
    """The groups after swaps without a cost: people in a group above the wanted size trade with people who were in one
    less often.
    """
    now = [list(group) for group in groups]
    usual = [number for number, group in enumerate(now) if len(group) <= wanted]
    for large in (group for group in now if len(group) > wanted):
        for spot in sorted(range(len(large)), key=lambda spot: -int(turns[large[spot]])):
            ways = ((number, place) for number in usual for place in range(len(now[number])))
            for number, place in sorted(ways, key=lambda way: (int(turns[now[way[0]][way[1]]]), way)):
                one, other = large[spot], now[number][place]
                if turns[other] >= turns[one]:
                    break
                mine, theirs = large[:spot] + large[spot + 1 :], now[number][:place] + now[number][place + 1 :]
                saved = cost[one, mine].sum() + cost[other, theirs].sum()
                if cost[other, mine].sum() + cost[one, theirs].sum() <= saved:
                    large[spot], now[number][place] = other, one
                    break
    return [tuple(sorted(group)) for group in now]


def _sums(cost: Matrix, groups: Groups) -> Matrix:
    return np.stack([cost[:, list(group)].sum(axis=1) for group in groups], axis=1)


def _total(with_group: Matrix, of: Ints) -> int:
    return int(with_group[np.arange(len(of)), of].sum()) // 2
