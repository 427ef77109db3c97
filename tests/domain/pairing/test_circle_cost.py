"""What only across, or only within, a circle costs: as many as the round then leaves out."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.pairing import plan_round
from bot.domain.pairing.circle_cost import CircleCost, circle_cost, circle_costs, left_out_by_circle
from bot.domain.pairing.people import Person
from bot.domain.pairing.plan import Help, HelpKind
from bot.domain.pairing.rules import Rules
from bot.domain.states import WaitingWhy


def people_of(*schools: str) -> list[Person]:
    return [Person(id=one, circles={"school": school} if school else {}) for one, school in enumerate(schools, start=1)]


@pytest.mark.parametrize(
    ("schools", "within", "cost"),
    [
        (["a", "a", "b", "b"], False, CircleCost(4, 0, 0)),
        (["a", "a", "a", "a", "b"], False, CircleCost(5, 3, 0)),
        (["a", "a", "", ""], False, CircleCost(4, 0, 2)),
        (["a", "a", "a", "b"], True, CircleCost(4, 1, 0)),
        (["a", "a", "", ""], True, CircleCost(4, 2, 2)),
        ([], True, CircleCost(0, 0, 0)),
    ],
)
def test_how_many_would_be_left_out(*, schools: list[str], within: bool, cost: CircleCost) -> None:
    assert circle_cost(people_of(*schools), Rules(circle="school", within=within)) == cost
    assert circle_costs(people_of(*schools), Rules())["school", within] == cost


def test_who_would_be_and_what_would_help() -> None:
    (alone, untold) = left_out_by_circle(people_of("a", "a", "b", ""), Rules(circle="school", within=True))
    assert (alone.person, alone.why, alone.help) == (
        3, WaitingWhy.OUT_OF_CIRCLE, (Help(HelpKind.MORE_OF_THEIR_CIRCLE, circle="school"),)
    )  # fmt: skip
    assert untold.help == (Help(HelpKind.TELL_CIRCLE, circle="school"),)


def test_nothing_personal_counts_in_it() -> None:
    """Or an organizer could try rules to find out who wants nobody of their employer."""
    people = [Person(id=one, circles={"employer": "acme", "school": str(one)}) for one in range(1, 5)]
    shy = [replace(one, avoids=frozenset({"acme"}), online_first=True, named=frozenset({1})) for one in people]
    never = frozenset({frozenset({1, 2}), frozenset({3, 4})})
    rules = Rules(circle="school")
    assert circle_costs(shy, replace(rules, never=never)) == circle_costs(people, rules)
    assert left_out_by_circle(shy, replace(rules, never=never)) == left_out_by_circle(people, rules) == []


@settings(max_examples=80, deadline=None)
@given(st.integers(2, 14), st.integers(2, 4), st.booleans(), st.integers(0, 10**6))
def test_a_round_leaves_out_no_more_than_the_preview_said(number: int, size: int, within: bool, seed: int) -> None:  # noqa: FBT001
    rng = random.Random(seed)
    people = people_of(*(rng.choice(("", "a", "a", "b", "c")) for _ in range(number)))
    rules = Rules(circle="school", within=within, group_size=size)
    plan = plan_round(people, rules=rules, seed=seed)
    assert len(plan.left_out) <= circle_cost(people, rules).left_out


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 40), st.booleans(), st.integers(0, 10**6))
def test_counting_by_circles_alone_says_the_same(number: int, within: bool, seed: int) -> None:  # noqa: FBT001
    rng = random.Random(seed)
    schools = [rng.choice(("", "a", "a", "b", "c")) for _ in range(number)]
    rules = Rules(circle="school", within=within)
    many = people_of(*schools, *(["d", "e"] * 80 if not within else ["d"] * 160))
    small = circle_cost(people_of(*schools), rules).left_out
    large = circle_cost(many, rules).left_out
    assert large == (small if within else 0)
