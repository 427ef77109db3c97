"""One round: the groups and their reasons, and the people without a group and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import compress

import numpy as np

from bot.domain.pairing.diagnosis import diagnose
from bot.domain.pairing.groups import larger_groups
from bot.domain.pairing.hours import lowered
from bot.domain.pairing.joining import joined, may_be_a_group, that_may_be
from bot.domain.pairing.pairs import DENSE
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.people_table import PeopleTable, distinct, without
from bot.domain.pairing.plan import Group, RoundPlan
from bot.domain.pairing.quiet import less, thirds, with_thirds
from bot.domain.pairing.reasons import reasons
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.small_pools import even, with_a_trio, with_one_out
from bot.domain.pairing.solving import Ints
from bot.domain.states import OddOne, WaitingWhy

Groups = list[tuple[int, ...]]
_RULES, _WEIGHTS = Rules(), Weights()
_NOBODY = np.array([], dtype=np.int64)
_FOR_HOURS = frozenset({WaitingWhy.NO_COMMON_HOURS, WaitingWhy.KEPT_APART, WaitingWhy.PARTNERS_TAKEN})
TRIES = 4  # plans with ever fewer quiet people as the third


def plan_round(
    people: Iterable[Person],
    history: Iterable[PastGroup] = (),
    rules: Rules = _RULES,
    weights: Weights = _WEIGHTS,
    *,
    seed: int,
) -> RoundPlan:
    """Groups of these people with reasons, and the people without a group and why; together exactly `people`.

    Hard rules hold in every group. Nobody is without a group for a softer reason, and a repeat comes only when it
    is forced, the oldest first. The same input in any order, and the same seed, give the same groups on any machine.
    People and history are read once, so both may be generators. Raises ValueError for two people with one id.
    """
    scoring = _with_locks(Scoring.of(people, history, rules, weights, seed=seed))
    plan = _plan(scoring, seed)
    for to_none in (False, True) if rules.lowers else ():
        over = [scoring.people.row[left.person] for left in plan.left_out if left.why in _FOR_HOURS]
        if not over:
            break
        scoring = lowered(scoring, over, to_none=to_none)
        plan = min(plan, _plan(scoring, seed), key=_left_out)
    return plan


def _left_out(plan: RoundPlan) -> tuple[int, int]:
    """How many have no group, and how many of them because of hours, and not because it is their turn."""
    return len(plan.left_out), sum(left.why in _FOR_HOURS for left in plan.left_out)


def _with_locks(scoring: Scoring) -> Scoring:
    """A locked group stays, however few hours its people share, in a program that lowers them."""
    if not scoring.rules.lowers:
        return scoring
    rows = {row for group in scoring.rules.locked for row in _rows(scoring.people, group)}
    return replace(scoring, least=scoring.least | dict.fromkeys(rows, 0)) if rows else scoring


def _plan(scoring: Scoring, seed: int) -> RoundPlan:
    locked = _locked(scoring)
    taken = {row for group in locked for row in group}
    free = np.array([row for row in range(len(scoring.people)) if row not in taken], dtype=np.int64)
    formed, sitting = _placed(scoring, free)
    groups = _groups(scoring, [*locked, *formed], len(locked))
    inside = taken | {row for group in formed for row in group}
    over = [diagnose(scoring, row, sits_out=row in sitting) for row in range(len(scoring.people)) if row not in inside]
    return RoundPlan(tuple(sorted(groups, key=lambda group: group.members)), tuple(over), seed)


def _groups(scoring: Scoring, groups: Groups, locked: int) -> list[Group]:
    """The groups as ids with their reasons, checked once more; the first `locked` are an organizer's."""
    ids = scoring.people.ids.tolist()
    members = [tuple(ids[row] for row in sorted(rows)) for rows in groups]
    broken = [group for group, holds in zip(members, that_may_be(scoring, groups), strict=True) if not holds]
    if broken:
        raise AssertionError(f"groups break a hard rule: {broken}")
    return list(map(Group, members, reasons(scoring, groups, locked)))


def _locked(scoring: Scoring) -> Groups:
    """The locked groups that the hard rules allow, each person in one at most."""
    taken: set[int] = set()
    found: Groups = []
    for group in scoring.rules.locked:
        rows = _rows(scoring.people, group)
        if len(rows) == len(group) and not taken & set(rows) and may_be_a_group(scoring, rows):
            found.append(rows)
            taken |= set(rows)
    return found


