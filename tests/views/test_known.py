"""Who I already know, word by word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.domain.known import Category, Known
from bot.views import known
from tests.views.limits import check_limits

Golden = Callable[[str, dict[str, Any]], None]
SOME = Known({Category.FAMILY: 3, Category.TEACHER: 0})


def test_it_says_how_far_one_is() -> None:
    assert known.progress(SOME) == "Who I already know: two of six cards looked at, three people named."
    assert known.progress(Known({})) == ""
    assert known.progress(Known(dict.fromkeys(Category, 1))) == (
        "Who I already know: all six cards looked at, six people named."
    )


def test_a_card_and_the_end(golden: Golden) -> None:
    golden("known/card", known.card(Category.TEACHER))
    golden("known/later", known.closing(SOME))
    golden("known/done", known.closing(Known(dict.fromkeys(Category, 1))))


def test_no_card_takes_over_what_another_had() -> None:
    ids = [
        element["action_id"]
        for category in Category
        for block in known.card(category)["blocks"]
        for element in ([block["element"]] if block["type"] == "input" else ())
    ]
    assert len(ids) == len(set(ids)) == 4 * len(Category)
    for category in Category:
        check_limits(known.card(category))
