"""Why these people are a group, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.people import CIRCLES, WHOLE_DAY
from bot.domain.pairing.people_table import Bools, PeopleTable
from bot.domain.pairing.plan import (
    CommonBuddies,
    CommonHours,
    FewHours,
    LockedByOrganizer,
    MadeLarger,
    NeverPaired,
    OfferMeetsAsk,
    OtherCircle,
    PairedBefore,
    Reason,
    SameCity,
    SecondTry,
)
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.solving import Ints
from bot.domain.pairing.weak_ties import meets

_NEVER = NeverPaired()
_ORDER = {kind: place for place, kind in enumerate(CIRCLES)}


def reasons(scoring: Scoring, groups: Sequence[Sequence[int]], locked: int = 0) -> list[tuple[Reason, ...]]:
    """The reasons of each group, given by rows; an organizer put the first `locked` of them together."""
    if not groups:
        return []
    facts = _Facts.of(scoring, groups)
    return [tuple(_of_group(scoring, facts, number, is_locked=number < locked)) for number in range(len(groups))]


def _of_group(scoring: Scoring, facts: _Facts, number: int, *, is_locked: bool) -> list[Reason]:
    group, pairs = facts.groups[number], range(facts.begin[number], facts.begin[number + 1])
    found: list[Reason] = [LockedByOrganizer()] if is_locked else []
    found += _past(facts, pairs)
    found += facts.differ[number]
    for pair in pairs:
        found += _offers(facts, pair)
    if facts.hours[number] < scoring.rules.min_common_half_hours:
        found.append(FewHours(facts.hours[number]))
    elif 0 < facts.hours[number] < WHOLE_DAY.bit_count():
        found.append(_common_hours(facts.hours[number]))
    if len(group) > scoring.rules.group_size:
        found.append(MadeLarger())
    return found


@dataclass(frozen=True, slots=True)
class _Facts:
    """Facts about groups and their pairs, found for all at once. Pairs of group i: `begin[i]:begin[i + 1]`."""

    groups: Sequence[Sequence[int]]
    begin: list[int]
    pairs: list[tuple[int, int]]
    ids: list[tuple[int, int]]
    rounds_ago: list[int]
    tried: list[int]
    elsewhere: list[int]
    shared: list[int]
    asks: list[bool]
    offers: list[bool]
    hours: list[int]
    differ: list[list[Reason]]

    @classmethod
    def of(cls, scoring: Scoring, groups: Sequence[Sequence[int]]) -> _Facts:
        past, table = scoring.past, scoring.people
        pairs = [pair for group in groups for pair in combinations(sorted(group), 2)]
        ones, others = np.array(pairs, dtype=np.int64).T
        begin = np.append(0, np.cumsum([len(group) * (len(group) - 1) // 2 for group in groups]))
        place = past.find(ones, others)
        known = place >= 0
        single = np.repeat(np.diff(begin) == 1, np.diff(begin)) & ~known
        shared = np.zeros(len(ones), dtype=np.int64)
        shared[single] = past.in_common(ones[single], others[single])
        sizes = np.array([len(group) for group in groups])
        members = np.fromiter((row for group in groups for row in group), dtype=np.int64)
        common = np.bitwise_and.reduceat(table.hours[members], np.cumsum(sizes) - sizes)
        return cls(
            groups=groups,
            begin=begin.tolist(),
            pairs=pairs,
            ids=list(zip(table.ids[ones].tolist(), table.ids[others].tolist(), strict=True)),
            rounds_ago=_of_known(past.rounds_ago, place),
            tried=_of_known(past.tried, place),
            elsewhere=_of_known(past.elsewhere, place),
            shared=shared.tolist(),
            asks=meets(table.asks, ones, table.offers, others).tolist(),
            offers=meets(table.asks, others, table.offers, ones).tolist(),
            hours=np.bitwise_count(common).tolist(),
            differ=_circles(table, ones, others, begin),
        )


def _of_known(values: NDArray[np.int32] | Bools, place: Ints) -> list[int]:
    """The value at each place; 0 where there is none."""
    found = np.zeros(len(place), dtype=np.int64)
    found[place >= 0] = values[place[place >= 0]]
    return found.tolist()


def _circles(table: PeopleTable, ones: Ints, others: Ints, begin: Ints) -> list[list[Reason]]:
    """For each group the kinds of circles in which all its people differ, and their one city."""
    found: list[list[Reason]] = [[] for _ in begin[1:]]
    for kind in sorted(table.circles, key=lambda kind: (_ORDER.get(kind, len(_ORDER)), kind)):
        codes = table.circles[kind]
        mine, theirs = codes[ones], codes[others]
        known = (mine >= 0) & (theirs >= 0)
        differ = np.logical_and.reduceat(known & (mine != theirs), begin[:-1])
        other_circle = OtherCircle(kind)
        for number in np.flatnonzero(differ).tolist():
            found[number].append(other_circle)
        if kind == "city":
            same = np.logical_and.reduceat(known & (mine == theirs), begin[:-1])
            for number in np.flatnonzero(same).tolist():
                found[number].append(SameCity(table.circle_values[kind][mine[begin[number]]]))
    return found


def _past(facts: _Facts, pairs: Sequence[int]) -> list[Reason]:
    found: list[Reason] = [
        SecondTry(facts.ids[pair], facts.rounds_ago[pair])
        if facts.tried[pair]
        else PairedBefore(facts.ids[pair], facts.rounds_ago[pair], elsewhere=bool(facts.elsewhere[pair]))
        for pair in pairs
        if facts.rounds_ago[pair]
    ]
    if found:
        return found
    if len(pairs) == 1 and facts.shared[pairs[0]]:
        return [_NEVER, CommonBuddies(facts.ids[pairs[0]], facts.shared[pairs[0]])]
    return [_NEVER]


def _offers(facts: _Facts, pair: int) -> list[Reason]:
    first, second = facts.ids[pair]
    found: list[Reason] = []
    if facts.asks[pair]:
        found.append(OfferMeetsAsk(asker=first, helper=second))
    if facts.offers[pair]:
        found.append(OfferMeetsAsk(asker=second, helper=first))
    return found


@cache
def _common_hours(half_hours: int) -> CommonHours:
    return CommonHours(half_hours)
