"""Councils: four to six people who stay together, composed once. Each asks the same hard rules as a round's groups.

A council has one mentor at most. Nobody is left out for a softer reason: where the people do not divide into four to
six, a council has three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from bot.domain.pairing.council_search import LARGEST, SMALLEST, Groups, councils_of, may_be_a_council
from bot.domain.pairing.diagnosis import diagnose
from bot.domain.pairing.hours import as_planned, lowered
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import Group, Help, HelpKind, LeftOut, MadeLarger, Reason, RoundPlan
from bot.domain.pairing.reasons import reasons
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.verifying import Breach, Broken, BrokenRuleError, breaches
from bot.domain.states import Role, WaitingWhy

_FOR_HOURS = frozenset({WaitingWhy.NO_COMMON_HOURS, WaitingWhy.KEPT_APART, WaitingWhy.PARTNERS_TAKEN})


def compose(
    people: Iterable[Person],
    history: Iterable[PastGroup],
    rules: Rules,
    weights: Weights,
    *,
    wanted: int,
    seed: int,
    locked: Iterable[tuple[int, ...]] = (),
) -> RoundPlan:
    """Councils of these people with reasons, and the people without one and why; together exactly `people`.

    Hard rules hold in every council. The same input in any order, and the same seed, give the same councils on any
    machine. `locked`: councils that stay as they are, if the rules allow them.
    """
    scoring = Scoring.of(list(people), list(history), rules, weights, seed=seed)
    kept = _locked(scoring, locked)
    plan = _plan(scoring, wanted, seed, kept)
    for to_none in (False, True) if rules.lowers else ():
        over = [scoring.people.row[left.person] for left in plan.left_out if left.why in _FOR_HOURS]
        if not over:
            break
        scoring = lowered(scoring, over, to_none=to_none)
        plan = min(plan, _plan(scoring, wanted, seed, kept), key=lambda one: len(one.left_out))
    return plan


def council_breaches(groups: Iterable[Sequence[int]], people: Mapping[int, Person], rules: Rules) -> list[Broken]:
    """Every hard rule that these councils break; empty if all hold."""
    every = [tuple(sorted(group)) for group in groups]
    found = breaches(every, people, rules, sizes=(SMALLEST, LARGEST))
    for group in every:
        if sum(people[one].role is Role.MENTOR for one in group if one in people) > 1:
            found.append(Broken(group, Breach.ROLES))
    return found


def swap_in_councils(
    plan: RoundPlan,
    one: int,
    other: int,
    *,
    people: Iterable[Person],
    history: Iterable[PastGroup] = (),
    rules: Rules,
    weights: Weights,
) -> RoundPlan:
    """The councils with these two swapped; one of them may have had none.

    Raises BrokenRuleError if a hard rule would be broken, ValueError if they share a council or neither has one.
    """
    table, rules = {person.id: person for person in people}, as_planned(rules, plan)
    here, there = plan.group_of(one), plan.group_of(other)
    if here == there:
        raise ValueError("these two are in one council already, or both have none")
    replaced = {one: other, other: one}
    groups = [tuple(sorted(replaced.get(person, person) for person in group.members)) for group in plan.groups]
    broken = council_breaches(groups, table, rules)
    if broken:
        raise BrokenRuleError(broken)
    scoring = Scoring.of(table.values(), history, rules, weights, seed=plan.seed)
    told = [
        group
        if members == group.members
        else Group(members, _why(scoring, [scoring.people.row[one] for one in members]))
        for group, members in zip(plan.groups, groups, strict=True)
    ]
    placed = {member for group in told for member in group.members}
    over = [_left_out(scoring, row) for row, id_ in enumerate(scoring.people.ids.tolist()) if id_ not in placed]
    return RoundPlan(tuple(sorted(told, key=lambda group: group.members)), tuple(over), plan.seed)


def _plan(scoring: Scoring, wanted: int, seed: int, locked: Groups) -> RoundPlan:
    taken = {row for group in locked for row in group}
    free = np.array([row for row in range(len(scoring.people)) if row not in taken], dtype=np.int64)
    every = councils_of(scoring, free, wanted, locked)
    inside = {row for group in every for row in group}
    over = [_left_out(scoring, row) for row in range(len(scoring.people)) if row not in inside]
    ids = scoring.people.ids.tolist()
    made = [
        Group(tuple(sorted(ids[row] for row in group)), _why(scoring, group, is_locked=number < len(locked)))
        for number, group in enumerate(every)
    ]
    return RoundPlan(tuple(sorted(made, key=lambda group: group.members)), tuple(over), seed)


def _why(scoring: Scoring, rows: Sequence[int], *, is_locked: bool = False) -> tuple[Reason, ...]:
    found = reasons(scoring, [rows], int(is_locked))[0]
    return tuple(one for one in found if not isinstance(one, MadeLarger))  # no council is larger than usual


def _left_out(scoring: Scoring, row: int) -> LeftOut:
    """Why nobody's council takes them. Two people and fewer make none."""
    if len(scoring.people) < SMALLEST:
        return LeftOut(int(scoring.people.ids[row]), WaitingWhy.NOBODY_ELSE, (Help(HelpKind.MORE_PEOPLE),))
    told = diagnose(scoring, row)
    if told.why is not WaitingWhy.PARTNERS_TAKEN:
        return told
    if scoring.people.mentor[row]:  # each council that could take them has a mentor
        return replace(told, why=WaitingWhy.NO_MENTEE, help=(Help(HelpKind.MORE_MENTEES),))
    return replace(told, help=(Help(HelpKind.MORE_PEOPLE),))


def _locked(scoring: Scoring, locked: Iterable[tuple[int, ...]]) -> Groups:
    taken: set[int] = set()
    found: Groups = []
    for group in locked:
        rows = tuple(sorted(scoring.people.row[one] for one in group if one in scoring.people.row))
        is_whole = len(rows) == len(group) and SMALLEST <= len(rows) <= LARGEST
        if is_whole and not taken & set(rows) and may_be_a_council(scoring, rows):
            found.append(rows)
            taken |= set(rows)
    return found
