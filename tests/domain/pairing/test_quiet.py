"""Who was silent in the last round is nobody's only buddy twice in a row, and nobody is left out for it."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.pairing import breaches, plan_round
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import MadeLarger, RoundPlan
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.states import OddOne


def played(number: int, rounds: int, silent: set[int], odd_one: OddOne = OddOne.TRIO) -> list[RoundPlan]:
    """A programme in which some people never say a word."""
    people = [Person(id=one, circles={"school": str(one % 2)}) for one in range(number)]
    history: list[PastGroup] = []
    plans: list[RoundPlan] = []
    for round_ in range(1, rounds + 1):
        rules = Rules(odd_one=odd_one, quiet=tuple(sorted(silent)) if plans else ())
        plans.append(plan_round(people, history, rules, Weights(), seed=round_))
        history += [PastGroup(round_, group.members) for group in plans[-1].groups]
    return plans


@pytest.mark.parametrize("odd_one", OddOne)
@pytest.mark.parametrize(("number", "silent"), [(5, 1), (6, 1), (8, 1), (9, 2), (10, 1), (12, 3), (21, 4), (160, 9)])
def test_a_silent_person_is_nobodys_only_buddy_again(number: int, silent: int, odd_one: OddOne) -> None:
    _first, *later = played(number, 4, set(range(silent)), odd_one)
    for plan in later:
        assert not plan.left_out
        for group in plan.groups:
            assert len(group.members) == 3 or min(group.members) >= silent, group
            assert sum(member < silent for member in group.members) <= 1  # nobody has two of them either
            assert (MadeLarger() in group.reasons) is (len(group.members) == 3)


def test_the_first_rounds_have_no_repeat_for_it() -> None:
    pairs = [
        pair for plan in played(24, 4, {0, 1, 2}) for group in plan.groups for pair in combinations(group.members, 2)
    ]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(("number", "silent"), [(2, {0}), (4, {0}), (4, {0, 1, 2, 3}), (8, set(range(8)))])
def test_where_there_are_no_others_everybody_is_in_a_pair_all_the_same(number: int, silent: set[int]) -> None:
    for plan in played(number, 3, silent):
        assert [len(group.members) for group in plan.groups] == [2] * (number // 2)


def test_the_first_of_them_are_the_first_to_be_third() -> None:
    plan = plan_round([Person(id=one) for one in range(7)], [], Rules(quiet=(6, 2, 1, 0)), Weights(), seed=1)
    third = plan.group_of(6)
    assert third
    assert len(third.members) == 3


def test_a_silent_person_who_is_the_only_one_near_stays_a_buddy() -> None:
    """Two in Tokyo, one of them silent, and ten in London: London's silent one is the third all the same."""
    tokyo, london = 0xFFFF, 0xFFFF0000
    people = [Person(id=one, hours=tokyo if one < 2 else london) for one in range(11)]
    plan = plan_round(people, [], Rules(quiet=(0, 2)), Weights(), seed=1)
    assert not plan.left_out
    near, third = plan.group_of(0), plan.group_of(2)
    assert near
    assert third
    assert (near.members, len(third.members)) == ((0, 1), 3)


@settings(max_examples=80, deadline=None)
@given(st.integers(2, 24), st.sampled_from(OddOne), st.integers(0, 10**6))
def test_rules_hold_and_nobody_is_left_out_for_somebody_silent(number: int, odd_one: OddOne, seed: int) -> None:
    rng = random.Random(seed)
    people = [Person(id=one, hours=rng.getrandbits(48)) for one in range(number)]
    never = frozenset(frozenset(pair) for pair in combinations(range(number), 2) if rng.random() < 0.2)
    rules = Rules(odd_one=odd_one, never=never, min_common_half_hours=12)
    quiet = tuple(rng.sample(range(number), rng.randrange(number)))
    with_rule = Rules(odd_one=odd_one, never=never, min_common_half_hours=12, quiet=quiet)
    usual = plan_round(people, [], rules, Weights(), seed=seed)
    plan = plan_round(people, [], with_rule, Weights(), seed=seed)
    assert len(plan.left_out) <= len(usual.left_out)
    table = {person.id: person for person in people}
    assert not breaches([group.members for group in plan.groups], table, with_rule)
    assert all(len(group.members) <= 3 for group in plan.groups)
