"""One round: who is with whom, why, and who has no group and why."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress

import numpy as np

from bot.domain.pairing.cohort import Cohort, without
from bot.domain.pairing.cohorts import even, with_a_trio, with_one_out
from bot.domain.pairing.joining import joined, may_be_a_group, that_may_be
from bot.domain.pairing.lacking import left_out
from bot.domain.pairing.larger import larger_groups
from bot.domain.pairing.mentors import mentor_groups, seats
from bot.domain.pairing.pairs import DENSE
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import Group, RoundPlan
from bot.domain.pairing.reasons import reasons
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.solving import Ints
from bot.domain.pairing.suiting import Suiting
from bot.domain.states import OddOne

Groups = list[tuple[int, ...]]
_RULES, _WEIGHTS = Rules(), Weights()


def plan_round(
    people: Iterable[Person],
    history: Iterable[PastGroup] = (),
    rules: Rules = _RULES,
    weights: Weights = _WEIGHTS,
    *,
    seed: int,
) -> RoundPlan:
    """Groups of these people with reasons, and who has none and why; together exactly `people`.

    Hard rules hold in every group. Nobody is without a group for a softer reason, and a repeat comes only when it
    is forced, the oldest first. The same input in any order, and the same seed, give the same groups on any machine.
    People and history are read once, so both may be generators. Raises ValueError for two people with one id.
    """
    suiting = Suiting.of(people, history, rules, weights, seed=seed)
    locked = _locked(suiting)
    taken = {row for group in locked for row in group}
    free = np.array([row for row in range(len(suiting.cohort)) if row not in taken], dtype=np.int64)
    formed, sitting = _formed(suiting, free)
    formed = [group for group in compress(formed, that_may_be(suiting, formed)) if len(group) > 1]
    formed = _with_everyone(suiting, formed, free, sitting)
    groups = _groups(suiting, [*locked, *formed], len(locked))
    inside = taken | {row for group in formed for row in group}
    over = [left_out(suiting, row, sits_out=row in sitting) for row in range(len(suiting.cohort)) if row not in inside]
    return RoundPlan(tuple(sorted(groups, key=lambda group: group.members)), tuple(over), seed)


def _groups(suiting: Suiting, groups: Groups, locked: int) -> list[Group]:
    """The groups as ids with their reasons, checked once more; the first `locked` are an organizer's."""
    ids = suiting.cohort.ids.tolist()
    members = [tuple(ids[row] for row in sorted(rows)) for rows in groups]
    broken = [group for group, holds in zip(members, that_may_be(suiting, groups), strict=True) if not holds]
    if broken:
        raise AssertionError(f"groups break a hard rule: {broken}")
    return list(map(Group, members, reasons(suiting, groups, locked)))


def _locked(suiting: Suiting) -> Groups:
    """The locked groups that the hard rules allow, each person in one at most."""
    taken: set[int] = set()
    found: Groups = []
    for group in suiting.rules.locked:
        rows = _rows(suiting.cohort, group)
        if len(rows) == len(group) and not taken & set(rows) and may_be_a_group(suiting, rows):
            found.append(rows)
            taken |= set(rows)
    return found


def _rows(cohort: Cohort, members: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(cohort.row[member] for member in members if member in cohort.row))


def _formed(suiting: Suiting, free: Ints) -> tuple[Groups, set[int]]:
    """Groups of the people who are not locked, and who sits out as the odd one."""
    rules = suiting.rules
    if len(free) <= DENSE:
        free = free[suiting.feasible(free).any(axis=1)]  # who has no partner at all must not make an odd number
    if len(free) < 2:
        return [], set()
    if rules.mentor_rounds:
        return mentor_groups(suiting, free), set()
    waits = np.array([rules.sat_out.get(int(person), 0) for person in suiting.cohort.ids[free]])
    if rules.group_size > 2:
        out = _sitting_out(suiting, free, waits)
        return larger_groups(suiting, without(free, np.array(list(out), dtype=np.int64)), rules.group_size), out
    if len(free) % 2 == 0:
        return even(suiting, free), set()
    if rules.odd_one is OddOne.SITS_OUT:
        groups, row = with_one_out(suiting, free, waits)
        return groups, {row}
    return with_a_trio(suiting, free, suiting.past.larger[free]), set()


def _sitting_out(suiting: Suiting, free: Ints, waits: Ints) -> set[int]:
    """Who sits out where people do not divide into groups: those who did so least often."""
    if suiting.rules.odd_one is not OddOne.SITS_OUT or len(free) < suiting.rules.group_size:
        return set()
    order = np.lexsort((suiting.chances[free], waits))
    return {int(free[place]) for place in order[: len(free) % suiting.rules.group_size]}


def _with_everyone(suiting: Suiting, formed: Groups, free: Ints, sitting: set[int]) -> Groups:
    inside = {row for group in formed for row in group} | sitting
    over = [int(row) for row in free if int(row) not in inside]
    if not over or not formed:
        return formed
    rules, mentor = suiting.rules, suiting.cohort.mentor

    def largest(place: int) -> int:
        if rules.mentor_rounds:
            return 1 + max((seats(suiting, row) for row in formed[place] if mentor[row]), default=0)
        return rules.largest_group

    return joined(suiting, formed, over, largest)
