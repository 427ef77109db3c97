"""Designs hold what they promise: everybody in every week, and nobody meets anybody twice."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from bot.domain.pairing import simulate
from bot.domain.pairing.designs import design

# (groups, size): weeks; for comparison the tables of the social golfer problem (cs.brown.edu/~sello/golf.html).
KNOWN = {
    (3, 3): 4,
    (5, 3): 7,
    (6, 3): 8,
    (7, 3): 10,
    (8, 3): 11,
    (9, 3): 13,
    (10, 3): 14,
    (11, 3): 16,
    (13, 3): 13,
    (4, 4): 5,
    (5, 4): 5,
    (6, 4): 7,
    (7, 4): 9,
    (8, 4): 10,
    (9, 4): 11,
    (10, 4): 13,
    (16, 4): 21,
    (25, 4): 25,
}


@pytest.mark.parametrize(("groups", "size"), KNOWN)
def test_a_design_repeats_no_pair(groups: int, size: int) -> None:
    weeks = design(groups, size)
    met = Counter(pair for week in weeks for group in week for pair in combinations(sorted(group), 2))
    assert len(weeks) == KNOWN[groups, size]
    assert set(met.values()) == {1}
    for week in weeks:
        assert sorted(place for group in week for place in group) == list(range(groups * size))


def test_where_no_design_is_known_there_is_none() -> None:
    assert design(12, 3) == design(2, 4) == []


@pytest.mark.parametrize(
    ("groups", "size", "weeks"), [(5, 3, 7), (4, 4, 5), (7, 3, 10), (8, 4, 10), (9, 3, 13), (10, 4, 13)]
)
def test_a_cohort_goes_through_its_whole_design(groups: int, size: int, weeks: int) -> None:
    played = simulate(members=groups * size, rounds=weeks, size=size, seed=3)
    assert sum(played.repeats) == 0


@pytest.mark.parametrize(("groups", "size", "weeks"), [(12, 3, 7), (14, 3, 8), (12, 4, 6)])
def test_search_goes_far_where_there_is_no_design(groups: int, size: int, weeks: int) -> None:
    played = simulate(members=groups * size, rounds=weeks, size=size)
    assert sum(played.repeats) == 0
