"""Comfort and circle rules are hard: in the search, in the check afterwards, for latecomers and for swaps alike."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.pairing import Breach, BrokenRuleError, Scales, best_group, breaches, explain, plan_round, trade
from bot.domain.pairing.apart import breaks_circle, is_barred
from bot.domain.pairing.hours import as_planned
from bot.domain.pairing.joining import may_be_a_group
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import HelpKind
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.scoring import Scoring
from bot.domain.states import OddOne, WaitingWhy

EMPLOYERS = ("", "acme", "bolt", "cobalt")


def memberships(number: int, rng: random.Random) -> list[Person]:
    """People of random circles, some of whom want nobody of some employers."""
    people = []
    for one in range(1, number + 1):
        circles = {kind: rng.choice(EMPLOYERS) for kind in ("employer", "school")}
        avoids = frozenset(rng.sample(EMPLOYERS[1:], rng.randint(1, 2))) if rng.random() < 0.4 else frozenset()
        told = {kind: value for kind, value in circles.items() if value}
        people.append(Person(id=one, circles=told, avoids=avoids, online_first=rng.random() < 0.3))
    return people


def random_rules(size: int, rng: random.Random) -> Rules:
    return Rules(
        group_size=size,
        odd_one=rng.choice(list(OddOne)),
        circle=rng.choice(("", "school", "employer", "field")),
        within=rng.random() < 0.5,
        lowers=rng.random() < 0.5,
    )


def apart(group: Sequence[Person], rules: Rules) -> bool:
    """Said anew, in other words than the engine's."""
    for one, other in combinations(group, 2):
        mine, theirs = one.circles.get("employer"), other.circles.get("employer")
        if mine in other.avoids or theirs in one.avoids:
            return True
        if rules.circle:
            mine, theirs = one.circles.get(rules.circle), other.circles.get(rules.circle)
            if rules.within and (mine is None or mine != theirs):
                return True
            if not rules.within and mine is not None and mine == theirs:
                return True
    return False


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 16), st.integers(2, 4), st.integers(0, 10**6))
def test_no_group_breaks_a_comfort_rule_or_the_circle_rule(number: int, size: int, seed: int) -> None:
    rng = random.Random(seed)
    people, rules = memberships(number, rng), random_rules(size, rng)
    known = {person.id: person for person in people}
    history: list[PastGroup] = []
    for round_ in (1, 2):
        plan = plan_round(people, history, rules, Weights(), seed=seed)
        placed = [member for group in plan.groups for member in group.members]
        assert sorted([*placed, *(left.person for left in plan.left_out)]) == sorted(known)
        for group in plan.groups:
            assert not apart([known[member] for member in group.members], rules)
        assert breaches([group.members for group in plan.groups], known, rules) == []
        history += [PastGroup(round_, group.members) for group in plan.groups]


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 12), st.integers(0, 10**6))
def test_rows_and_people_are_kept_apart_alike(number: int, seed: int) -> None:
    rng = random.Random(seed)
    people, rules = memberships(number, rng), random_rules(2, rng)
    scoring = Scoring.of(people, [], rules, Weights(), seed=seed)
    feasible = scoring.feasible(np.arange(number))
    for one, other in combinations(range(number), 2):
        meets = not is_barred(people[one], people[other], rules) and not breaks_circle(
            people[one], people[other], rules
        )
        assert meets is not apart([people[one], people[other]], rules)
        assert bool(feasible[one, other]) is meets
        assert scoring.may_meet(one, other) is meets
        assert may_be_a_group(scoring, [one, other]) is meets


