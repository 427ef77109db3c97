"""A small step a week, word by word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.messages import Message
from bot.domain.path import STEPS, PathNow, Step, Taken
from bot.domain.week_messages import WeekMessageKind
from bot.views import checkins, goals, path
from bot.views.blocks import home
from tests.views.limits import check_limits
from tests.views.weeks import FRIDAY, MONDAY, ODD, section, week, week_message

Golden = Callable[[str, dict[str, Any]], None]
AT = week_message(WeekMessageKind.HOME, MONDAY)
BEFORE = MONDAY - timedelta(weeks=1)
TAKEN = Taken(Step.STRANGER, MONDAY, "Talk with a stranger")
GUESSED = replace(TAKEN, forecast="they will look away")
DONE = replace(GUESSED, acts=1)
TOLD = replace(DONE, result="we talked for three stops")


def on_path(*taken: Taken, **more: Any) -> PathNow:
    before = {step: Taken(step, BEFORE, done_on=BEFORE) for step in STEPS[: STEPS.index(Step.STRANGER)]}
    return PathNow(MONDAY, {**before, **{one.step: one for one in taken}}, **more)


def in_home(**values: Any) -> dict[str, Any]:
    return home(path.home_blocks(week(**values), AT))


def test_the_step_from_offer_to_result(golden: Golden) -> None:
    golden("path/home_begin", in_home())
    golden("path/home_offered", in_home(path=on_path()))
    for name, taken in (("taken", TAKEN), ("guessed", GUESSED), ("done", DONE), ("told", TOLD)):
        golden(f"path/home_{name}", in_home(path=on_path(taken)))


def test_a_step_of_no_activity_is_said_to_be_done(golden: Golden) -> None:
    golden("path/home_own", in_home(path=PathNow(MONDAY, {Step.KNOWN: Taken(Step.KNOWN, MONDAY)})))


def test_the_forms_and_the_whole_path(golden: Golden) -> None:
    golden("path/forecast", path.forecast_form(GUESSED, metadata="2:home:2026-03-02 "))
    golden("path/result", path.result_form(DONE, metadata="2:home:2026-03-02 "))
    golden("path/all", path.path_form(on_path(TOLD)))
    golden("path/left", path.left())


def test_mondays_prompt_has_it_and_fridays_check_in_asks_what_happened() -> None:
    prompt = str(goals.prompt(week(path=on_path()), week_message(WeekMessageKind.PROMPT, MONDAY)).blocks)
    assert "A small step, three of ten" in prompt
    assert path.TAKE in prompt
    asked = checkins.friday(week(path=on_path(DONE), on=FRIDAY), week_message(WeekMessageKind.CHECKIN, FRIDAY))
    assert "they will look away" in str(asked.blocks)
    assert path.RESULT in str(asked.blocks)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"path": on_path(is_paused=True)},
        {"path": on_path(), "sections": (section(small_step=section().offers[0]),)},
        {"path": on_path(), "sections": (section(is_closed=True),)},
        {"path": on_path(), "sections": (section(is_asked=False),)},
        {"path": PathNow(MONDAY, {step: Taken(step, BEFORE, done_on=BEFORE) for step in STEPS})},
    ],
    ids=["no path", "paused", "after a hard week", "closed", "not asked", "all done"],
)
def test_the_prompt_has_none_of_it(values: dict[str, Any]) -> None:
    told = week(*values.pop("sections", ()), **values)
    assert path.prompt_blocks(told, week_message(WeekMessageKind.PROMPT, MONDAY)) == []


def test_a_hard_week_asks_nothing() -> None:
    hard = week(section(is_hard_week=True), path=on_path(DONE))
    assert path.home_blocks(hard, AT) == []
    friday = checkins.friday(hard, week_message(WeekMessageKind.CHECKIN, FRIDAY))
    assert path.RESULT not in str(friday.blocks)


def test_what_happened_last_week_is_still_asked_for() -> None:
    last = replace(DONE, week_on=BEFORE)
    blocks = path.prompt_blocks(week(path=on_path(last)), week_message(WeekMessageKind.PROMPT, MONDAY))
    assert "four of ten" in str(blocks[0])
    assert "they will look away" in str(blocks[-1])


def test_each_step_says_why_in_two_sentences_the_second_with_its_source() -> None:
    for step in STEPS:
        first, second = re.split(r"(?<=\.) (?=[A-Z])", path.WHY[step].replace("al. 2", "al 2"))
        assert first.endswith(".")
        assert re.search(r"\((Levin|.* 20\d\d\))", second)


def test_odd_texts_break_no_limit_and_mention_nobody() -> None:
    odd = Taken(Step.STRANGER, MONDAY, ODD, 1, forecast=ODD, result=ODD)
    everywhere = PathNow(MONDAY, {step: replace(odd, step=step) for step in STEPS})
    check_limits(path.path_form(everywhere))
    check_limits(path.forecast_form(odd, metadata="x"))
    check_limits(path.result_form(odd, metadata="x"))
    check_limits(home(path.home_blocks(week(path=on_path(odd)), AT)))
    many = week(path=PathNow(MONDAY, {step: replace(odd, step=step, result="") for step in STEPS}))
    prompt: Message = goals.prompt(many, week_message(WeekMessageKind.PROMPT, MONDAY))
    check_limits(prompt)
