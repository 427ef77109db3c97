"""Follow-ups, word by word: one's own note comes back, an idea only where there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.follow_ups import FollowUp
from bot.domain.week_messages import WeekMessageKind
from bot.views import follow_ups as views
from bot.views.blocks import home
from tests.views.limits import check_limits
from tests.views.weeks import FOLLOW_UP, ODD, WEDNESDAY, week, week_message

Golden = Callable[[str, dict[str, Any]], None]
AT = week_message(WeekMessageKind.HOME, WEDNESDAY)
UNNAMED = FollowUp(12, WEDNESDAY - timedelta(days=20), "", "")
BUDDY = FollowUp(13, WEDNESDAY + timedelta(days=5), "Lena", "send the deck", 8, "U8")


def test_those_that_are_open_in_the_room(golden: Golden) -> None:
    golden("follow_ups/home", home(views.home_blocks([UNNAMED, FOLLOW_UP, BUDDY], 23, AT)))
    assert views.home_blocks([], 0, AT) == []


def test_the_forms(golden: Golden) -> None:
    golden("follow_ups/next", views.next_form(FOLLOW_UP, counted_as_act=True, metadata="11:home:2026-03-04 "))
    golden("follow_ups/next_uncounted", views.next_form(UNNAMED, counted_as_act=False, metadata="12:home:2026-03-04 "))
    golden("follow_ups/move", views.move_form(BUDDY, metadata="13:home:2026-03-04 "))


def test_an_idea_stands_only_where_nothing_was_noted() -> None:
    assert "An idea" not in str(views.home_blocks([FOLLOW_UP], 1, AT))
    assert "An idea" in str(views.home_blocks([replace(FOLLOW_UP, note=" ")], 1, AT))


def test_a_message_shows_five_and_says_how_many_more_wait() -> None:
    shown = views.due_blocks(week(follow_ups=(FOLLOW_UP,) * 7, on=WEDNESDAY), AT)
    assert sum(block["type"] == "section" for block in shown) == 5
    assert "Two more wait in Kith's Home tab, under People." in str(shown[-1])
    assert "One more waits" in str(views.due_blocks(week(follow_ups=(FOLLOW_UP,) * 6, on=WEDNESDAY), AT))


def test_odd_texts_break_no_limit_and_mention_nobody() -> None:
    odd = replace(FOLLOW_UP, whom=ODD, note=ODD)
    check_limits(home(views.home_blocks([odd] * 20, 400, AT)))
    check_limits(views.next_form(odd, counted_as_act=True, metadata="x"))
    check_limits(views.move_form(odd, metadata="x"))
