"""The Monday prompt, "Today" and the goal form, word by word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.goals import GoalNow, Week
from bot.domain.messages import Message
from bot.domain.week_messages import WeekMessageKind
from bot.views import goal_form, goals
from tests.views import weeks
from tests.views.limits import check_limits
from tests.views.weeks import (
    BUDDY,
    EVENT_DONE,
    FOLLOW_UP,
    FRIDAY,
    HALF_DONE,
    MONDAY,
    PLANNED,
    WEDNESDAY,
    section,
    week,
    week_message,
)

Golden = Callable[[str, Message | dict[str, object]], None]
SMALL = section().offers[1]

PROMPTS = {
    "one_program": week(),
    "two_programs": week(section(), section(program_id=6, program="Alumni", offers=section().offers[1:])),
    "back_from_a_pause": week(section(comes_back=True), section(program_id=6, program="Alumni")),
    "after_a_hard_week": week(section(small_step=SMALL, last_week=section().offers)),
    "as_last_week": week(section(last_week=(SMALL,), buddies=(BUDDY,))),
    "nothing_on_offer": week(section(offers=(), activities=())),
    "goals_set": week(section(goals=(PLANNED, EVENT_DONE), buddies=(BUDDY,)), today=WEDNESDAY),
    "chat_to_prepare": week(section(goals=(weeks.goal(is_chat=True, plan=PLANNED.plan),))),
    "which_day": week(section(goals=(HALF_DONE,))),
    "on_sunday": week(section(goals=(PLANNED,)), today=date(2026, 3, 8)),
    "closed": week(section(goals=(HALF_DONE,), is_closed=True), today=date(2026, 3, 10)),
    "buddy_to_come": week(section(offers=(replace(section().offers[0], is_to_come=True),))),
    "with_follow_up": week(follow_ups=(FOLLOW_UP,)),
    "after_a_worksheet": week(section(will_try="Write to *Grace*")),
}


@pytest.mark.parametrize("name", PROMPTS)
def test_the_monday_prompt(name: str, golden: Golden) -> None:
    golden(f"goals/prompt_{name}", goals.prompt(PROMPTS[name], week_message(WeekMessageKind.PROMPT, MONDAY)))


TODAYS = {
    "timed_plan": week(section(goals=(PLANNED, HALF_DONE), buddies=(BUDDY,)), on=WEDNESDAY),
    "follow_up_alone": week(on=WEDNESDAY, follow_ups=(FOLLOW_UP,)),
    "two_programs": week(
        section(goals=(PLANNED,)), section(program_id=6, program="Alumni", goals=(PLANNED,)), on=WEDNESDAY
    ),
    "half_done": week(section(goals=(weeks.goal(done=1, plan=PLANNED.plan),)), on=WEDNESDAY),
    "prepared": week(
        section(goals=(weeks.goal(is_chat=True, plan=PLANNED.plan),)),
        on=WEDNESDAY,
        questions=("How did you come to do what you do now?", "What is *hard* in <!here>?"),
    ),
    "done": week(section(goals=(weeks.goal(done=2, plan=PLANNED.plan),)), on=WEDNESDAY),
    "nothing_left": week(on=WEDNESDAY),
}


@pytest.mark.parametrize("name", TODAYS)
def test_today(name: str, golden: Golden) -> None:
    golden(f"goals/today_{name}", goals.today(TODAYS[name], week_message(WeekMessageKind.TODAY, WEDNESDAY)))


@pytest.mark.parametrize(("name", "goal"), [("new", None), ("planned", PLANNED), ("private", EVENT_DONE)])
def test_the_goal_form(name: str, goal: GoalNow | None, golden: Golden) -> None:
    shown = week(section(goals=(PLANNED,)), today=FRIDAY)
    golden(f"goals/form_{name}", goal_form.goal_form(shown.sections[0], shown, goal=goal, metadata="5:3:goals x"))


def test_somebody_in_no_program_is_told_where_to_look(golden: Golden) -> None:
    golden("goals/nowhere", goals.nowhere())


@pytest.mark.parametrize("kind", [WeekMessageKind.PROMPT, WeekMessageKind.TODAY])
def test_odd_texts_break_no_limit_and_mention_nobody(kind: WeekMessageKind) -> None:
    drawn = {WeekMessageKind.PROMPT: goals.prompt, WeekMessageKind.TODAY: goals.today}[kind]
    odd: Week = weeks.odd_week(on=MONDAY)
    check_limits(drawn(odd, week_message(kind, MONDAY)))
    check_limits(goal_form.goal_form(odd.sections[1], odd, goal=odd.sections[1].goals[0], metadata="x"))
    check_limits(goal_form.goal_form(odd.sections[0], odd, goal=None, metadata="x"))


def test_a_programs_own_first_line_stands_in_place_of_kiths() -> None:
    own = section(prompt_line="What will you *try*, <!channel>?")
    shown = goals.prompt(week(own), week_message(WeekMessageKind.PROMPT, MONDAY))
    assert "What will you ∗try∗, &lt;!channel&gt;?\nA small thing" in shown.blocks[1]["text"]["text"]
    assert "<!channel>" not in shown.text
    other = replace(own, program_id=8, program="Autumn", prompt_line="")
    assert "to widen your network?" in goals.prompt(week(other, own), week_message(WeekMessageKind.PROMPT, MONDAY)).text
