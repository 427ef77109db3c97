"""Councils: every hard rule holds in each, nobody is left out without one, the same input gives the same councils."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.pairing import (
    BrokenRuleError,
    GoingOn,
    compose,
    council_breaches,
    going_on,
    smallest_council,
    swap_in_councils,
)
from bot.domain.pairing.council_search import number_of
from bot.domain.pairing.people import Person
from bot.domain.pairing.plan import FewHours, OtherCircle, RoundPlan
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.verifying import Breach
from bot.domain.states import Role, WaitingWhy

DAYS = [0xFFFF, 0xFFFF << 8, 0xFFFF << 16, 0xFFFF << 32]
FREE = Rules(min_common_half_hours=0)


def people(number: int, **values: object) -> list[Person]:
    return [Person(id=one, **values) for one in range(1, number + 1)]  # type: ignore[arg-type]


def composed(pool: list[Person], rules: Rules = FREE, *, wanted: int = 5, seed: int = 1, **given: object) -> RoundPlan:
    return compose(pool, [], rules, Weights(), wanted=wanted, seed=seed, **given)  # type: ignore[arg-type]


def sizes(plan: RoundPlan) -> list[int]:
    return sorted(len(group.members) for group in plan.groups)


@pytest.mark.parametrize("wanted", [4, 5, 6])
@pytest.mark.parametrize("number", range(3, 41))
def test_everybody_is_in_a_council_of_four_to_six_where_numbers_allow(number: int, wanted: int) -> None:
    plan = composed(people(number), wanted=wanted)
    assert not plan.left_out
    assert sum(sizes(plan)) == number
    assert len(plan.groups) == number_of(number, wanted)
    smallest = 3 if number in (3, 7) else 4
    assert all(smallest <= size <= 6 for size in sizes(plan))


def test_two_people_are_no_council_and_it_is_said_why() -> None:
    plan = composed(people(2))
    assert not plan.groups
    assert {one.why for one in plan.left_out} == {WaitingWhy.NOBODY_ELSE}


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 26), st.sampled_from([4, 5, 6]), st.floats(0, 0.3), st.integers(0, 10**6))
def test_every_hard_rule_holds_and_everybody_is_accounted_for(
    number: int, wanted: int, apart: float, seed: int
) -> None:
    rng = random.Random(seed)
    lowers = rng.random() < 0.5
    roles = [Role.MENTOR, Role.PEER, Role.MENTEE, Role.PEER]
    pool = [Person(id=one, hours=rng.choice(DAYS), role=rng.choice(roles)) for one in range(number)]
    never = frozenset(frozenset(pair) for pair in combinations(range(number), 2) if rng.random() < apart)
    rules = Rules(min_common_half_hours=6, never=never, lowers=lowers)
    plan = composed(pool, rules, wanted=wanted, seed=seed)
    table = {person.id: person for person in pool}
    eased = Rules(min_common_half_hours=0, never=never) if lowers else rules
    assert not council_breaches([group.members for group in plan.groups], table, eased)
    for group in plan.groups:
        short = council_breaches([group.members], table, rules)
        assert not short or (lowers and any(isinstance(one, FewHours) for one in group.reasons))
    placed = [one for group in plan.groups for one in group.members]
    assert sorted([*placed, *(left.person for left in plan.left_out)]) == list(range(number))


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 24), st.integers(0, 10**6))
def test_nobody_is_left_out_who_could_be_one_more_somewhere(number: int, seed: int) -> None:
    rng = random.Random(seed)
    pool = [Person(id=one, hours=rng.choice(DAYS[:3])) for one in range(number)]
    never = frozenset(frozenset(pair) for pair in combinations(range(number), 2) if rng.random() < 0.1)
    rules = Rules(min_common_half_hours=4, never=never)
    plan = composed(pool, rules, seed=seed)
    table = {person.id: person for person in pool}
    councils = [[table[one] for one in group.members] for group in plan.groups]
    assert not [left for left in plan.left_out if smallest_council(table[left.person], councils, rules)]


@given(st.integers(4, 20), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_same_people_in_any_order_make_the_same_councils(number: int, rng: random.Random) -> None:
    pool = [Person(id=one, hours=DAYS[one % 2], circles={"school": str(one % 3)}) for one in range(number)]
    again = pool[:]
    rng.shuffle(again)
    assert composed(pool) == composed(again)


def test_people_of_different_circles_come_together() -> None:
    pool = [Person(id=one, circles={"school": str(one % 5), "employer": str(one % 5)}) for one in range(20)]
    plan = composed(pool)
    assert sizes(plan) == [5, 5, 5, 5]
    assert all(OtherCircle("school") in group.reasons for group in plan.groups)


def test_each_council_has_one_mentor_and_a_mentor_too_many_reads_why() -> None:
    assert not composed([*people(6), *(Person(id=20 + one, role=Role.MENTOR) for one in range(3))]).left_out
    pool = [*people(5), *(Person(id=20 + one, role=Role.MENTOR) for one in range(3))]
    plan = composed(pool)
    assert [(left.why, left.person > 19) for left in plan.left_out] == [(WaitingWhy.NO_MENTEE, True)]
    assert all(sum(one > 19 for one in group.members) == 1 for group in plan.groups)


def test_seven_of_a_zone_beside_five_of_another_are_all_placed() -> None:
    pool = [Person(id=one, hours=DAYS[0] if one < 7 else DAYS[3]) for one in range(12)]
    plan = composed(pool, Rules(min_common_half_hours=4))
    assert not plan.left_out
    assert sizes(plan) == [3, 4, 5]


def test_a_locked_council_stays_and_takes_in_whom_no_other_can() -> None:
    plan = composed(people(9), locked=[(1, 2, 3, 4)])
    assert (1, 2, 3, 4) in {group.members for group in plan.groups}
    assert not plan.left_out
    late = composed(people(6), locked=[(1, 2, 3, 4, 5)])
    assert [group.members for group in late.groups] == [(1, 2, 3, 4, 5, 6)]


def test_a_swap_keeps_every_rule_and_tells_the_reasons_anew() -> None:
    pool = [Person(id=one, hours=DAYS[0], circles={"field": str(one)}) for one in range(1, 9)]
    never = frozenset({frozenset({1, 2})})
    rules = Rules(min_common_half_hours=4, never=never)
    plan = composed(pool, rules, wanted=4)
    one, two = plan.group_of(1), plan.group_of(2)
    assert one
    assert two
    assert one != two
    with pytest.raises(BrokenRuleError) as error:
        swap_in_councils(plan, next(iter({*one.members} - {1})), 2, people=pool, rules=rules, weights=Weights())
    assert {broken.breach for broken in error.value.broken} == {Breach.KEPT_APART}
    after = swap_in_councils(plan, 1, 2, people=pool, rules=rules, weights=Weights())
    changed = after.group_of(1)
    assert changed
    assert set(changed.members) == {*two.members} - {2} | {1}
    with pytest.raises(ValueError, match="one council already"):
        swap_in_councils(after, changed.members[0], changed.members[1], people=pool, rules=rules, weights=Weights())


def test_who_comes_late_goes_to_the_smallest_council_that_the_rules_allow() -> None:
    pool = people(12)
    small, large, full = pool[:4], pool[4:6] + pool[10:12] + [Person(id=30)], []
    full = [Person(id=40 + one) for one in range(6)]
    late = Person(id=99)
    assert smallest_council(late, [full, large, small], FREE) is small
    apart = Rules(min_common_half_hours=0, never=frozenset({frozenset({99, 1})}))
    assert smallest_council(late, [full, large, small], apart) is large
    assert smallest_council(late, [full], FREE) is None


def test_a_council_of_two_goes_on_together_where_one_can_take_both_else_each_where_they_may() -> None:
    one, two = people(2)
    five, four = [Person(id=10 + number) for number in range(5)], [Person(id=20 + number) for number in range(4)]
    assert going_on([one, two], {1: five, 2: four}, FREE) == GoingOn({1: 2, 2: 2}, ends=True)
    assert going_on([one, two], {1: five, 2: [*five[:4], Person(id=50)]}, FREE).moves == {1: 1, 2: 2}
    never = frozenset({frozenset({1, 20}), frozenset({1, 10})})
    apart = Rules(min_common_half_hours=0, never=never)
    assert going_on([one, two], {1: five, 2: four}, apart) == GoingOn({})
    assert going_on([one], {1: five, 2: four}, apart) == GoingOn({}, waits=(1,), ends=True)
    assert going_on([*four, one], {1: five}, FREE) == GoingOn({})
    assert going_on([], {1: five}, FREE) == GoingOn({}, ends=True)
