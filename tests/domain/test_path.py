"""The path of ten: which step is the week's, and when one is done."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.path import RULES, STEPS, PathNow, Step, Taken

MONDAY = date(2026, 3, 2)
BEFORE = MONDAY - timedelta(weeks=1)


def path(*taken: Taken) -> PathNow:
    return PathNow(MONDAY, {one.step: one for one in taken})


def test_there_are_ten_each_with_a_rule() -> None:
    assert len(STEPS) == 10
    assert set(RULES) == set(STEPS)


def test_a_step_is_done_once_its_acts_are_counted_or_it_was_said() -> None:
    assert [Taken(Step.WRITE, MONDAY, acts=acts).is_done for acts in (0, 1, 2, 3)] == [False, False, True, True]
    assert Taken(Step.PROFILE, MONDAY, done_on=MONDAY).is_done


def test_one_a_week_the_next_is_offered_in_the_next() -> None:
    assert path().step is Step.KNOWN
    done = Taken(Step.KNOWN, MONDAY, done_on=MONDAY)
    assert (path(done).step, path(done).now) == (Step.KNOWN, done)
    before = Taken(Step.KNOWN, BEFORE, done_on=BEFORE)
    assert (path(before).step, path(before).now) == (Step.WRITE, None)


def test_a_step_that_was_not_done_is_offered_again() -> None:
    found = path(Taken(Step.KNOWN, BEFORE, done_on=BEFORE), Taken(Step.WRITE, BEFORE, acts=1))
    assert (found.step, found.now, found.done) == (Step.WRITE, None, 1)


def test_after_the_last_there_is_none() -> None:
    found = path(*(Taken(step, BEFORE, done_on=BEFORE) for step in STEPS))
    assert (found.step, found.now, found.done) == (None, None, 10)


def test_the_result_is_asked_for_once_what_was_forecast_is_done() -> None:
    guessed = Taken(Step.STRANGER, BEFORE, forecast="no answer")
    done = Taken(Step.STRANGER, BEFORE, acts=1, forecast="no answer")
    told = Taken(Step.STRANGER, BEFORE, acts=1, forecast="no answer", result="a chat")
    assert [len(path(one).asked) for one in (guessed, done, told)] == [0, 1, 0]
