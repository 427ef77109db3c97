"""Introductions, word by word: the room, the forms, what a knower is asked, and what each side reads in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.introductions import (
    Draft,
    IntroductionOutcome,
    Match,
    Mine,
    OfWeek,
    Place,
    Question,
    Room,
    Target,
    Way,
    Written,
)
from bot.domain.messages import Message
from bot.domain.week_messages import WeekMessageKind
from bot.views import checkins, goals
from bot.views import introduction_forms as forms
from bot.views import introduction_messages as messages
from bot.views import introductions as views
from bot.views.blocks import home
from tests.views.limits import check_limits
from tests.views.weeks import FRIDAY, MONDAY, ODD, section, week, week_message

Golden = Callable[[str, Message | dict[str, Any]], None]
WANTED = Draft("Google", "", "twenty minutes about testing medical software")
TO_ANA = Draft("Google", "Ana Ruiz", "twenty minutes about testing medical software")
SURE = Question(3, "U7", "Ada", WANTED, Match(Place(1, "Google"), is_sure=True), is_shown=True)
UNSURE = replace(SURE, match=Match(Place(1, "Alphabet Inc."), is_sure=False))
BY_BOOK = replace(SURE, wanted=TO_ANA, match=Match(Place(1, "Google", "Ana Ruiz"), is_sure=True))
NEAR_BOOK = replace(SURE, match=Match(Place(1, "Alphabet", "Ana Ruiz"), is_sure=False))
PROMISED = replace(SURE, question_id=4, has_promised=True)
OPEN = Mine(5, WANTED, date(2026, 3, 2))
CAME_ABOUT = Mine(6, TO_ANA, MONDAY, IntroductionOutcome.CAME_ABOUT, "U8", "Ana Ruiz", Way.TOGETHER)
BY_MAIL = replace(CAME_ABOUT, way=Way.EMAIL)
NOTHING = replace(OPEN, outcome=IntroductionOutcome.NOTHING)
PLACES = (Place(1, "Acme", is_employer=True), Place(2, "Stripe"), Place(3, "Google", "Ana Ruiz"))
ROOM = Room((Target(1, "Google"), Target(2, "Stripe")), PLACES, (OPEN, CAME_ABOUT, NOTHING), "Acme")
HOME = week_message(WeekMessageKind.HOME, MONDAY)
ODD_WANTED = Draft(ODD, ODD, ODD)
ODD_QUESTION = Question(3, "U7", ODD, ODD_WANTED, Match(Place(1, ODD, ODD), is_sure=False), is_shown=True)


def test_the_room(golden: Golden) -> None:
    asked = [replace(SURE, is_shown=False), UNSURE, PROMISED]
    golden("introductions/room", home([*views.asked_blocks(asked, HOME), *views.room_blocks(ROOM)]))
    golden("introductions/room_empty", home(views.room_blocks(Room((), (), ()))))
    landed = home(views.room_blocks(replace(ROOM, can_ask=False)))
    assert views.ASK not in str(landed)
    assert views.room_blocks(None) == []


def test_what_is_not_read_yet_says_neither_who_nor_what(golden: Golden) -> None:
    said = str(views.asked_blocks([replace(BY_BOOK, is_shown=False)], HOME))
    assert not any(word in said for word in ("U7", "Google", "Ana", "testing"))


def test_the_forms(golden: Golden) -> None:
    golden("introductions/targets", forms.targets_form(ROOM))
    golden("introductions/places", forms.places_form(ROOM))
    golden("introductions/refused", forms.refused_form(["U8"]))
    golden("introductions/ask", forms.ask_form("Google"))
    golden("introductions/meant", forms.meant(Written.TARGET, {1: ("Gogle", "Google")}))
    for written in (Written.PLACE, Written.ASKED):
        golden(f"introductions/meant_{written}", forms.meant(written, {1: ("Gogle", "Google")}))
    golden("introductions/saved", forms.saved())
    golden("introductions/note", forms.note_form(BY_BOOK, said_yes=True))
    golden("introductions/note_without_names", forms.note_form(replace(SURE, asker="")))
    golden("introductions/copied", forms.copied())
    golden("introductions/came_about", forms.came_about_form(NEAR_BOOK, metadata="4:home:2026-03-02 "))
    golden("introductions/told", forms.told(SURE, Way.TOGETHER, "Ana Ruiz"))
    golden("introductions/told_by_mail", forms.told(SURE, Way.EMAIL, "Ana Ruiz"))


def test_in_the_check_in_and_on_monday(golden: Golden) -> None:
    on_friday = OfWeek((BY_BOOK, NEAR_BOOK, PROMISED), (CAME_ABOUT, NOTHING))
    friday = week(section(goals=()), on=FRIDAY, introductions=on_friday)
    golden("introductions/friday", checkins.friday(friday, week_message(WeekMessageKind.CHECKIN, FRIDAY)))
    on_monday = OfWeek((UNSURE, PROMISED), (BY_MAIL,))
    monday = week(introductions=on_monday)
    golden("introductions/monday", goals.prompt(monday, week_message(WeekMessageKind.PROMPT, MONDAY)))
    hard = replace(friday, sections=(section(is_hard_week=True),))
    said = str(checkins.friday(hard, week_message(WeekMessageKind.CHECKIN, FRIDAY)))
    assert "introduc" not in said
    assert "said yes" not in said


def test_what_asker_and_knower_read_together(golden: Golden) -> None:
    golden("introductions/together", messages.together("U7", "U8", whom="Ana Ruiz", wanted=WANTED))


def test_odd_and_long_texts_stay_within_limits() -> None:
    odd = Mine(6, ODD_WANTED, MONDAY, IntroductionOutcome.CAME_ABOUT, "U8", ODD, Way.TOGETHER)
    room = Room((Target(1, ODD),) * 5, (Place(1, ODD, ODD),) * 30, (odd, replace(odd, outcome=None)) * 3, ODD)
    check_limits(home([*views.asked_blocks([ODD_QUESTION] * 3, HOME), *views.room_blocks(room)]))
    for form in (
        forms.targets_form(room),
        forms.places_form(room),
        forms.ask_form(ODD),
        forms.meant(Written.PLACE, {1: (ODD, ODD)}),
        forms.note_form(ODD_QUESTION, said_yes=True),
        forms.came_about_form(ODD_QUESTION, metadata=""),
        forms.told(ODD_QUESTION, Way.EMAIL, ODD),
        forms.told(ODD_QUESTION, Way.TOGETHER, ODD),
    ):
        check_limits(form)
    check_limits(messages.together("U7", "U8", whom=ODD, wanted=ODD_WANTED))
    shown = week(on=FRIDAY, introductions=OfWeek((ODD_QUESTION,) * 3, (odd,) * 3))
    check_limits(checkins.friday(shown, week_message(WeekMessageKind.CHECKIN, FRIDAY)))
