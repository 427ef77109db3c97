"""Whoever comes late joins the group that suits best, under the hard rules of every other group."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pairing import best_group, breaches
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.rules import Rules

MORNING, AFTERNOON = 0xFF, 0xFF00


def people(*ids: int, hours: int = MORNING) -> list[Person]:
    return [Person(id=one, hours=hours) for one in ids]


@given(
    sizes=st.lists(st.integers(2, 4), min_size=1, max_size=5),
    hours=st.lists(st.sampled_from([MORNING, AFTERNOON, MORNING | AFTERNOON]), min_size=21, max_size=21),
    apart=st.frozensets(st.integers(1, 20), max_size=6),
    size=st.integers(2, 4),
)
def test_a_group_that_takes_somebody_in_breaks_no_rule(
    sizes: list[int], hours: list[int], apart: frozenset[int], size: int
) -> None:
    table = {one: Person(id=one, hours=hours[one]) for one in range(21)}
    ids = iter(range(1, 21))
    groups = [[table[next(ids)] for _ in range(number)] for number in sizes]
    never = frozenset(frozenset({0, one}) for one in apart)
    together = frozenset(frozenset(person.id for person in pair) for one in groups for pair in combinations(one, 2))
    chosen = best_group(table[0], groups, [], Rules(group_size=size, never=never | together))
    grown = [[0, *(person.id for person in group)] for group in groups if len(group) <= size]
    holding = [group for group in grown if not breaches([group], table, Rules(group_size=size, never=never))]
    assert (chosen is not None) == bool(holding)
    assert chosen is None or [0, *(person.id for person in chosen)] in holding


def test_new_people_come_before_a_smaller_group() -> None:
    pair, trio = people(1, 2), people(3, 4, 5)
    late = Person(id=9, hours=MORNING)
    rules = Rules(group_size=3)
    assert best_group(late, [trio, pair], [], rules) == pair
    assert best_group(late, [trio, pair], [PastGroup(1, (2, 9))], rules) == trio
