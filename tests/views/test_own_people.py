"""What one can do with one's own people, word by word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.domain.known import Category, Known
from bot.views import own_people
from bot.views.blocks import home

Golden = Callable[[str, dict[str, Any]], None]


def test_the_ways_there_and_how_far_one_is(golden: Golden) -> None:
    golden("own_people/home", home(own_people.home_blocks(Known({Category.FAMILY: 3, Category.TEACHER: 0}))))
    golden("own_people/home_empty", home(own_people.home_blocks(Known({}))))
