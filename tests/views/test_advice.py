"""Advice handed on, word by word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.domain.advice import Advice
from bot.domain.messages import Message
from bot.domain.week_messages import WeekMessageKind
from bot.views import advice as views
from bot.views import checkins
from bot.views.blocks import home
from tests.views.weeks import ODD, WEDNESDAY, section, week, week_message

Golden = Callable[[str, Message | dict[str, Any]], None]
NAMED = Advice(3, 5, "Spring cohort", "Write to somebody you know first", "U7", is_named=True)
UNNAMED = Advice(4, 5, "Spring cohort", "A day on a goal helps more than a good intention")


def test_the_question_rides_fridays_message(golden: Golden) -> None:
    asked = week(replace(section(), asks_advice=True))
    golden("advice/friday", checkins.friday(asked, week_message(WeekMessageKind.CHECKIN, WEDNESDAY)))
    hard = week(replace(section(), asks_advice=True, is_hard_week=True))
    assert views.asked_blocks(hard, week_message(WeekMessageKind.CHECKIN, WEDNESDAY)) == []


def test_one_message_asks_of_one_program() -> None:
    both = week(replace(section(), asks_advice=True), replace(section(), program_id=6, asks_advice=True))
    asked = views.asked_blocks(both, week_message(WeekMessageKind.CHECKIN, WEDNESDAY))
    assert str(asked).count("third week") == 1


def test_the_form(golden: Golden) -> None:
    golden("advice/form", views.form(None, metadata="5"))
    golden("advice/form_again", views.form(NAMED, metadata="5"))


def test_where_it_is_read(golden: Golden) -> None:
    golden("advice/newcomer", home(views.others_blocks([NAMED, UNNAMED])))
    off = replace(NAMED, text="", is_off=True)
    golden("advice/taken_off", home(views.own_blocks([off], week_message(WeekMessageKind.HOME, WEDNESDAY))))
    golden("advice/own", home(views.own_blocks([NAMED], week_message(WeekMessageKind.HOME, WEDNESDAY))))
    golden("advice/organizer", home(views.organized_blocks([NAMED, UNNAMED])))
    golden("advice/odd", home(views.organized_blocks([replace(NAMED, text=ODD, program=ODD)])))
    assert views.others_blocks([]) == views.organized_blocks([]) == []
