"""An organizer swaps two people or asks about two: hard rules hold, and the answer is data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from bot.domain.pairing import (
    Breach,
    BrokenRuleError,
    Change,
    Scales,
    Weighed,
    breaches,
    explain,
    move,
    plan_round,
    trade,
)
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.plan import NeverPaired, OfferMeetsAsk, PairedBefore, SecondTry
from bot.domain.pairing.rules import Rules, Weights

LARK, OWL = Person(id=1, hours=0xFFFF), Person(id=2, hours=0xFFFF << 32)
PEOPLE = [Person(id=one) for one in range(1, 7)]
RULES = Rules()
KNOWN = {person.id: person for person in PEOPLE}


def weighed(change: Change, people: Sequence[Person] = PEOPLE, *history: PastGroup, rules: Rules = RULES) -> Weighed:
    return Scales.of(people, history, rules=rules, weights=Weights(), seed=1).weigh(change)


def test_two_people_trade_places_and_their_groups_reasons_are_told_anew() -> None:
    told = weighed(trade(2, (2, 3), 4, (1, 4)), PEOPLE, PastGroup(1, (1, 2)))
    assert told.change == Change(((2, 3), (1, 4)), ((3, 4), (1, 2)))
    assert told.reasons[1][0] == PairedBefore((1, 2), 1)
    assert told.repeats == (PairedBefore((1, 2), 1),)
    assert told.asks_why


def test_who_has_no_group_can_take_somebodys_place() -> None:
    assert trade(3, (), 2, (1, 2)) == trade(2, (1, 2), 3, ()) == Change(((1, 2),), ((1, 3),), (2,))


def test_a_move_makes_one_group_larger_and_the_other_smaller() -> None:
    assert move(3, (1, 2, 3), (4, 5)) == Change(((1, 2, 3), (4, 5)), ((3, 4, 5), (1, 2)))
    assert move(6, (), (4, 5)) == Change(((4, 5),), ((4, 5, 6),))
    assert move(6, (), (5,)) == Change((), ((5, 6),))


def test_who_comes_out_of_a_pair_leaves_nobody_alone_in_a_group() -> None:
    assert move(1, (1, 2), ()) == Change(((1, 2),), (), (1, 2))
    assert move(1, (1, 2, 3), ()) == Change(((1, 2, 3),), ((2, 3),), (1,))


@pytest.mark.parametrize(
    ("change", "breach"),
    [(move(1, (1, 2), (3, 4)), Breach.SIZE), (move(5, (5, 6), (1, 2, 3, 4)), Breach.SIZE),
     (move(99, (), (1, 2)), Breach.NOT_ACTIVE)],
)  # fmt: skip
def test_a_group_has_two_to_four_people_of_the_round(change: Change, breach: Breach) -> None:
    with pytest.raises(BrokenRuleError) as refused:
        weighed(change)
    assert breach in {broken.breach for broken in refused.value.broken}


def test_a_change_that_breaks_a_hard_rule_is_refused_and_says_which() -> None:
    with pytest.raises(BrokenRuleError) as refused:
        weighed(trade(1, (1, 2), 3, (3, 4)), rules=Rules(never=frozenset({frozenset({1, 4})})))
    assert [broken.breach for broken in refused.value.broken] == [Breach.KEPT_APART]


@pytest.mark.parametrize("act", [lambda: trade(1, (1, 2), 2, (1, 2)), lambda: trade(1, (), 2, ()),
                                 lambda: move(1, (1, 2), (1, 2)), lambda: move(1, (), ()),
                                 lambda: move(1, (2, 3), (4, 5))])  # fmt: skip
def test_a_change_of_nothing_is_refused(act: Callable[[], Change]) -> None:
    with pytest.raises(ValueError, match=r"group|nothing"):
        act()


def test_two_who_are_together_already_are_no_repeat_of_a_third_who_comes() -> None:
    told = weighed(move(3, (3, 4, 5), (1, 2)), PEOPLE, PastGroup(1, (1, 2)), PastGroup(2, (2, 3)))
    assert told.repeats == (PairedBefore((2, 3), 1),)


def test_only_a_repeat_and_an_unusual_size_ask_for_a_reason() -> None:
    assert not weighed(move(3, (3, 4, 5), (1, 2))).asks_why
    four = weighed(move(3, (3, 5, 6), (1, 2, 4)))
    assert four.sizes == (4,)
    assert four.asks_why
    tried = weighed(trade(1, (1, 2), 3, (3, 4)), PEOPLE, PastGroup(1, (1, 4), did_not_meet=True))
    assert tried.repeats == (SecondTry((1, 4), 1),)
    assert not tried.asks_why


def test_the_fit_of_groups_goes_by_the_programs_wishes_and_not_by_anybodys_own() -> None:
    schools = ("a", "a", "b", "b")
    people = [Person(id=one, circles={"school": school}) for one, school in enumerate(schools, 1)]
    better = weighed(trade(2, (1, 2), 3, (3, 4)), people)
    assert better.fit_before is not None
    assert better.fit_after is not None
    assert better.fit_after > better.fit_before
    wishing = [replace(one, wished=frozenset({1, 2}) - {one.id}, named=frozenset({1, 2}) - {one.id}) for one in people]
    assert weighed(trade(2, (1, 2), 3, (3, 4)), wishing).fit_before == better.fit_before


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
