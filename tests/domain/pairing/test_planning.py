"""Nobody is left out or meets the same person again without need, and hard rules hold, whatever comes in."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.pairing import plan_round
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import LockedByOrganizer, RoundPlan
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.states import OddOne, WaitingWhy


def cohort(number: int) -> list[Person]:
    return [Person(id=one, circles={"school": str(one % 2), "field": str(one % 3)}) for one in range(1, number + 1)]


def whole_programme(number: int, rounds: int, rules: Rules) -> tuple[Counter[tuple[int, int]], list[RoundPlan]]:
    history: list[PastGroup] = []
    met: Counter[tuple[int, int]] = Counter()
    plans = []
    for round_ in range(1, rounds + 1):
        plan = plan_round(cohort(number), history, rules, Weights(), seed=round_)
        history += [PastGroup(round_, group.members) for group in plan.groups]
        met.update(pair for group in plan.groups for pair in combinations(group.members, 2))
        plans.append(plan)
    return met, plans


@pytest.mark.parametrize("number", [4, 6, 10, 12, 24, 30])
def test_an_even_cohort_meets_whole_before_anyone_meets_twice(number: int) -> None:
    met, _ = whole_programme(number, number - 1, Rules())
    assert set(met.values()) == {1}
    assert len(met) == number * (number - 1) // 2


@pytest.mark.parametrize("number", [5, 9, 15])
def test_an_odd_cohort_has_a_trio_that_rotates(number: int) -> None:
    _, plans = whole_programme(number, number, Rules())
    in_trio = Counter(
        member for plan in plans for group in plan.groups if len(group.members) == 3 for member in group.members
    )
    assert all(len(plan.groups) == number // 2 and not plan.left_out for plan in plans)
    assert 1 <= min(in_trio.values()) <= max(in_trio.values()) <= 6  # three are the mean


@pytest.mark.parametrize(("number", "size"), [(12, 3), (13, 3), (16, 4), (6, 4), (7, 4), (5, 3)])
def test_larger_groups_differ_by_one_and_hold_everybody(number: int, size: int) -> None:
    (plan,) = whole_programme(number, 1, Rules(group_size=size))[1]
    sizes = {len(group.members) for group in plan.groups}
    assert sum(len(group.members) for group in plan.groups) == number
    assert max(sizes) - min(sizes) <= 1
    assert max(sizes) <= 4


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 14), st.integers(2, 4), st.sampled_from(OddOne), st.integers(0, 10**6))
def test_hard_rules_hold_and_everybody_is_accounted_for(number: int, size: int, odd_one: OddOne, seed: int) -> None:
    rng = random.Random(seed)
    people = [Person(id=one, hours=rng.getrandbits(48)) for one in range(number)]
    never = frozenset(frozenset(pair) for pair in combinations(range(number), 2) if rng.random() < 0.3)
    rules = Rules(group_size=size, odd_one=odd_one, never=never, min_common_half_hours=12)
    plan = plan_round(people, [], rules, Weights(), seed=seed)
    placed = [member for group in plan.groups for member in group.members]
    assert sorted([*placed, *(left.person for left in plan.left_out)]) == list(range(number))
    hours = {person.id: person.hours for person in people}
    for group in plan.groups:
        assert 2 <= len(group.members) <= 4
        for one, other in combinations(group.members, 2):
            assert frozenset({one, other}) not in never
            assert (hours[one] & hours[other]).bit_count() >= 12


@given(st.integers(0, 30), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_input_changes_nothing(seed: int, rng: random.Random) -> None:
    people = cohort(11)
    shuffled = rng.sample(people, len(people))
    history = [PastGroup(1, (1, 2)), PastGroup(1, (3, 4)), PastGroup(2, (1, 3))]
    first = plan_round(people, history, Rules(), Weights(), seed=seed)
    assert plan_round(shuffled, history[::-1], Rules(), Weights(), seed=seed) == first


def test_a_forced_repeat_is_the_oldest_and_who_did_not_meet_goes_first() -> None:
    history = [
        PastGroup(1, (1, 2)), PastGroup(1, (3, 4)),
        PastGroup(2, (1, 3), did_not_meet=True), PastGroup(2, (2, 4), did_not_meet=True),
        PastGroup(3, (1, 4)), PastGroup(3, (2, 3)),
    ]  # fmt: skip
    plan = plan_round(cohort(4), history, Rules(), Weights(), seed=1)
    assert [group.members for group in plan.groups] == [(1, 3), (2, 4)]
    met = [PastGroup(past.round, past.members) for past in history]
    plan = plan_round(cohort(4), met, Rules(), Weights(), seed=1)
    assert [group.members for group in plan.groups] == [(1, 2), (3, 4)]


def test_locked_groups_stay_and_say_so() -> None:
    plan = plan_round(cohort(6), [], Rules(locked=((1, 4),)), Weights(), seed=3)
    group = plan.group_of(1)
    assert group
    assert group.members == (1, 4)
    assert LockedByOrganizer() in group.reasons


def test_who_sits_out_is_never_the_same_before_all_have() -> None:
    sat_out: Counter[int] = Counter()
    for round_ in range(1, 6):
        rules = Rules(odd_one=OddOne.SITS_OUT, sat_out=dict(sat_out))
        plan = plan_round(cohort(5), [], rules, Weights(), seed=round_)
        (left,) = plan.left_out
        assert left.why is WaitingWhy.SITS_OUT
        sat_out[left.person] += 1
    assert set(sat_out.values()) == {1}


@pytest.mark.parametrize(
    ("people", "rules", "why"),
    [
        ([Person(id=1)], Rules(), {WaitingWhy.NOBODY_ELSE}),
        ([Person(id=1, hours=0xFF), Person(id=2, hours=0xFF00)], Rules(), {WaitingWhy.NO_COMMON_HOURS}),
        ([Person(id=1), Person(id=2)], Rules(never=frozenset({frozenset({1, 2})})), {WaitingWhy.KEPT_APART}),
    ],
)
def test_who_has_no_group_is_told_why(people: list[Person], rules: Rules, why: set[WaitingWhy]) -> None:
    plan = plan_round(people, [], rules, Weights(), seed=1)
    assert {left.why for left in plan.left_out} == why
    assert not plan.groups