@settings(max_examples=80, deadline=None)
@given(st.integers(5, 12), st.integers(0, 10**6))
def test_neither_a_latecomer_nor_a_swap_gets_around_them(number: int, seed: int) -> None:
    rng = random.Random(seed)
    *people, newcomer = memberships(number, rng)
    rules = random_rules(2, rng)
    known = {person.id: person for person in (*people, newcomer)}
    plan = plan_round(people, [], rules, Weights(), seed=seed)
    groups = [[known[member] for member in group.members] for group in plan.groups]
    chosen = best_group(newcomer, groups, [], rules)
    if chosen is not None:
        assert not apart([*chosen, newcomer], rules)
    placed = [person.id for group in groups for person in group]
    if len(groups) < 2:
        return
    one, other = rng.sample(placed, 2)
    if plan.group_of(one) == plan.group_of(other):
        return
    to = {one: other, other: one}
    change = trade(one, plan.group_of(one).members, other, plan.group_of(other).members)  # type: ignore[union-attr]
    rules = as_planned(rules, plan)
    wanted = [[known[to.get(person.id, person.id)] for person in group] for group in groups]
    if any(apart(group, rules) for group in wanted):
        with pytest.raises(BrokenRuleError) as refused:
            Scales.of(people, rules=rules, weights=Weights(), seed=seed).weigh(change)
        assert {broken.breach for broken in refused.value.broken} <= {Breach.KEPT_APART, Breach.CIRCLE}
    else:
        Scales.of(people, rules=rules, weights=Weights(), seed=seed).weigh(change)


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10**6))
def test_they_hold_in_a_program_of_several_blocks(seed: int) -> None:
    rng = random.Random(seed)
    people, rules = memberships(1_600, rng), Rules(circle="school", within=rng.random() < 0.5)
    known = {person.id: person for person in people}
    history = [PastGroup(1, (one, one + 1)) for one in range(1, 1_600, 2)]
    plan = plan_round(people, history, rules, Weights(), seed=seed)
    assert not any(apart([known[member] for member in group.members], rules) for group in plan.groups)


def test_a_broken_comfort_rule_reads_as_a_do_not_pair_entry_does() -> None:
    """Nobody can tell the two apart, nor whose it was."""
    ada, ben = (Person(id=one, circles={"employer": "acme"}) for one in (1, 2))
    shy = Person(id=1, circles={"employer": "acme"}, avoids=frozenset({"acme"}))
    by_entry = breaches([(1, 2)], {1: ada, 2: ben}, Rules(never=frozenset({frozenset({1, 2})})))
    assert breaches([(1, 2)], {1: shy, 2: ben}, Rules()) == by_entry
    assert breaches([(1, 2)], {1: ben, 2: shy}, Rules()) == by_entry
    left = plan_round([shy, ben], seed=1).left_out
    entry = plan_round([ada, ben], rules=Rules(never=frozenset({frozenset({1, 2})})), seed=1).left_out
    assert left == entry


@pytest.mark.parametrize(
    ("schools", "within", "left"),
    [
        (["a", "a", "a", "b"], False, {HelpKind.NEXT_ROUND}),  # two of the three a's: their only b is taken
        (["a", "a"], False, {HelpKind.MORE_OF_OTHER_CIRCLES}),
        (["a", "a", "b"], True, {HelpKind.MORE_OF_THEIR_CIRCLE}),
        (["a", "a", ""], True, {HelpKind.TELL_CIRCLE}),
        (["", "", "a"], False, set()),
    ],
)
def test_who_is_left_out_by_the_circle_rule_and_what_would_help(
    *, schools: list[str], within: bool, left: set[HelpKind]
) -> None:
    people = [Person(id=one, circles={"school": school} if school else {}) for one, school in enumerate(schools)]
    plan = plan_round(people, rules=Rules(circle="school", within=within), seed=1)
    assert {one.kind for out in plan.left_out for one in out.help} == left
    for out in plan.left_out:
        told = {WaitingWhy.OUT_OF_CIRCLE} if left != {HelpKind.NEXT_ROUND} else {WaitingWhy.PARTNERS_TAKEN}
        assert out.why in told
        assert {one.circle for one in out.help} <= {"school", ""}


def test_online_first_takes_the_city_out_of_what_speaks_for_two() -> None:
    weights = Weights(other_circle=0, weak_ties=0, asks_offers=0, common_hours=0, same_city=100)
    home = {"city": "berlin"}
    people = [Person(id=one, circles=home) for one in (1, 2, 3)] + [Person(id=4, circles=home, online_first=True)]
    scoring = Scoring.of(people, [], Rules(), weights, seed=1)
    wishes = scoring.wishes(np.arange(4))
    assert wishes[0, 1] > 0
    assert not wishes[3].any()
    plan = plan_round(people, [], Rules(), weights, seed=1)
    told = explain(1, 4, people=people, rules=Rules(), weights=weights, plan=plan)
    assert told.wishes == explain(1, 2, people=people, rules=Rules(), weights=weights, plan=plan).wishes
