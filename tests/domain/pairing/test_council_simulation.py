"""Councils played through: however people come and leave, no council is small for long and nobody is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.pairing.simulating_councils import simulate_councils


@settings(max_examples=60, deadline=None)
@given(
    members=st.integers(3, 40),
    weeks=st.integers(2, 14),
    wanted=st.sampled_from([4, 5, 6]),
    joins=st.integers(0, 12),
    leaves=st.integers(0, 30),
    seed=st.integers(0, 999),
)
def test_nobody_is_lost_and_no_council_stays_small(
    members: int, weeks: int, wanted: int, joins: int, leaves: int, seed: int
) -> None:
    played = simulate_councils(
        members=members, weeks=weeks, wanted=wanted, circles=3, joins=joins, leaves=leaves, seed=seed
    )
    there = set(range(1, members + 1))
    for week in played.weeks:
        there = there.difference(week.left) | set(week.came)
        placed = [one for group in week.councils for one in group]
        assert sorted([*placed, *week.waits]) == sorted(there)
        assert all(len(group) <= 6 for group in week.councils)
        small = [group for group in week.councils if len(group) < 3]
        room = sum(6 - len(group) for group in week.councils if len(group) > 2)
        assert not small or len(week.councils) == 1 or room < len(small[0])
        assert len(week.waits) < 3
    assert played.kept <= played.stayed
    assert sum(len(week.came) for week in played.weeks) == joins


def test_a_quiet_programme_keeps_everybody_together() -> None:
    played = simulate_councils(members=24, weeks=12, wanted=5, circles=5)
    assert (played.stayed, played.kept, played.across) == (24, 24, 100)
    assert len({week.councils for week in played.weeks}) == 1


def test_it_needs_three_people() -> None:
    with pytest.raises(ValueError, match="three members"):
        simulate_councils(members=2, weeks=3, wanted=5)
