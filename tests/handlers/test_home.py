"""App Home is drawn when it is opened."""

from __future__ import annotations

from tests.handlers import payloads
from tests.handlers.conftest import Kith


def opened(kith: Kith, tab: str) -> None:
    event = {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": tab}
    kith.send(payloads.event(kith.workspace.slack_team_id, event))


def test_somebody_in_no_program_is_welcomed(kith: Kith) -> None:
    opened(kith, "home")
    (sent,) = kith.slack.of("views.publish")
    assert sent["user_id"] == "U1"
    assert "Welcome to Kith" in str(sent["view"])


def test_the_messages_tab_draws_nothing(kith: Kith) -> None:
    opened(kith, "messages")
    assert kith.slack.calls == []
