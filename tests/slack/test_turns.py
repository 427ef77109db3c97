"""Whose turn it is: forms, then acts, then drawings; in each kind who came first."""

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


def test_a_drawing_waits_until_nobody_presses_any_more_and_an_act_does_not(
    turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns_module, "BETWEEN_SECONDS", 1e6)
    turns.put(Kind.DRAWING, lambda: None).result(timeout=30)  # the first of a while
    with monkeypatch.context() as busy:
        busy.setattr(turns_module, "QUIET_SECONDS", 1e6)
        turns.put(Kind.ACT, lambda: None).result(timeout=30)
        drawing = turns.put(Kind.DRAWING, lambda: None)
        turns.put(Kind.ACT, lambda: None).result(timeout=30)
        assert not drawing.done()
    turns.put(Kind.ACT, lambda: None)
    drawing.result(timeout=30)


def test_a_drawing_does_not_wait_for_ever(turns: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns_module, "QUIET_SECONDS", 1e6)
    for _ in range(2):
        turns.put(Kind.ACT, lambda: None)
        turns.put(Kind.DRAWING, lambda: None).result(timeout=30)


def test_nothing_begins_while_a_click_is_being_committed() -> None:
    committing = threading.Lock()
    turns = Turns(first=committing)
    with committing:
        form = turns.put(Kind.FORM, lambda: None)
        with pytest.raises(TimeoutError):
            form.result(timeout=0.1)
    form.result(timeout=30)
    turns.close()


def test_what_fails_is_told_to_whoever_waits_and_the_next_one_has_its_turn(turns: Turns) -> None:
    def fail() -> None:
        raise ValueError("broken")

    failed, next_one = turns.put(Kind.ACT, fail), turns.put(Kind.ACT, lambda: None)
    with pytest.raises(ValueError, match="broken"):
        failed.result(timeout=30)
    next_one.result(timeout=30)
