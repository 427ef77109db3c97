"""App Home is drawn when it is opened."""

from __future__ import annotations

from datetime import date

from tests.factories import make_goal
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import make_person


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


def test_the_week_at_a_glance_goes_only_to_the_one_who_asked(kith: Kith) -> None:
    with kith.edge.database.unit_of_work(kith.workspace.id) as session:
        ada = make_person(session)
        make_goal(session, ada.participant, ada.coffee, date(2026, 3, 2))
    team, url = kith.workspace.slack_team_id, kith.slack.response_url
    kith.send(payloads.command(team, ada.member.slack_user_id, "week", response_url=url))
    (sent,) = kith.slack.of("response_url")
    assert sent["response_type"] == "ephemeral"
    assert "Coffee chat*  0 of 1" in str(sent["blocks"])


def test_somebody_in_no_program_has_no_week(kith: Kith) -> None:
    team, url = kith.workspace.slack_team_id, kith.slack.response_url
    kith.send(payloads.command(team, kith.member().slack_user_id, "week", response_url=url))
    (sent,) = kith.slack.of("response_url")
    assert "no program" in sent["text"]
