"""What one person may do in a while: so much at once, then evenly, and nobody else has less of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.limits import Kind, Limits, Rate


@dataclass
class Stopwatch:
    """Seconds, as the test says."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


def admitted(limits: Limits, number: int, *, kind: Kind = Kind.PRESS, user: str = "U1", team: str = "T1") -> int:
    """How many of so many at once."""
    return sum(limits.admits(kind, team_id=team, user_id=user) for _ in range(number))


def test_so_many_are_admitted_at_once_and_then_one_at_a_time(stopwatch: Stopwatch) -> None:
    limits = Limits({Kind.PRESS: (Rate(4, 8),)}, clock=stopwatch)
    assert admitted(limits, 10) == 4
    stopwatch.seconds = 1.9
    assert admitted(limits, 10) == 0
    stopwatch.seconds = 2.0
    assert admitted(limits, 10) == 1
    stopwatch.seconds = 100.0
    assert admitted(limits, 10) == 4


def test_all_rates_of_a_kind_hold(stopwatch: Stopwatch) -> None:
    limits, found = Limits({Kind.FORM: (Rate(2, 1), Rate(10, 3600))}, clock=stopwatch), 0
    for second in range(60):
        stopwatch.seconds = float(second)
        found += admitted(limits, 5, kind=Kind.FORM)
    assert found == 10


def test_whoever_floods_takes_nothing_from_another_person_workspace_or_kind(stopwatch: Stopwatch) -> None:
    limits = Limits({Kind.PRESS: (Rate(2, 60),), Kind.COMMAND: (Rate(2, 60),)}, clock=stopwatch)
    assert admitted(limits, 100) == 2
    assert admitted(limits, 2, user="U2") == 2
    assert admitted(limits, 2, team="T2") == 2
    assert admitted(limits, 2, kind=Kind.COMMAND) == 2


def test_only_so_many_are_remembered_and_the_flood_of_the_moment_is_among_them(stopwatch: Stopwatch) -> None:
    limits = Limits({Kind.PRESS: (Rate(2, 60),)}, remembered=3, clock=stopwatch)
    assert admitted(limits, 2, user="FLOOD") == 2
    for number in range(50):
        admitted(limits, 1, user=f"U{number}")
        assert len(limits._free_at) <= 3
    assert admitted(limits, 5, user="FLOOD") == 2  # forgotten: it did nothing while 50 others did


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_every_kind_is_limited_and_its_first_is_always_admitted(kind: Kind) -> None:
    limits = Limits()
    assert 0 < admitted(limits, 1000, kind=kind) <= 120  # a page's pictures and parts are requests of their own
