"""The least hours that buddies share are lowered for whom they would leave out, and for nobody else."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.pairing import Scales, breaches, explain, plan_round, trade
from bot.domain.pairing.hours import HoursCost, as_planned, cost, usual_minimum
from bot.domain.pairing.people import PastGroup, Person, working_half_hours
from bot.domain.pairing.plan import CommonHours, FewHours, RoundPlan
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.states import OddOne, WaitingWhy

LOWERS = Rules(lowers=True)


def nine_to_five(hours_from_utc: int) -> int:
    return working_half_hours(utc_offset_minutes=60 * hours_from_utc, start_minute=9 * 60, end_minute=17 * 60)


BERLIN, TOKYO, DUBAI, CHICAGO = (nine_to_five(hours) for hours in (1, 9, 4, -6))


def plan(people: list[Person], rules: Rules = LOWERS, history: tuple[PastGroup, ...] = ()) -> RoundPlan:
    return plan_round(people, history, rules, Weights(), seed=1)


def seven_with_one_in_tokyo() -> list[Person]:
    return [Person(id=7, hours=TOKYO), *(Person(id=one, hours=BERLIN) for one in range(1, 7))]


def test_one_in_tokyo_has_a_buddy_in_berlin_and_the_group_is_told_how_it_is() -> None:
    before = plan(seven_with_one_in_tokyo(), Rules())
    assert [(left.person, left.why) for left in before.left_out] == [(7, WaitingWhy.NO_COMMON_HOURS)]
    planned = plan(seven_with_one_in_tokyo())
    assert not planned.left_out
    for group in planned.groups:
        few = [reason for reason in group.reasons if isinstance(reason, FewHours | CommonHours)]
        assert few == ([FewHours(0)] if 7 in group.members else [CommonHours(16)])
    assert len(planned.group_of(7).members) == 2  # type: ignore[union-attr] # three in Berlin, not two and Tokyo


def test_hours_are_lowered_no_further_than_to_the_nearest() -> None:
    """Dubai shares five hours with Berlin, Tokyo three with Dubai."""
    people = [Person(id=1, hours=TOKYO), Person(id=2, hours=DUBAI), *(Person(id=one, hours=BERLIN) for one in (3, 4))]
    planned = plan(people, replace(LOWERS, min_common_half_hours=8))
    assert [group.members for group in planned.groups] == [(1, 2), (3, 4)]
    assert FewHours(6) in planned.groups[0].reasons


def test_who_has_a_partner_that_others_need_more_finds_another() -> None:
    """Tokyo and Chicago can each be with somebody in the middle alone."""
    people = [Person(id=1, hours=TOKYO), Person(id=2, hours=TOKYO | CHICAGO), Person(id=3, hours=CHICAGO),
              Person(id=4, hours=CHICAGO), Person(id=5, hours=TOKYO), Person(id=6, hours=TOKYO)]  # fmt: skip
    never = frozenset(frozenset(pair) for pair in combinations((1, 5, 6), 2))
    assert plan(people, Rules(never=never)).left_out
    planned = plan(people, replace(LOWERS, never=never))
    assert not planned.left_out
    assert all(frozenset(group.members) not in never for group in planned.groups)


@pytest.mark.parametrize("rules", [Rules(), LOWERS])
def test_where_nobody_is_left_out_nothing_is_lowered(rules: Rules) -> None:
    people = [Person(id=one, hours=TOKYO if one < 3 else BERLIN) for one in range(1, 7)]
    planned = plan(people, rules)
    assert planned.group_of(1).members == (1, 2)  # type: ignore[union-attr]
    assert not any(isinstance(reason, FewHours) for group in planned.groups for reason in group.reasons)


def test_a_group_with_few_hours_may_be_locked_swapped_and_explained() -> None:
    people = seven_with_one_in_tokyo()
    planned = plan(people)
    mine = planned.group_of(7)
    assert mine
    kept = plan(people, replace(LOWERS, locked=(mine.members,)))
    assert kept.group_of(7).members == mine.members  # type: ignore[union-attr]
    (with_seven,) = set(mine.members) - {7}
    other = next(one for group in planned.groups if group != mine for one in group.members)
    change = trade(with_seven, mine.members, other, planned.group_of(other).members)  # type: ignore[union-attr]
    weighed = Scales.of(people, rules=as_planned(LOWERS, planned), weights=Weights(), seed=1).weigh(change)
    assert (other, 7) in weighed.change.formed
    said = explain(7, with_seven, people=people, rules=LOWERS, weights=Weights(), plan=planned)
    assert said.together
    assert not said.breaches


@settings(max_examples=80, deadline=None)
@given(st.integers(2, 20), st.integers(2, 4), st.sampled_from(OddOne), st.sampled_from([0, 0.2]), st.integers(0, 10**6))
def test_the_other_rules_hold_and_hours_leave_nobody_out(
    number: int, size: int, odd_one: OddOne, apart: float, seed: int
) -> None:
    rng = random.Random(seed)
    people = [Person(id=one, hours=rng.getrandbits(48) & rng.getrandbits(48)) for one in range(number)]
    never = frozenset(frozenset(pair) for pair in combinations(range(number), 2) if rng.random() < apart)
    rules = Rules(group_size=size, odd_one=odd_one, never=never, min_common_half_hours=14)
    usual = plan_round(people, [], rules, Weights(), seed=seed)
    planned = plan_round(people, [], replace(rules, lowers=True), Weights(), seed=seed)
    assert len(planned.left_out) <= len(usual.left_out)
    told = replace(rules, lowers=True)
    table = {person.id: person for person in people}
    assert not breaches([group.members for group in planned.groups], table, as_planned(told, planned))
    assert apart or {left.why for left in planned.left_out} <= {WaitingWhy.SITS_OUT}


def cohort(*masks: int) -> list[Person]:
    return [Person(id=one, hours=mask) for one, mask in enumerate(masks)]


def test_a_minimum_says_what_it_costs() -> None:
    people = cohort(*[BERLIN] * 5, DUBAI, TOKYO)
    assert [cost(people, least).without_partner for least in (0, 4, 6, 7, 11)] == [0, 0, 0, 1, 2]
    assert cost(people, 11) == HoursCost(11, people=7, without_partner=2, free_up_to=6)
    assert cost(cohort(BERLIN), 4).without_partner == 1


@pytest.mark.parametrize(
    ("masks", "minimum"),
    [
        ([BERLIN] * 10, 4),
        ([BERLIN] * 9 + [TOKYO], 4),  # one far away does not lower it for all
        ([BERLIN] * 3 + [nine_to_five(-6)] * 3, 2),  # Chicago: an hour each day
        ([], 4),
    ],
)
def test_the_default_gives_most_people_a_few_possible_partners(masks: list[int], minimum: int) -> None:
    assert usual_minimum(cohort(*masks)) == minimum