def _rows(table: PeopleTable, members: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(table.row[member] for member in members if member in table.row))


def _placed(scoring: Scoring, free: Ints) -> tuple[Groups, set[int]]:
    """Groups of the people who are not locked, and the people who sit out as the odd ones.

    Quiet people are the third in a group, unless somebody would have none for it.
    """
    quiet, best = thirds(scoring, free), Groups()
    for _ in range(TRIES if len(quiet) else 0):
        formed = _with_everyone(scoring, *_formed(scoring, free, quiet), free)
        over = set(free.tolist()).difference(*formed)
        if not over:
            return formed, set()
        best = max(best, formed, key=_number)
        fewer = less(scoring, quiet, over)
        if len(fewer) in {0, len(quiet)}:
            break
        quiet = fewer
    usual, sitting = _formed(scoring, free)
    usual = _with_everyone(scoring, usual, sitting, free)
    return (best, set()) if best and _number(best) >= _number(usual) else (usual, sitting)


def _number(groups: Groups) -> int:
    return sum(map(len, groups))


def _formed(scoring: Scoring, free: Ints, quiet: Ints = _NOBODY) -> tuple[Groups, set[int]]:
    """Groups that may be, of these people and with the quiet ones as the third, and the people who sit out."""
    others = without(free, quiet)
    formed, sitting = Groups(), set[int]()
    for part in _parts(scoring, others):
        some, out = _grouped(scoring, part, OddOne.TRIO if len(quiet) else scoring.rules.odd_one)
        formed, sitting = formed + some, sitting | out
    formed = [group for group in compress(formed, that_may_be(scoring, formed)) if len(group) > 1]
    if scoring.circle is not None and scoring.rules.group_size > 2:
        formed = _or_pairs(scoring, formed, without(others, np.array(list(sitting), dtype=np.int64)))
    return with_thirds(scoring, formed, quiet) if len(quiet) else formed, sitting


def _parts(scoring: Scoring, free: Ints) -> list[Ints]:
    """These people, circle by circle where the program goes only within one: each is a pool of its own."""
    if scoring.circle is None or not scoring.rules.within:
        return [free]
    codes = scoring.circle[free]
    return [free[codes == code] for code in distinct(codes.astype(np.int64)).tolist()]


def _or_pairs(scoring: Scoring, formed: Groups, rows: Ints) -> Groups:
    """Where circles leave people without a group of the usual size: pairs of those, or of all, if that holds more."""
    left = without(rows, np.array([row for group in formed for row in group], dtype=np.int64))
    if not len(left):
        return formed
    ways = ([*formed, *even(scoring, left)], list(even(scoring, rows)))
    return max((_with_everyone(scoring, way, set(), rows) for way in ways), key=_number)


def _grouped(scoring: Scoring, free: Ints, odd_one: OddOne) -> tuple[Groups, set[int]]:
    rules = scoring.rules
    if len(free) <= DENSE:
        free = free[
            scoring.feasible(free).any(axis=1)
        ]  # people without any possible partner must not make the number odd
    if len(free) < 2:
        return [], set()
    waits = np.array([rules.sat_out.get(int(person), 0) for person in scoring.people.ids[free]])
    if rules.group_size > 2:
        out = _sitting_out(scoring, free, waits)
        return larger_groups(scoring, without(free, np.array(list(out), dtype=np.int64)), rules.group_size), out
    if len(free) % 2 == 0:
        return even(scoring, free), set()
    if odd_one is OddOne.SITS_OUT:
        groups, row = with_one_out(scoring, free, waits)
        return groups, {row}
    return with_a_trio(scoring, free, scoring.past.larger[free]), set()


def _sitting_out(scoring: Scoring, free: Ints, waits: Ints) -> set[int]:
    """The people who sit out if the number does not divide into groups: those who did so least often."""
    if scoring.rules.odd_one is not OddOne.SITS_OUT or len(free) < scoring.rules.group_size:
        return set()
    order = np.lexsort((scoring.chances[free], waits))
    return {int(free[place]) for place in order[: len(free) % scoring.rules.group_size]}


def _with_everyone(scoring: Scoring, formed: Groups, sitting: set[int], free: Ints) -> Groups:
    inside = {row for group in formed for row in group} | sitting
    over = [int(row) for row in free if int(row) not in inside]
    if not over or not formed:
        return formed
    return joined(scoring, formed, over, lambda _place: scoring.rules.largest_group)
