"""Two whom a program's organizers keep apart are in no group that Kith forms: rounds, latecomers, swaps, councils."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.pairing import (
    Breach,
    BrokenRuleError,
    Scales,
    best_group,
    breaches,
    compose,
    going_on,
    plan_round,
    smallest_council,
    trade,
)
from bot.domain.pairing.mentor_choice import suited_mentors
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.states import OddOne

HOURS = (0xFF, 0xFF0, 0xFF00, 0xFFFF)
Pairs = frozenset[frozenset[int]]


def cohort(number: int, rng: random.Random) -> list[Person]:
    return [Person(id=one, hours=rng.choice(HOURS)) for one in range(1, number + 1)]


def some_pairs(number: int, share: float, rng: random.Random) -> Pairs:
    return frozenset(frozenset(pair) for pair in combinations(range(1, number + 1), 2) if rng.random() < share)


def together(groups: Iterable[Sequence[int]], parted: Pairs) -> list[Sequence[int]]:
    return [group for group in groups if any(frozenset(pair) in parted for pair in combinations(group, 2))]


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 16), st.integers(2, 4), st.floats(0, 0.6), st.integers(0, 10**6))
def test_no_round_brings_them_together_neither_by_a_lock_nor_by_a_wish(
    number: int, size: int, share: float, seed: int
) -> None:
    rng = random.Random(seed)
    people, parted = cohort(number, rng), some_pairs(number, share, rng)
    wanted = [
        Person(
            id=one.id, hours=one.hours, named=frozenset(other for pair in parted if one.id in pair for other in pair)
        )
        for one in people
    ]
    rules = Rules(
        group_size=size,
        odd_one=rng.choice(list(OddOne)),
        lowers=rng.random() < 0.5,
        parted=parted,
        never=some_pairs(number, 0.1, rng),
        locked=tuple(tuple(sorted(pair)) for pair in parted),
    )
    history: list[PastGroup] = []
    for round_ in (1, 2):
        plan = plan_round(wanted, history, rules, Weights(), seed=seed)
        groups = [group.members for group in plan.groups]
        assert together(groups, parted) == []
        assert sorted([*(one for group in groups for one in group), *(left.person for left in plan.left_out)]) == [
            one.id for one in people
        ]
        history += [PastGroup(round_, group) for group in groups]


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**6))
def test_it_holds_in_a_program_of_several_blocks(seed: int) -> None:
    rng = random.Random(seed)
    people = cohort(1_600, rng)
    parted = frozenset(frozenset(rng.sample(range(1, 1_601), 2)) for _ in range(3_000))
    plan = plan_round(people, [], Rules(parted=parted), Weights(), seed=seed)
    assert together([group.members for group in plan.groups], parted) == []


@settings(max_examples=100, deadline=None)
@given(st.integers(5, 12), st.floats(0, 0.5), st.integers(0, 10**6))
def test_neither_a_latecomer_nor_a_swap_brings_them_together(number: int, share: float, seed: int) -> None:
    rng = random.Random(seed)
    *people, newcomer = cohort(number, rng)
    parted = some_pairs(number, share, rng)
    rules = Rules(min_common_half_hours=0, parted=parted)
    known = {person.id: person for person in (*people, newcomer)}
    plan = plan_round(people, [], Rules(min_common_half_hours=0), Weights(), seed=seed)  # before they were kept apart
    groups = [[known[member] for member in group.members] for group in plan.groups]
    chosen = best_group(newcomer, groups, [], rules)
    assert chosen is None or together([[newcomer.id, *(one.id for one in chosen)]], parted) == []
    sound = plan_round(people, [], rules, Weights(), seed=seed)
    placed = [member for group in sound.groups for member in group.members]
    if len(sound.groups) < 2:
        return
    one, other = rng.sample(placed, 2)
    here, there = sound.group_of(one), sound.group_of(other)
    if here is None or there is None or here == there:
        return
    change = trade(one, here.members, other, there.members)
    to = {one: other, other: one}
    if together([[to.get(member, member) for member in group.members] for group in sound.groups], parted):
        with pytest.raises(BrokenRuleError) as refused:
            Scales.of(people, rules=rules, weights=Weights(), seed=seed).weigh(change)
        assert {broken.breach for broken in refused.value.broken} == {Breach.PARTED}
    else:
        Scales.of(people, rules=rules, weights=Weights(), seed=seed).weigh(change)


@settings(max_examples=80, deadline=None)
@given(st.integers(3, 24), st.floats(0, 0.3), st.integers(0, 10**6))
def test_no_council_brings_them_together(number: int, share: float, seed: int) -> None:
    rng = random.Random(seed)
    people, parted = cohort(number, rng), some_pairs(number, share, rng)
    known = {person.id: person for person in people}
    rules = Rules(min_common_half_hours=0, parted=parted)
    locked = [tuple(sorted(pair)) for pair in parted]
    plan = compose(people, [], rules, Weights(), wanted=5, seed=seed, locked=locked)
    councils = [group.members for group in plan.groups]
    assert together(councils, parted) == []
    for left in plan.left_out:
        chosen = smallest_council(known[left.person], [[known[one] for one in there] for there in councils], rules)
        assert chosen is None or together([[left.person, *(one.id for one in chosen)]], parted) == []


def test_a_council_that_became_small_does_not_bring_them_together_anew() -> None:
    """Two of it who were kept apart since go on in different ones."""
    people = {one: Person(id=one) for one in range(1, 9)}
    parted = frozenset({frozenset({1, 2})})
    others = {10: [people[one] for one in (3, 4, 5)], 20: [people[one] for one in (6, 7, 8)]}
    said = going_on([people[1], people[2]], others, Rules(min_common_half_hours=0, parted=parted))
    assert sorted(said.moves.values()) == [10, 20]


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 8), st.frozensets(st.integers(1, 8)), st.integers(0, 10**6))
def test_no_mentor_is_proposed_to_whom_they_are_kept_from(number: int, kept: frozenset[int], seed: int) -> None:
    mentors = [Person(id=one) for one in range(1, number + 1)]
    rules = Rules(parted=frozenset(frozenset({99, one}) for one in kept))
    found = suited_mentors(Person(id=99), mentors, rules=rules, seed=seed)
    assert set(found) == {one.id for one in mentors} - kept


def test_it_is_told_from_what_is_personal() -> None:
    """Organizers read their own rule by its name, and of anything personal no more than before."""
    people = {one: Person(id=one) for one in (1, 2)}
    pair = frozenset({frozenset({1, 2})})
    assert [one.breach for one in breaches([(1, 2)], people, Rules(parted=pair))] == [Breach.PARTED]
    assert [one.breach for one in breaches([(1, 2)], people, Rules(never=pair))] == [Breach.KEPT_APART]


def test_pairs_are_two_people() -> None:
    with pytest.raises(ValueError, match="parted"):
        Rules(parted=frozenset({frozenset({1})}))
