"""Who listens to a press: found by its action or callback id; whatever else comes is for Bolt."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from bot.slack.presses import Listener, Presses

LISTENER = Listener(receive=lambda _body: Future(), do=lambda _body: None)


@pytest.mark.parametrize(
    "body",
    [
        {"type": "block_actions", "actions": [{"action_id": "checkins.add"}]},
        {"type": "block_actions", "actions": [{"action_id": "checkins.add", "value": "1"}, {"action_id": "x"}]},
        {"type": "shortcut", "callback_id": "checkins.add"},
    ],
)
def test_a_press_is_found_by_its_id(body: dict[str, Any]) -> None:
    assert Presses({"checkins.add": LISTENER}).of(body) is LISTENER


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "block_actions"},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": ["checkins.add"]},
        {"type": "block_actions", "actions": {"action_id": "checkins.add"}},
        {"type": "block_actions", "actions": [{"action_id": ["checkins.add"]}]},
        {"type": "block_actions", "actions": [{"action_id": "x"}, {"action_id": "checkins.add"}]},
        {"type": "shortcut", "actions": [{"action_id": "checkins.add"}]},
        {"type": "view_submission", "callback_id": "checkins.add"},
    ],
)
def test_all_else_is_for_bolt(body: dict[str, Any]) -> None:
    assert Presses({"checkins.add": LISTENER}).of(body) is None
