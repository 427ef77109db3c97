"""What Slack shows of the page in a browser. Read the golden files aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.domain.messages import Message
from bot.views import page as view
from tests.views.test_programs import as_message

Golden = Callable[[str, Message | dict[str, Any]], None]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("home", as_message(view.home_blocks(True))),
        ("way_in", view.way_in("https://kith.example.org/link/abc")),
        ("no_page", view.no_page()),
    ],
)
def test_organizers_read(golden: Golden, name: str, shown: Message | dict[str, Any]) -> None:
    golden(f"page/{name}", shown)


def test_who_finds_nothing_on_the_page_is_not_shown_the_way() -> None:
    assert view.home_blocks(False) == []
