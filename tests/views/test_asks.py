"""Asks, offers and help, word by word: the room, the forms, Friday's check-in, and what two people read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.asks import AskKind, Audience, Helper, Listed, MyAsk, OpenAsk
from bot.domain.helps import Balance, MyOffers, Offer, PeoplesOffers
from bot.domain.messages import Message
from bot.domain.week_messages import WeekMessageKind
from bot.views import ask_forms as forms
from bot.views import asks as views
from bot.views import checkins, help_messages, offers, thanks
from bot.views.blocks import home
from tests.views.limits import check_limits
from tests.views.weeks import FRIDAY, ODD, section, week, week_message

Golden = Callable[[str, Message | dict[str, Any]], None]
PROGRAMS = {5: "Spring cohort"}
TEACHING = OpenAsk(3, 5, "Spring cohort", AskKind.ADVICE, "How did you move from teaching into tech?", "", "U7")
SUPPLY = OpenAsk(
    4, 5, "Spring cohort", AskKind.INTRODUCTION, "To somebody in supply chain", "Nordbank", "U8", helps=True
)
MINE = MyAsk(
    ask_id=9,
    program_id=5,
    program="Spring cohort",
    kind=AskKind.FEEDBACK,
    text="A look at my one-page résumé for data roles",
    company="",
    audience=Audience.PROGRAM,
    in_summary=True,
    lapses_at=datetime(2026, 3, 13, 9, tzinfo=UTC),
    zone="Europe/Berlin",
    is_open=True,
    helpers=(Helper(21, "U7"), Helper(22, "U8")),
)
LAPSED = replace(MINE, ask_id=10, audience=Audience.ASKED, is_open=False, helpers=())
OFFERED = MyOffers(
    (Offer(31, "I read résumés for nursing jobs", is_on=True), Offer(32, "Grant writing", is_on=False)),
    "Used to teach, now an engineer",
    None,
    Balance(4, 3, 1),
    ((5, "Spring cohort", False), (6, "Alumni", True)),
)
ODD_ASK = replace(TEACHING, text=ODD, company=ODD, program=ODD)
ODD_MINE = replace(MINE, text=ODD, company=ODD, program=ODD)


def room(asked: list[OpenAsk], mine: list[MyAsk], listed: Listed, offered: MyOffers) -> dict[str, Any]:
    parts = (views.questions(asked), views.my_blocks(mine), views.home_blocks(listed), offers.home_blocks(offered))
    return home([block for part in parts for block in part])


def test_the_room(golden: Golden) -> None:
    listed = Listed((TEACHING, SUPPLY), PROGRAMS, has_more=True)
    golden("asks/home", room([TEACHING], [MINE, LAPSED], listed, OFFERED))
    nothing = MyOffers((), "", 0, Balance())
    golden("asks/home_empty", room([], [], Listed((), PROGRAMS), nothing))
    assert not room([], [], Listed((), {}), replace(nothing, is_member=False))["blocks"]


def test_the_lists(golden: Golden) -> None:
    golden("asks/list", views.list_form(Listed((TEACHING, SUPPLY), {5: "Spring cohort", 6: "Alumni"}, 1)))
    golden("asks/offers_of_others", offers.others_form(PeoplesOffers((("U7", ("Grant writing",)),), has_more=True)))
    golden("asks/offers_of_nobody", offers.others_form(PeoplesOffers(())))


def test_the_forms(golden: Golden) -> None:
    golden("asks/new", forms.new_form(PROGRAMS))
    golden("asks/asked", forms.asked())
    golden("asks/done", forms.done_form(MINE))
    golden("asks/done_alone", forms.done_form(LAPSED))
    golden("asks/thanks", forms.thanks(MINE.helpers))
    golden("asks/no_thanks", forms.thanks(()))
    golden("asks/thanks_form", thanks.form("U8", metadata="3"))
    golden("asks/thanked", thanks.passed_on())
    golden("asks/offers", offers.form(OFFERED))
    assert "payroll" in str(forms.new_form(PROGRAMS, text="payroll"))


def test_fridays_check_in_asks_one_question_and_whether_ones_own_still_hold(golden: Golden) -> None:
    mine = week(questions_of_others=(TEACHING,), lapsing=(MINE,), on=FRIDAY)
    golden("asks/friday", checkins.friday(mine, week_message(WeekMessageKind.CHECKIN, FRIDAY)))
    hard = week(section(is_hard_week=True), questions_of_others=(TEACHING,), lapsing=(MINE,), on=FRIDAY)
    shown = str(checkins.friday(hard, week_message(WeekMessageKind.CHECKIN, FRIDAY)))
    assert "teaching" not in shown
    assert "résumé" not in shown


def test_what_is_written_about_it(golden: Golden) -> None:
    golden("asks/put_in_touch", help_messages.put_in_touch(TEACHING, "U9", "Used to teach, now an engineer"))
    golden("asks/put_in_touch_without_offer", help_messages.put_in_touch(SUPPLY, "U9", ""))
    golden("asks/said_yes", views.said_yes(TEACHING))
    golden("asks/not_this_time", views.not_this_time())
    golden("asks/summary", home(views.summary_blocks([TEACHING, SUPPLY])))
    assert views.summary_blocks([]) == []


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (Balance(), "no score"),
        (Balance(4, 3), "given 4, received 3. Only you see this."),
        (Balance(0, 0, 1), "given 0, received 0; 1 under way"),
    ],
)
def test_the_balance_is_told_in_words(of: Balance, said: str) -> None:
    assert said in offers.balance(of)


def test_odd_texts_break_no_limit() -> None:
    many = tuple(Offer(number, ODD, is_on=True) for number in range(10))
    offered = replace(OFFERED, offers=many, profile=ODD, landed=((5, ODD, True),))
    listed = Listed((ODD_ASK,) * 10, {5: ODD, 6: ODD}, has_more=True)
    check_limits(room([ODD_ASK] * 2, [replace(ODD_MINE, helpers=MINE.helpers * 6)] * 5, listed, offered))
    check_limits(views.list_form(listed))
    check_limits(forms.new_form({5: ODD}, text=ODD))
    check_limits(forms.done_form(replace(ODD_MINE, helpers=MINE.helpers * 6)))
    check_limits(offers.form(offered))
    check_limits(offers.others_form(PeoplesOffers((("U7", (ODD,) * 11),) * 10, has_more=True)))
    check_limits(help_messages.put_in_touch(ODD_ASK, "U9", ODD))
    friday = week(questions_of_others=(ODD_ASK,) * 3, lapsing=(ODD_MINE,) * 3, on=FRIDAY)
    check_limits(checkins.friday(friday, week_message(WeekMessageKind.CHECKIN, FRIDAY)))
