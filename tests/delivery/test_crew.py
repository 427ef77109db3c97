"""Few jobs of a process go through one lane at once, and none ends on a look that was too early."""

from __future__ import annotations

import pytest

from bot.delivery.crew import Crew
from bot.delivery.lane import AT_ONCE, Lane

LANE, OTHER = Lane(1, urgent=False), Lane(2, urgent=False)


@pytest.fixture
def crew() -> Crew:
    """One whose lane is full."""
    crew = Crew(full=AT_ONCE + 1)
    assert [crew.enter(LANE) for _ in range(AT_ONCE)] == [True] * AT_ONCE
    return crew


def test_a_full_lane_keeps_no_place_of_another(crew: Crew) -> None:
    assert not crew.enter(LANE)
    assert not crew.is_full
    assert crew.enter(OTHER)
    assert crew.enter(Lane(1, urgent=True))
    assert crew.is_full


def test_who_finds_no_place_is_not_forgotten_by_those_who_leave(crew: Crew) -> None:
    assert not crew.enter(LANE)
    assert not crew.leave(LANE)
    assert crew.leave(LANE)
    assert crew.enter(LANE)


def test_a_look_meanwhile_is_as_good(crew: Crew) -> None:
    assert not crew.enter(LANE)
    assert not crew.was_asked(OTHER)
    assert crew.was_asked(LANE)
    assert not crew.was_asked(LANE)
    assert crew.leave(LANE)


def test_who_fails_drops_out(crew: Crew) -> None:
    assert not crew.enter(LANE)
    crew.drop_out(LANE)
    assert crew.enter(LANE)
