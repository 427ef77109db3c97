"""After "add one": what it offers, and that it stops offering what was said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.goals import JustAdded
from bot.domain.messages import Message
from bot.domain.week_messages import WeekMessageKind
from bot.views import after_add, checkins, goals, my_week
from bot.views.blocks import home
from tests.views.limits import check_limits
from tests.views.weeks import FRIDAY, HALF_DONE, ODD, section, week, week_message

Golden = Callable[[str, Message | dict[str, Any]], None]
ADDED = JustAdded(31, "Coffee chat")
FULL = JustAdded(31, "Coffee chat", "Grace", 2, has_follow_up=True)
AT = week_message(WeekMessageKind.CHECKIN, FRIDAY)


def shown(added: JustAdded | None) -> list[dict[str, Any]]:
    return after_add.blocks(section(just_added=added), AT, today=FRIDAY)


def test_one_more_step_is_offered_below_what_was_counted(golden: Golden) -> None:
    told = week(section(goals=(HALF_DONE,), just_added=ADDED), on=FRIDAY)
    golden("after_add/friday", checkins.friday(told, AT))


def test_what_was_said_is_not_asked_again(golden: Golden) -> None:
    golden("after_add/whom_said", home(shown(replace(ADDED, with_whom="Grace", new_contacts=1))))
    assert shown(FULL) == shown(None) == []
    assert [one["action_id"] for one in shown(replace(ADDED, has_follow_up=True))[1]["elements"]] == [
        after_add.WITH_WHOM,
        after_add.SOMEBODY_NEW,
    ]


def test_of_a_chat_one_may_note_what_came_of_it() -> None:
    offered = [one["action_id"] for one in shown(replace(ADDED, is_chat=True))[1]["elements"]]
    assert after_add.CAME in offered
    assert after_add.CAME not in str(shown(ADDED))


def test_it_stands_wherever_one_can_be_added_and_not_in_the_monday_prompt() -> None:
    told = week(section(goals=(HALF_DONE,), just_added=ADDED), on=FRIDAY)
    for kind in (WeekMessageKind.GOALS, WeekMessageKind.TODAY, WeekMessageKind.PROMPT):
        at = week_message(kind, FRIDAY)
        draw = goals.today if kind is WeekMessageKind.TODAY else goals.prompt
        assert (after_add.SOMEBODY_NEW in str(draw(told, at))) is (kind is not WeekMessageKind.PROMPT)
    assert after_add.SOMEBODY_NEW in str(my_week.home_blocks(told, week_message(WeekMessageKind.HOME, FRIDAY)))


def test_the_forms(golden: Golden) -> None:
    for name, form in (("whom", after_add.whom_form), ("new", after_add.new_form), ("day", after_add.day_form)):
        golden(f"after_add/form_{name}", form(metadata="31:checkin:2026-03-06 "))


def test_odd_texts_break_no_limit_and_mention_nobody() -> None:
    check_limits(home(shown(JustAdded(1, ODD, ODD, 20))))
