"""What whoever runs `kith doctor --live` reads in Slack."""

from __future__ import annotations

from typing import Any

from bot.views import live


def test_the_message_says_who_asked_for_it_and_what_to_press(golden: Any) -> None:
    golden("live/begun", live.begun(has_form=True))
    golden("live/form", live.form())


def test_over_http_there_is_no_button(golden: Any) -> None:
    golden("live/begun_over_http", live.begun(has_form=False))


def test_afterwards_it_says_what_came_of_it(golden: Any) -> None:
    golden("live/ended_well", live.ended(is_well=True))
    golden("live/ended_badly", live.ended(is_well=False))
