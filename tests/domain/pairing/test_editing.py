"""An organizer swaps two people or asks about two: hard rules hold, and the answer is data."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.domain.pairing import Breach, BrokenRuleError, breaches, explain, plan_round, swap
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import NeverPaired, OfferMeetsAsk, PairedBefore, RoundPlan
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.states import WaitingWhy

LARK, OWL = Person(id=1, hours=0xFFFF), Person(id=2, hours=0xFFFF << 32)
PEOPLE = [Person(id=one) for one in range(1, 7)]
KNOWN = {person.id: person for person in PEOPLE}


def strangers_of(plan: RoundPlan) -> tuple[int, int]:
    return plan.groups[0].members[0], plan.groups[1].members[0]


def test_two_people_change_places_and_their_groups_reasons_are_told_anew() -> None:
    history = [PastGroup(1, (1, 2)), PastGroup(1, (3, 4)), PastGroup(1, (5, 6))]
    plan = plan_round(PEOPLE, history, Rules(), Weights(), seed=1)
    mate = next(group for group in plan.groups if 1 in group.members)
    partner = next(member for member in mate.members if member != 1)
    changed = swap(plan, partner, 2, people=PEOPLE, history=history, rules=Rules(), weights=Weights())
    again = changed.group_of(1)
    assert again
    assert again.members == (1, 2)
    assert again.reasons[0] == PairedBefore((1, 2), 1)
    assert sorted(one for group in changed.groups for one in group.members) == [1, 2, 3, 4, 5, 6]


def test_who_has_no_group_can_take_somebodys_place() -> None:
    people = [*PEOPLE[:2], Person(id=3)]
    never = frozenset({frozenset({1, 3}), frozenset({2, 3}), frozenset({1, 2})})
    plan = plan_round(people, (), Rules(never=never - {frozenset({1, 2})}), Weights(), seed=1)
    assert [left.why for left in plan.left_out] == [WaitingWhy.KEPT_APART]
    changed = swap(plan, 2, 3, people=people, rules=Rules(), weights=Weights())
    assert [group.members for group in changed.groups] == [(1, 3)]
    assert [left.person for left in changed.left_out] == [2]


def test_a_swap_that_breaks_a_hard_rule_is_refused_and_says_which() -> None:
    plan = plan_round(PEOPLE, (), Rules(), Weights(), seed=1)
    one, other = strangers_of(plan)
    mate = plan.groups[1].members[1]
    rules = Rules(never=frozenset({frozenset({one, mate})}))
    with pytest.raises(BrokenRuleError) as refused:
        swap(plan, one, other, people=PEOPLE, rules=rules, weights=Weights())
    assert [broken.breach for broken in refused.value.broken] == [Breach.KEPT_APART]


@pytest.mark.parametrize("case", ["a stranger", "the same group"])
def test_a_swap_without_sense_is_refused(case: str) -> None:
    plan = plan_round(PEOPLE, (), Rules(), Weights(), seed=1)
    one, other = {"a stranger": (1, 99), "the same group": plan.groups[1].members}[case]
    with pytest.raises(ValueError, match=r"round|group"):
        swap(plan, one, other, people=PEOPLE, rules=Rules(), weights=Weights())


@pytest.mark.parametrize(
    ("groups", "people", "rules", "breach"),
    [
        ([(1, 99)], KNOWN, Rules(), Breach.NOT_ACTIVE),
        ([(1, 2), (2, 3)], KNOWN, Rules(), Breach.TWICE),
        ([(1,)], KNOWN, Rules(), Breach.SIZE),
        ([(1, 2, 3, 4, 5)], KNOWN, Rules(), Breach.SIZE),
        ([(1, 2)], KNOWN, Rules(never=frozenset({frozenset({1, 2})})), Breach.KEPT_APART),
        ([(1, 2)], {1: LARK, 2: OWL}, Rules(), Breach.TOO_FEW_COMMON_HOURS),
    ],
)  # fmt: skip
def test_each_hard_rule_is_checked(
    groups: list[tuple[int, ...]], people: dict[int, Person], rules: Rules, breach: Breach
) -> None:
    assert [broken.breach for broken in breaches(groups, people, rules)] == [breach]


def test_sound_groups_break_nothing() -> None:
    assert breaches([(1, 2), (3, 4, 5)], KNOWN, Rules()) == []


def test_an_explanation_says_what_speaks_for_two_people() -> None:
    people = [
        Person(id=1, circles={"school": "a"}, asks=frozenset({"law"})),
        Person(id=2, circles={"school": "b"}, offers=frozenset({"law"})),
        Person(id=3, circles={"school": "a"}),
        Person(id=4, circles={"school": "a"}),
    ]
    plan = plan_round(people, (), Rules(), Weights(), seed=1)
    told = explain(1, 2, people=people, rules=Rules(), weights=Weights(), plan=plan)
    assert told.together
    assert told.breaches == ()
    assert NeverPaired() in told.reasons
    assert OfferMeetsAsk(1, 2) in told.reasons
    assert told.better == (0, 0)
    other = explain(1, 3, people=people, rules=Rules(), weights=Weights(), plan=plan)
    assert not other.together
    assert other.better[0] == 1
    assert other.wishes < told.wishes


def test_an_explanation_names_the_rule_that_keeps_two_apart() -> None:
    people = [LARK, OWL, Person(id=3)]
    plan = plan_round(people, (), Rules(), Weights(), seed=1)
    told = explain(1, 2, people=people, rules=Rules(), weights=Weights(), plan=plan)
    assert told.breaches == (Breach.TOO_FEW_COMMON_HOURS,)
    with pytest.raises(ValueError, match="two different people"):
        explain(1, 1, people=people, rules=Rules(), weights=Weights(), plan=plan)


def test_every_pair_of_a_plan_can_be_explained() -> None:
    history = [PastGroup(1, (1, 2)), PastGroup(1, (3, 4)), PastGroup(1, (5, 6))]
    plan = plan_round(PEOPLE, history, Rules(), Weights(), seed=4)
    for one, other in combinations(range(1, 7), 2):
        told = explain(one, other, people=PEOPLE, history=history, rules=Rules(), weights=Weights(), plan=plan)
        group = plan.group_of(one)
        assert group
        assert told.together == (other in group.members)
