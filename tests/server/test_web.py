"""Kith over HTTP: installed by OAuth in several workspaces, spoken to with signed requests, removed again."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urlencode

import httpx2
import pytest
from prometheus_client import generate_latest
from sqlalchemy import Text, func, select, type_coerce

from bot.clock import real_now
from bot.db.models import CheckIn, Installation, OAuthState, Workspace
from bot.domain.states import WorkspaceState
from bot.oauth.store import STATES_A_MINUTE
from bot.services import workspaces
from bot.views import checkins
from sandbox import installs
from sandbox.client import SandboxClient
from sandbox.httpmode import signed
from tests.handlers import payloads
from tests.server.conftest import Serving, wait_until


def test_two_workspaces_install_and_each_is_answered(serving: Serving) -> None:
    places = list(serving.slack.sandbox.store.workspaces)
    for place in places:
        assert serving.install(place).status_code == 200
    assert serving.states() == dict.fromkeys(places, WorkspaceState.ACTIVE)

    with SandboxClient(serving.slack.url) as client:
        for place in places:
            person = client.everyone(place)[0]
            person.command("/kith", "help")
            assert "/kith" in person.dm().wait_for("What you can do now").words


def test_tokens_are_encrypted_in_the_database(serving: Serving) -> None:
    serving.install(next(iter(serving.slack.sandbox.store.workspaces)))
    with serving.kith.context.database.unit_of_work(read_only=True) as session:
        row = session.scalars(select(Installation)).one()
        stored = session.execute(
            select(type_coerce(Installation.bot_token, Text), type_coerce(Installation.refresh_token, Text))
        ).one()
    assert row.bot_token.startswith("xoxe.xoxb-")
    assert "xox" not in "".join(stored)


def test_a_state_that_was_not_handed_out_is_refused(serving: Serving) -> None:
    answer = httpx2.get(
        f"{serving.url}/slack/oauth_redirect?code=1&state=made-up", headers={"cookie": "slack-app-oauth-state=made-up"}
    )
    assert answer.status_code == 401
    assert serving.states() == {}


def test_a_removed_workspace_is_stopped_at_once(serving: Serving) -> None:
    place = next(iter(serving.slack.sandbox.store.workspaces))
    serving.install(place)
    store = serving.slack.sandbox.store
    serving.slack.running.call(installs.uninstall, store, store.workspaces[place])
    wait_until(lambda: serving.states()[place] is WorkspaceState.UNINSTALLED)
    with serving.kith.context.database.unit_of_work(read_only=True) as session:
        assert session.scalars(select(Installation)).all() == []


def test_a_token_is_renewed_before_it_ends_and_the_new_one_works(serving: Serving) -> None:
    place = next(iter(serving.slack.sandbox.store.workspaces))
    serving.install(place)
    context = serving.kith.context
    with context.database.unit_of_work() as session:
        row = session.scalars(select(Installation)).one()
        before = row.bot_token
        row.expires_at = real_now() + timedelta(minutes=30)
        workspace_id = workspaces.ensure(session, slack_team_id=place, now=real_now()).id
    assert context.clients.reading(workspace_id).auth_test()["team_id"] == place
    with context.database.unit_of_work(read_only=True) as session:
        row = session.scalars(select(Installation)).one()
        assert row.bot_token != before
        assert row.expires_at is not None
        assert row.expires_at > real_now() + timedelta(hours=11)


@pytest.mark.parametrize("serving", [{"workspaces": 3, "org": True}], indirect=True)
def test_an_organization_installs_once_for_all_its_workspaces(serving: Serving) -> None:
    store = serving.slack.sandbox.store
    enterprise = next(iter(store.workspaces.values())).enterprise_id
    assert enterprise is not None
    assert serving.install(enterprise).status_code == 200
    with SandboxClient(serving.slack.url) as client:
        for place in store.workspaces:
            person = client.everyone(place)[0]
            person.command("/kith", "goals")
            assert wait_until(person.dm().messages)
            assert person.open_home().words  # one token for all: calls say which workspace is meant
            context = serving.kith.context
            with context.database.unit_of_work(read_only=True) as session:
                workspace_id = session.scalars(select(Workspace.id).where(Workspace.slack_team_id == place)).one()
            opened = context.clients.posting(workspace_id).conversations_open(users=[person.id])
            assert opened["channel"]["id"] == person.dm().id
    assert serving.states() == dict.fromkeys(store.workspaces, WorkspaceState.ACTIVE)


def test_an_unsigned_request_is_refused(serving: Serving) -> None:
    body = {"command": "/kith", "text": "help", "team_id": "T1", "user_id": "U1"}
    assert httpx2.post(f"{serving.url}/slack/events", data=body).status_code == 401


def test_a_press_does_not_go_past_its_signature(serving: Serving) -> None:
    place = next(iter(serving.slack.sandbox.store.workspaces))
    serving.install(place)
    pressed = payloads.home_click(place, "U1", payloads.action(checkins.ADD, "nonsense"))
    body = urlencode({"payload": json.dumps(pressed)})
    headers = {"content-type": "application/x-www-form-urlencoded"}
    ours = signed(serving.slack.tokens["signing_secret"], body.encode())
    forged = signed("made up", body.encode())
    answers = [
        httpx2.post(f"{serving.url}/slack/events", content=body, headers=headers | signature).status_code
        for signature in ({}, forged, ours)
    ]
    assert answers == [401, 401, 200]
    with serving.kith.context.database.unit_of_work(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(CheckIn)) == 0


def test_health_and_metrics_tell_how_it_stands(serving: Serving) -> None:
    assert httpx2.get(f"{serving.url}/healthz").text == "ok"
    assert httpx2.get(f"{serving.url}/readyz").json() == {"ready": True, "fault": ""}
    serving.install(next(iter(serving.slack.sandbox.store.workspaces)))
    assert httpx2.get(f"{serving.url}/metrics").status_code == 404  # on a port of its own: KITH_OPS_PORT
    metrics = generate_latest(serving.registry).decode()
    assert 'kith_deliveries{state="queued"} 0.0' in metrics
    assert 'kith_workspaces{state="active"} 1.0' in metrics
    assert "kith_ack_seconds_count" in metrics


def test_the_install_page_leaves_a_bounded_number_of_states(serving: Serving) -> None:
    answers = [httpx2.get(f"{serving.url}/slack/install").status_code for _ in range(STATES_A_MINUTE + 3)]
    assert answers == [200] * STATES_A_MINUTE + [429] * 3
    with serving.kith.context.database.unit_of_work(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(OAuthState)) == STATES_A_MINUTE
    odd = {"cookie": "slack-app-oauth-state=%00", "x-forwarded-for": "1"}
    assert httpx2.get(f"{serving.url}/slack/oauth_redirect?code=1&state=%00", headers=odd).status_code in (400, 401)
