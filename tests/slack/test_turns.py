"""Whose turn it is: acks before everything, then forms, acts, drawings; in each kind who came first."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from bot.slack import turns as turns_module
from bot.slack.turns import Kind, Turns


@pytest.fixture
def turns() -> Iterator[Turns]:
    turns = Turns()
    yield turns
    turns.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Acts and drawings wait for acks without end."""
    monkeypatch.setattr(turns_module, "GIVE_WAY", {Kind.FORM: 0.0, Kind.ACT: 1e6, Kind.DRAWING: 1e6})


def occupied(turns: Turns) -> threading.Event:
    """The thread is busy until the event is set."""
    began, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        began.set()
        go_on.wait()

    turns.put(Kind.FORM, wait)
    began.wait()
    return go_on


def test_forms_go_before_acts_and_acts_before_drawings_each_in_order(turns: Turns) -> None:
    done: list[str] = []
    go_on = occupied(turns)
    for number in (1, 2):
        for kind in (Kind.DRAWING, Kind.ACT, Kind.FORM):
            turns.put(kind, lambda said=f"{kind.name} {number}": done.append(said))  # type: ignore[misc]  # by name
    go_on.set()
    turns.close()
    assert done == ["FORM 1", "FORM 2", "ACT 1", "ACT 2", "DRAWING 1", "DRAWING 2"]


@pytest.mark.usefixtures("patient")
def test_an_act_waits_while_somebody_waits_for_an_ack_and_a_form_does_not(turns: Turns) -> None:
    with turns.ack():
        act = turns.put(Kind.ACT, lambda: None)
        turns.put(Kind.FORM, lambda: None).result(timeout=10)
        assert not act.done()
    act.result(timeout=10)


def test_an_act_does_not_wait_for_ever(turns: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns_module, "GIVE_WAY", {Kind.FORM: 0.0, Kind.ACT: 0.01, Kind.DRAWING: 0.01})
    with turns.ack():
        turns.put(Kind.ACT, lambda: None).result(timeout=10)


def test_what_fails_is_told_to_whoever_waits_and_the_next_one_has_its_turn(turns: Turns) -> None:
    def fail() -> None:
        raise ValueError("broken")

    failed, next_one = turns.put(Kind.ACT, fail), turns.put(Kind.ACT, lambda: None)
    with pytest.raises(ValueError, match="broken"):
        failed.result(timeout=10)
    next_one.result(timeout=10)
