"""Why these people are a group, as data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, reduce
from itertools import combinations, permutations

from bot.domain.pairing.people import WHOLE_DAY
from bot.domain.pairing.plan import (
    CommonBuddies,
    CommonHours,
    LockedByOrganizer,
    MadeLarger,
    Mentoring,
    NeverPaired,
    OfferMeetsAsk,
    OtherCircle,
    PairedBefore,
    Reason,
    SameCity,
    SecondTry,
)
from bot.domain.pairing.suiting import Suiting

CIRCLES = ("school", "employer", "field", "city")
_ORDER = {kind: place for place, kind in enumerate(CIRCLES)}


def reasons(suiting: Suiting, group: Sequence[int], *, is_locked: bool = False) -> tuple[Reason, ...]:
    """The reasons of a group, given by rows."""
    found: list[Reason] = [LockedByOrganizer()] if is_locked else []
    if suiting.rules.mentor_rounds:
        found += _mentoring(suiting, group)
    found += _past(suiting, group)
    found += _circles(suiting, group)
    found += _offers(suiting, group)
    hours = reduce(lambda common, row: common & int(suiting.cohort.hours[row]), group, WHOLE_DAY).bit_count()
    if 0 < hours < WHOLE_DAY.bit_count():
        found.append(_common_hours(hours))
    if len(group) > suiting.rules.group_size and not suiting.rules.mentor_rounds:
        found.append(MadeLarger())
    return tuple(found)


def _mentoring(suiting: Suiting, group: Sequence[int]) -> list[Reason]:
    ids, mentor = suiting.cohort.ids, suiting.cohort.mentor
    mentors = [int(ids[row]) for row in group if mentor[row]]
    mentees = tuple(sorted(int(ids[row]) for row in group if not mentor[row]))
    return [Mentoring(mentors[0], mentees)] if len(mentors) == 1 else []


def _past(suiting: Suiting, group: Sequence[int]) -> list[Reason]:
    found: list[Reason] = []
    for one, other in combinations(group, 2):
        met = suiting.past.between(one, other)
        if met:
            rounds_ago, tried = met
            found.append((SecondTry if tried else PairedBefore)(_ids(suiting, one, other), rounds_ago))
    if found:
        return found
    if len(group) == 2:
        shared = suiting.past.in_common(*group)
        if shared:
            return [NeverPaired(), CommonBuddies(_ids(suiting, *group), shared)]
    return [NeverPaired()]


def _ids(suiting: Suiting, one: int, other: int) -> tuple[int, int]:
    low, high = sorted((int(suiting.cohort.ids[one]), int(suiting.cohort.ids[other])))
    return low, high


def _circles(suiting: Suiting, group: Sequence[int]) -> list[Reason]:
    found: list[Reason] = []
    for kind in sorted(suiting.cohort.circles, key=lambda kind: (_ORDER.get(kind, len(_ORDER)), kind)):
        codes = suiting.cohort.circles[kind]
        values = {int(codes[row]) for row in group}
        if min(values) < 0:
            continue
        if len(values) == len(group):
            found.append(_other_circle(kind))
        elif kind == "city" and len(values) == 1:
            found.append(SameCity(suiting.cohort.circle_values[kind][values.pop()]))
    return found


def _offers(suiting: Suiting, group: Sequence[int]) -> list[Reason]:
    cohort = suiting.cohort
    asked = {row: cohort.asks.of(row) for row in group}
    offered = {row: cohort.offers.of(row) for row in group}
    return [
        OfferMeetsAsk(int(cohort.ids[asker]), int(cohort.ids[helper]), tuple(sorted(shared)))
        for asker, helper in permutations(group, 2)
        if (shared := asked[asker] & offered[helper])
    ]


@cache
def _common_hours(half_hours: int) -> CommonHours:
    return CommonHours(half_hours)


@cache
def _other_circle(kind: str) -> OtherCircle:
    return OtherCircle(kind)
