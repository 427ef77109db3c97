"""`/kith`, and the words that everybody who asks in vain gets."""

from __future__ import annotations

from tests.handlers import payloads
from tests.handlers.conftest import Kith


def test_help_goes_only_to_the_one_who_asked(kith: Kith) -> None:
    team, user = kith.workspace.slack_team_id, kith.member().slack_user_id
    answer = kith.send(payloads.command(team, user, "help", response_url=kith.slack.response_url))
    assert answer.status == 200
    (sent,) = kith.slack.of("response_url")
    assert sent["response_type"] == "ephemeral"
    assert "What you can ask Kith" in sent["text"]
