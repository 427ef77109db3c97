"""An organizer's change to a proposed round, checked before it counts."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.pairing.diagnosis import diagnose
from bot.domain.pairing.hours import as_planned
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import Group, RoundPlan
from bot.domain.pairing.reasons import reasons
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.verifying import BrokenRuleError, breaches


def swap(
    plan: RoundPlan,
    one: int,
    other: int,
    *,
    people: Iterable[Person],
    history: Iterable[PastGroup] = (),
    rules: Rules,
    weights: Weights,
) -> RoundPlan:
    """The plan with these two swapped and new reasons; one of them may have had no group.

    Raises BrokenRuleError if a hard rule would be broken, and ValueError if they are in one group, neither has a
    group, or one is not in the plan. Locks hold against matching anew; a swap is an organizer's own word.
    """
    table, rules = list(people), as_planned(rules, plan)
    here, there = plan.group_of(one), plan.group_of(other)
    _check(plan, one, other)
    replaced = {one: other, other: one}
    groups = [tuple(sorted(replaced.get(person, person) for person in group.members)) for group in plan.groups]
    broken = breaches(groups, {person.id: person for person in table}, rules)
    if broken:
        raise BrokenRuleError(broken)
    scoring = Scoring.of(table, history, rules, weights, seed=plan.seed)
    touched = [group for group in (here, there) if group]
    told = [
        old
        if old not in touched
        else Group(members, reasons(scoring, [[scoring.people.row[member] for member in members]])[0])
        for old, members in zip(plan.groups, groups, strict=True)
    ]
    over = [
        diagnose(scoring, scoring.people.row[replaced[left.person]]) if left.person in replaced else left
        for left in plan.left_out
    ]
    return RoundPlan(
        tuple(sorted(told, key=lambda group: group.members)),
        tuple(sorted(over, key=lambda left: left.person)),
        plan.seed,
    )


def _check(plan: RoundPlan, one: int, other: int) -> None:
    known = {person for group in plan.groups for person in group.members} | {left.person for left in plan.left_out}
    if not {one, other} <= known:
        raise ValueError("only people of this round can be swapped")
    if plan.group_of(one) == plan.group_of(other):
        raise ValueError("these two are in one group already, or both have none")
