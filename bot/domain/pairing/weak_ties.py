"""Pairs with a past buddy in common that suit better than any two who have none.

In a large program nearly all of these fall into different blocks, so they are found along the history itself: from each
past buddy to the others whom that buddy met. Cost grows with the history, not with its square.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.people_table import Bools, Keys, distinct, ranges
from bot.domain.pairing.score_table import MOST_TIES
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.solving import Ints

REACH = 24  # each person whom a past buddy met is compared with this many others
CHUNK = 50_000
FEW = 4  # the best pairs of each person that are compared
Pairs = list[tuple[int, int]]


def weak_tie_pairs(scoring: Scoring, rows: Ints) -> Pairs:
    """Pairs of these rows, none in two, each new, allowed, and with a higher score than any pair can have without a
    past buddy in common. Maybe none.
    """
    scores = scoring.scores
    spare = int(scores.ties.max()) - int(scores.ties[0])  # how much such a pair may lack elsewhere
    if spare <= 0 or not len(scoring.past.buddy):
        return []
    size = len(scoring.people)
    found = [one * size + other for one, other in _walks(scoring, rows, spare)]
    pair, times = np.unique(np.concatenate(found), return_counts=True)
    ones, others = pair // size, pair % size
    wishes = _wishes(scoring, ones, others) + scores.ties.take(np.minimum(times, MOST_TIES))
    good = (wishes > scores.most - spare) & _allowed(scoring, ones, others)
    ones, others, wishes = ones[good], others[good], wishes[good]
    best = _best(ones, others, scoring.soft_of(ones, others, wishes))
    return _matched(ones[best].tolist(), others[best].tolist(), scoring.chances.tolist())


def _walks(scoring: Scoring, rows: Ints, spare: int) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of rows with a past buddy in common whose hours and asks lack no more than `spare`."""
    past, hours, scores = scoring.past, scoring.people.hours, scoring.scores
    here = np.zeros(len(scoring.people), dtype=bool)
    here[rows] = True
    enough = max(int(np.argmax(scores.hours > int(scores.hours.max()) - spare)), scoring.rules.min_common_half_hours)
    asks, offers = _signs(scoring.people.asks), _signs(scoring.people.offers)
    ends = np.repeat(past.start[1:], np.diff(past.start))
    for begin in range(0, len(past.buddy), CHUNK):
        entry = np.arange(begin, min(begin + CHUNK, len(past.buddy)))
        first, second = ranges(entry + 1, np.minimum(ends[entry], entry + 1 + REACH))
        ones, others = past.buddy[begin + first], past.buddy[second]
        near = np.flatnonzero((np.bitwise_count(hours[ones] & hours[others]) >= enough) & here[ones] & here[others])
        ones, others = ones[near], others[near]
        if scores.help > spare:
            both = ((asks[ones] & offers[others]) != 0) & ((offers[ones] & asks[others]) != 0)
            ones, others = ones[both], others[both]
        yield ones.astype(np.int64), others.astype(np.int64)


def _signs(keys: Keys) -> NDArray[np.uint64]:
    """64 bits for each person: two people share a bit if they share a key (or by chance)."""
    signs = np.zeros(len(keys.start) - 1, dtype=np.uint64)
    person, entry = ranges(keys.start[:-1], keys.start[1:])
    np.bitwise_or.at(signs, person, np.uint64(1) << (keys.codes[entry] % 64).astype(np.uint64))
    return signs


def _wishes(scoring: Scoring, ones: Ints, others: Ints) -> Ints:
    """How well the wishes of each pair are met, past buddies aside."""
    table, scores = scoring.people, scoring.scores
    wishes: Ints = scores.hours.take(np.bitwise_count(table.hours[ones] & table.hours[others])).astype(np.int64)
    wishes += scores.help * meets(table.asks, ones, table.offers, others)
    wishes += scores.help * meets(table.asks, others, table.offers, ones)
    same, unknown = np.zeros(len(ones), dtype=np.int64), np.zeros(len(ones), dtype=np.int64)
    for kind in scoring.kinds:
        mine, theirs = table.circles[kind][ones], table.circles[kind][others]
        known = (mine >= 0) & (theirs >= 0)
        unknown += ~known
        same += known & (mine == theirs)
    wishes += scores.circles[unknown, same].astype(np.int64)
    if scores.city:
        city = table.meets_in
        wishes += scores.city * ((city[ones] == city[others]) & (city[ones] >= 0))
    return wishes


def meets(asks: Keys, ones: Ints, offers: Keys, others: Ints) -> Bools:
    """For each pair whether what the second offers is near what the first asks for: whether they share a key."""
    pair, ask = ranges(asks.start[ones], asks.start[ones + 1])
    way, offer = ranges(offers.start[others[pair]], offers.start[others[pair] + 1])
    found = np.zeros(len(ones), dtype=bool)
    found[pair[way[asks.codes[ask[way]] == offers.codes[offer]]]] = True
    return found


def _allowed(scoring: Scoring, ones: Ints, others: Ints) -> Bools:
    """Which of the pairs are new and may meet."""
    size = len(scoring.people)
    apart = [one * size + some for one, some in scoring.apart.items()]
    kept_apart = np.isin(ones * size + others, np.concatenate(apart) if apart else np.array([], dtype=np.int64))
    allowed: Bools = (scoring.past.find(ones, others) < 0) & ~kept_apart
    if scoring.circle is not None:
        allowed &= (scoring.circle[ones] == scoring.circle[others]) == scoring.rules.within
    return allowed


def _best(ones: Ints, others: Ints, soft: Ints) -> Ints:
    """Which of the pairs are among the few best of either."""
    order = np.argsort(-soft, kind="stable")
    both = np.concatenate([ones[order], others[order]])
    which = np.tile(order, 2)
    by_person = np.argsort(both, kind="stable")
    person = both[by_person]
    rank = np.arange(len(person)) - np.searchsorted(person, person)
    return distinct(which[by_person][rank < FEW])


def _matched(ones: list[int], others: list[int], chances: list[int]) -> Pairs:
    """A greedy matching: the person with the fewest pairs left chooses first, and takes the partner with the fewest."""
    left: dict[int, set[int]] = {}
    for one, other in zip(ones, others, strict=True):
        left.setdefault(one, set()).add(other)
        left.setdefault(other, set()).add(one)
    turns = [(len(partners), chances[person], person) for person, partners in left.items()]
    heapify(turns)
    pairs: Pairs = []
    while turns:
        number, _, person = heappop(turns)
        if number != len(left.get(person, ())) or not number:
            continue
        partner = min(left[person], key=lambda one: (len(left[one]), chances[one]))
        pairs.append((min(person, partner), max(person, partner)))
        for taken in (person, partner):
            for one in left.pop(taken) - {person, partner}:
                left[one].discard(taken)
                heappush(turns, (len(left[one]), chances[one], one))
    return pairs
