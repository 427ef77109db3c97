"""A say in matching, word by word: the form and App Home; both for its author alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.messages import Message
from bot.domain.say import Comfort, Say, Wishes
from bot.domain.states import Frequency
from bot.views import say as views
from bot.views.blocks import home
from tests.views.weeks import ODD

Golden = Callable[[str, Message | dict[str, Any]], None]
NOTHING = Say(7, "Spring cohort")
WISHES = Wishes("Public health", "", "Lisbon", ("U7",), "Somebody who moved from teaching, too.", two_buddies=True)
ALL = Say(7, "Spring cohort", Comfort(online_first=True, not_my_employer=True, employer="Acme"), wishes=WISHES)


def test_the_form(golden: Golden) -> None:
    golden("say/form", views.form(NOTHING))
    golden("say/form_whole", views.form(ALL, is_whole=True))


def test_three_fields_come_first_and_nothing_is_lost_behind_more() -> None:
    first = [block["block_id"] for block in views.form(ALL)["blocks"] if block["type"] == "input"]
    whole = [block["block_id"] for block in views.form(ALL, is_whole=True)["blocks"] if block["type"] == "input"]
    assert len(first) <= 3
    assert whole[: len(first)] == first
    assert len(whole) > len(first)


def test_app_home(golden: Golden) -> None:
    golden("say/home_empty", home(views.home_blocks([NOTHING])))
    seldom = replace(NOTHING, frequency=Frequency.EVERY_SECOND, own_round_on=date(2026, 3, 16))
    golden("say/home_every_second", home(views.home_blocks([seldom])))
    golden("say/home", home(views.home_blocks([ALL])))
    golden(
        "say/home_two_programs", home(views.home_blocks([ALL, replace(NOTHING, program_id=8, program_name="Alumni")]))
    )
    assert views.home_blocks([]) == []


def test_odd_words_stay_words() -> None:
    wishes = Wishes(ODD[:80], ODD[:80], ODD[:80], (), ODD)
    shown = str(views.home_blocks([Say(7, ODD, wishes=wishes)]))
    assert "<!channel>" not in shown
