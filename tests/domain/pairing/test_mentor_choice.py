"""Which mentors suit somebody: the hard rules of buddies hold, and the weights put them in order."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pairing.mentor_choice import in_order, suited_mentors
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.rules import Rules
from bot.domain.pairing.verifying import breaches
from bot.domain.states import Role

MORNING, EVENING = (1 << 16) - 1, ((1 << 16) - 1) << 24
ADA = Person(id=1, hours=MORNING, circles={"school": "north"}, asks=frozenset({"law"}))


def mentor(number: int, **values: object) -> Person:
    return Person(**{"id": number, "hours": MORNING, "role": Role.MENTOR, **values})  # type: ignore[arg-type]


def test_another_circle_and_an_offer_that_is_asked_for_come_first() -> None:
    same = mentor(2, circles={"school": "north"})
    other = mentor(3, circles={"school": "south"})
    helps = mentor(4, circles={"school": "south"}, offers=frozenset({"law"}))
    assert suited_mentors(ADA, [same, other, helps], seed=1) == [4, 3, 2]


def test_hours_give_way_where_the_program_lets_them_but_not_to_none() -> None:
    some = mentor(2, hours=1 << 15)
    none = mentor(3, hours=EVENING)
    assert suited_mentors(ADA, [some, none], rules=Rules(), seed=1) == []
    assert suited_mentors(ADA, [some, none], rules=Rules(lowers=True), seed=1) == [2]
    assert suited_mentors(ADA, [none], rules=Rules(min_common_half_hours=0), seed=1) == [3]


def test_having_been_buddies_is_no_harm() -> None:
    assert suited_mentors(ADA, [mentor(2)], [PastGroup(1, (1, 2))], seed=1) == [2]


PEOPLE = st.lists(
    st.builds(
        lambda hours, school: (hours, school),
        st.sampled_from([MORNING, EVENING, MORNING | EVENING, 1 << 15]),
        st.sampled_from(["", "north", "south"]),
    ),
    max_size=12,
)


@given(
    drawn=PEOPLE,
    apart=st.sets(st.integers(2, 13)),
    least=st.integers(0, 8),
    lowers=st.booleans(),
    random=st.randoms(use_true_random=False),
)
def test_no_hard_rule_is_broken_nobody_else_is_left_out_and_the_order_is_always_the_same(
    drawn: list[tuple[int, str]], apart: set[int], least: int, *, lowers: bool, random: Random
) -> None:
    mentors = [
        mentor(number, hours=hours, circles={"school": school} if school else {})
        for number, (hours, school) in enumerate(drawn, start=2)
    ]
    never = frozenset(frozenset({ADA.id, one}) for one in apart)
    rules = Rules(min_common_half_hours=least, never=never, lowers=lowers)
    found = suited_mentors(ADA, mentors, rules=rules, seed=3)
    people = {one.id: one for one in (ADA, *mentors)}
    assert apart.isdisjoint(found)
    allowed = {one.id for one in mentors if not breaches([(ADA.id, one.id)], people, rules)}
    assert allowed <= set(found)
    assert all(ADA.hours & people[one].hours for one in found) or not least
    assert lowers or allowed == set(found)
    shuffled = random.sample(mentors, len(mentors))
    assert suited_mentors(ADA, shuffled, rules=rules, seed=3) == found


def test_who_is_near_comes_first_then_who_has_fewer_mentees_then_who_suits_best() -> None:
    assert in_order({3: 9}, {}, [1, 2, 3]) == [3, 1, 2]
    assert in_order({}, {1: 1}, [1, 2, 3]) == [2, 3, 1]
    assert in_order({2: 5, 3: 7}, {3: 2}, [1, 2, 3]) == [3, 2, 1]
