"""What one can do with one's own people, word by word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.domain.circles import WithWhom, circles
from bot.domain.contacts import Closeness
from bot.domain.known import Category, Known
from bot.domain.own_update import OwnUpdate
from bot.views import circles as circles_view
from bot.views import own_people, own_update
from bot.views.blocks import home
from tests.views.limits import check_limits
from tests.views.weeks import ODD

Golden = Callable[[str, dict[str, Any]], None]


def test_the_ways_there_and_how_far_one_is(golden: Golden) -> None:
    golden("own_people/home", home(own_people.home_blocks(Known({Category.FAMILY: 3, Category.TEACHER: 0}))))
    golden("own_people/home_empty", home(own_people.home_blocks(Known({}))))


def month(close: int, known: int, new: int, untold: int = 0) -> str:
    """What the room says of so many acts."""
    told = [WithWhom(frozenset({Closeness.CLOSE}), in_person=True)] * close
    told += [WithWhom(frozenset({Closeness.KNOWN}))] * known + [WithWhom(frozenset({Closeness.NEW}))] * new
    (block,) = circles_view.home_blocks(circles(date(2026, 3, 1), [*told, *[WithWhom(frozenset())] * untold]))
    return str(block["text"]["text"])


def test_the_month_is_told_in_words_then_as_a_bar() -> None:
    assert month(2, 1, 3, 1) == (
        "*Beyond the inner circle, March*\n"
        "Of seven things you did: two with close people, one with people you know and three with somebody new. "
        "Two in person. For one, the log names nobody of your book.\n"
        "close ▮▮  known ▮  new ▮▮▮"
    )
    assert month(0, 0, 0, 2).splitlines()[1] == "You did two things. For two, the log names nobody of your book."


def test_a_bar_stays_short_and_one_of_many_still_shows() -> None:
    assert month(600, 1, 0).splitlines()[2] == f"close {'▮' * 12}  known ▮  new –"


def test_nothing_done_is_not_told() -> None:
    assert circles_view.home_blocks(circles(date(2026, 3, 1), [])) == []


def test_the_update_is_in_ones_own_words(golden: Golden) -> None:
    told = OwnUpdate("data work", ("ask early", "CVs are read in ten seconds"), "somebody in a lab", ("for the tip",))
    golden("own_people/update", own_update.update_form(told))
    golden("own_people/sent", own_update.sent())
    assert "[one specific thing" in own_update.draft(OwnUpdate("", (), "", ())).body


def test_long_and_odd_words_fit() -> None:
    for words in (ODD, "ж" * 1000):
        check_limits(own_update.update_form(OwnUpdate(words[:300], (words,) * 3, words[:300], (words,) * 3)))
