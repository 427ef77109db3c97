"""Mentors played through: nobody has more than they take, places are filled, loads are even."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pairing.simulating_mentors import simulate_mentors


@given(st.integers(1, 6), st.integers(1, 14), st.integers(1, 3), st.integers(1, 3), st.integers(0, 99))
def test_room_is_kept_and_filled_and_nobody_has_two_more_than_another(
    mentors: int, others: int, room: int, circles: int, seed: int
) -> None:
    played = simulate_mentors(members=mentors + others, mentors=mentors, room=room, circles=circles, seed=seed)
    assert len(played.mentor_of) == min(others, mentors * room)
    assert played.without == others - len(played.mentor_of)
    assert Counter(played.mentor_of.values()) == Counter({one: n for one, n in played.mentees.items() if n})
    assert max(played.mentees.values()) <= room
    assert max(played.mentees.values()) - min(played.mentees.values()) <= 1
    assert played.mentor_of.keys().isdisjoint(played.mentees)


def test_with_a_choice_pairs_are_of_different_circles() -> None:
    played = simulate_mentors(members=24, mentors=8, room=2, circles=2)
    assert played.across >= 12


@pytest.mark.parametrize(("mentors", "room"), [(0, 1), (4, 1), (2, 0)])
def test_without_people_there_is_nothing_to_play(mentors: int, room: int) -> None:
    with pytest.raises(ValueError, match="a simulation needs"):
        simulate_mentors(members=4, mentors=mentors, room=room)
