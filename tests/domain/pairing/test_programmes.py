"""Whole programmes: people come and go, rules vary, and no repeat comes before it is forced."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.pairing import breaches, plan_round, simulate
from bot.domain.pairing.joining import joined
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.rules import Mixes, Rules, Weights
from bot.domain.pairing.scoring import Scoring
from bot.domain.programs import MIXES
from bot.domain.states import OddOne, Role


@pytest.mark.parametrize("circles", [1, 2, 3])
@pytest.mark.parametrize("number", [4, 6, 8, 10, 14, 18, 22, 30, 50])
def test_every_even_cohort_meets_whole_whatever_the_circles(number: int, circles: int) -> None:
    played = simulate(members=number, rounds=number - 1, circles=circles, seed=number)
    assert sum(played.repeats) == 0
    assert len(played.first_met) == number * (number - 1) // 2


@pytest.mark.parametrize("number", [5, 7, 9, 11, 15, 21, 25, 31, 41])
def test_an_odd_cohort_repeats_no_more_than_counting_says(number: int) -> None:
    rounds = number - 1
    played = simulate(members=number, rounds=rounds, circles=2)
    bound = rounds * (number + 3) // 2 - number * (number - 1) // 2
    assert sum(played.repeats) == bound
    times = [played.larger[one] for one in range(1, number + 1)]
    assert max(times) - min(times) <= 3


@pytest.mark.parametrize("number", [5, 9, 15, 21])
def test_who_sits_out_rotates_and_nobody_meets_twice(number: int) -> None:
    played = simulate(members=number, rounds=number, circles=2, odd_one=OddOne.SITS_OUT)
    assert sum(played.repeats) == 0
    assert set(played.sat_out.values()) == {1}
    assert len(played.sat_out) == number


def test_who_is_in_a_larger_group_of_threes_rotates() -> None:
    played = simulate(members=100, rounds=12, size=3, circles=2)
    assert sum(played.repeats) == 0
    times = [played.larger[one] for one in range(1, 101)]
    assert (min(times), max(times)) == (0, 1)


def test_a_second_time_around_goes_from_the_oldest_on() -> None:
    played = simulate(members=8, rounds=14)
    met = Counter(pair for groups in played.rounds for group in groups for pair in combinations(group, 2))
    assert set(met.values()) == {2}


@settings(max_examples=25, deadline=None)
@given(
    number=st.integers(6, 16).map(lambda half: 2 * half),
    seed=st.integers(0, 10**6),
    mix=st.sampled_from(list(MIXES)),
)
def test_no_repeat_while_people_come_and_go(number: int, seed: int, mix: str) -> None:
    rng = random.Random(seed)
    people = {one: Person(id=one, circles={"school": str(rng.randrange(3))}) for one in range(number)}
    history: list[PastGroup] = []
    met: set[frozenset[int]] = set()
    for round_ in range(1, number // 2):
        plan = plan_round(people.values(), history, Rules(), Mixes().of(mix), seed=rng.getrandbits(32))
        pairs = {frozenset(group.members) for group in plan.groups}
        assert not plan.left_out
        assert not pairs & met
        met |= pairs
        history += [PastGroup(round_, group.members) for group in plan.groups]
        for gone in rng.sample(sorted(people), max(1, number // 10)):
            del people[gone]
            people[len(people) + 1000 * round_ + gone] = Person(id=len(people) + 1000 * round_ + gone)


@pytest.mark.parametrize("seed", range(3))
def test_with_pairs_ruled_out_nobody_repeats_before_they_run_out_of_new_people(seed: int) -> None:
    rng = random.Random(seed)
    people = [Person(id=one) for one in range(20)]
    never = frozenset(frozenset(pair) for pair in combinations(range(20), 2) if rng.random() < 0.3)
    feasible = Counter(one for pair in combinations(range(20), 2) if frozenset(pair) not in never for one in pair)
    history: list[PastGroup] = []
    met: set[frozenset[int]] = set()
    for round_ in range(1, min(feasible.values())):
        plan = plan_round(people, history, Rules(never=never), Weights(), seed=seed)
        pairs = {frozenset(group.members) for group in plan.groups}
        assert not plan.left_out
        assert not pairs & met
        met |= pairs
        history += [PastGroup(round_, group.members) for group in plan.groups]


@settings(max_examples=40, deadline=None)
@given(
    st.integers(2, 40),
    st.integers(2, 4),
    st.sampled_from(OddOne),
    st.integers(0, 10**6),
)
def test_hard_rules_hold_over_random_histories(number: int, size: int, odd_one: OddOne, seed: int) -> None:
    rng = random.Random(seed)
    day = (1 << 16) - 1
    people = [
        Person(
            id=one,
            hours=day << rng.randrange(32),
            role=rng.choice(list(Role)),
            asks=frozenset(rng.sample("abcdef", 2)),
            offers=frozenset(rng.sample("abcdef", 2)),
        )
        for one in range(number)
    ]
    history = [PastGroup(round_, tuple(rng.sample(range(number + 3), 2)), rng.random() < 0.3) for round_ in range(1, 6)]
    never = frozenset(frozenset(pair) for pair in combinations(range(number), 2) if rng.random() < 0.1)
    rules = Rules(group_size=size, odd_one=odd_one, never=never)
    plan = plan_round(people, history, rules, Weights(same_city=10), seed=seed)
    groups = [group.members for group in plan.groups]
    assert breaches(groups, {person.id: person for person in people}, rules) == []
    everyone = [*(one for group in groups for one in group), *(left.person for left in plan.left_out)]
    assert sorted(everyone) == list(range(number))
    shuffled = rng.sample(people, number)
    assert plan_round(shuffled, rng.sample(history, 5), rules, Weights(same_city=10), seed=seed) == plan


def test_where_everyone_could_be_with_anyone_nobody_is_left() -> None:
    for number in range(2, 40):
        for size in (2, 3, 4):
            plan = plan_round([Person(id=one) for one in range(number)], rules=Rules(group_size=size), seed=number)
            assert not plan.left_out
            assert {len(group.members) for group in plan.groups} <= {2, 3, 4}


def test_a_trio_is_not_made_at_the_cost_of_two_others() -> None:
    # 4 can be with 1 alone, 5 with 1 and 2: the trio of 1, 2 and 3 would leave both alone.
    never = frozenset(frozenset(pair) for pair in [(4, 2), (4, 3), (4, 5), (5, 3)])
    people = [Person(id=one) for one in (1, 2, 3, 4, 5)]
    plan = plan_round(people, rules=Rules(never=never), seed=1)
    left = {one.person for one in plan.left_out}
    assert len(left) == 1  # five people, and no trio may be made around 4


def test_somebody_makes_room_for_who_fits_nowhere_else() -> None:
    never = frozenset(frozenset(pair) for pair in [(4, 1), (4, 2), (4, 3)])
    people = [Person(id=one) for one in range(5)]
    scoring = Scoring.of(people, (), Rules(never=never), Weights(), seed=1)
    assert joined(scoring, [(0, 1), (2, 3)], [4], lambda _place: 3) == [(0, 4), (1, 2, 3)]


@pytest.mark.parametrize(("number", "size"), [(301, 2), (600, 2), (303, 3), (302, 4)])
def test_a_larger_program_repeats_nobody_and_leaves_nobody(number: int, size: int) -> None:
    rng = random.Random(number)
    people = [
        Person(id=one, hours=((1 << 20) - 1) << rng.randrange(12), circles={"field": str(rng.randrange(9))})
        for one in range(number)
    ]
    history: list[PastGroup] = []
    met: set[frozenset[int]] = set()
    for round_ in range(1, 4):
        plan = plan_round(people, history, Rules(group_size=size), Weights(), seed=round_)
        pairs = {frozenset(pair) for group in plan.groups for pair in combinations(group.members, 2)}
        assert not plan.left_out
        assert not pairs & met
        met |= pairs
        history += [PastGroup(round_, group.members) for group in plan.groups]


@pytest.mark.parametrize(("mix", "claim"), [("new_circles", 0), ("mutual_help", 1), ("easy_to_meet", 2)])
def test_each_mix_does_what_its_words_say(mix: str, claim: int) -> None:
    rng = random.Random(4)
    people = {
        one: Person(
            id=one,
            circles={"school": str(rng.randrange(2)), "city": str(rng.randrange(3))},
            asks=frozenset(rng.sample("abcdefghijklmnop", 2)),
            offers=frozenset(rng.sample("abcdefghijklmnop", 2)),
        )
        for one in range(60)
    }
    counted = {each: _counted(people, each) for each in MIXES}
    assert counted[mix][claim] == max(one[claim] for one in counted.values())
    assert counted[mix][claim] > counted["balanced"][claim] or claim == 0


def _counted(people: dict[int, Person], mix: str) -> tuple[int, int, int]:
    """Pairs of different schools, offers that meet asks, and pairs of one city."""
    plan = plan_round(people.values(), rules=Rules(), weights=Mixes().of(mix), seed=1)
    pairs = [(people[group.members[0]], people[group.members[1]]) for group in plan.groups]
    return (
        sum(one.circles["school"] != other.circles["school"] for one, other in pairs),
        sum(bool(one.asks & other.offers) + bool(other.asks & one.offers) for one, other in pairs),
        sum(one.circles["city"] == other.circles["city"] for one, other in pairs),
    )
