"""Rate limits by tier, workspace and channel; scopes from the manifest; tokens that no longer work."""

import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import installs
from sandbox.limits import CALLS_A_MINUTE
from sandbox.manifest import ManifestError, load, permissive
from sandbox.webapi import METHODS
from tests.sandbox.refusals import error_of, refused
from tests.sandboxes import start_sandbox


def limited(method: Any, /, **arguments: Any) -> int:
    """Call, expect HTTP 429, and give Retry-After."""
    with pytest.raises(SlackApiError) as caught:
        method(**arguments)
    assert caught.value.response.status_code == 429
    assert caught.value.response["error"] == "ratelimited"
    return int(caught.value.response.headers["Retry-After"])


def test_a_second_post_in_a_channel_within_a_second_is_limited_and_another_channel_is_not() -> None:
    with start_sandbox(limits="1000") as slack:
        client, people = slack.client(), slack.sandbox.workspace.people
        first, second = (client.conversations_open(users=p.id)["channel"]["id"] for p in people[:2])
        assert client.chat_postMessage(channel=first, text="one")["ok"]
        assert 900 < limited(client.chat_postMessage, channel=first, text="two") <= 1000
        assert client.chat_postMessage(channel=second, text="elsewhere")["ok"]


def test_a_method_is_limited_by_its_tier_in_each_workspace_of_its_own() -> None:
    with start_sandbox(limits="on", workspaces=2) as slack:
        first, second = (slack.client(entry["bot_token"]) for entry in slack.tokens["workspaces"])
        for _ in range(CALLS_A_MINUTE[2]):
            assert first.users_list(limit=1)["ok"]
        assert 1 <= limited(first.users_list, limit=1) <= 60
        assert second.users_list(limit=1)["ok"]
        assert first.users_info(user=slack.sandbox.workspace.people[0].id)["ok"]


def test_a_limit_scaled_in_time_is_over_sooner() -> None:
    with start_sandbox(limits="0.0001") as slack:
        client = slack.client()
        dm = client.conversations_open(users=slack.sandbox.workspace.people[0].id)["channel"]["id"]
        assert all(client.chat_postMessage(channel=dm, text="again")["ok"] for _ in range(3))


@pytest.mark.parametrize(
    ("method", "tier"),
    [
        ("conversations.open", 3),
        ("conversations.info", 3),
        ("conversations.join", 3),
        ("conversations.history", 3),
        ("conversations.list", 2),
        ("conversations.members", 4),
        ("chat.update", 3),
        ("chat.delete", 3),
        ("chat.scheduleMessage", 3),
        ("chat.postEphemeral", 4),
        ("users.list", 2),
        ("users.info", 4),
        ("users.lookupByEmail", 3),
        ("views.open", 4),
        ("views.publish", 4),
        ("files.getUploadURLExternal", 4),
        ("apps.connections.open", 3),
    ],
)
def test_methods_have_the_tier_of_their_reference_page(method: str, tier: int) -> None:
    assert METHODS[method].tier == tier


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = permissive()
    manifest["oauth_config"]["scopes"]["bot"] = ["chat:write", "im:write"]
    path = tmp_path_factory.mktemp("narrow") / "manifest.json"
    path.write_text(json.dumps(manifest))
    return path


def test_what_the_manifest_does_not_ask_for_is_a_missing_scope(narrow: Path) -> None:
    with start_sandbox(manifest=narrow) as slack:
        client, people = slack.client(), slack.sandbox.workspace.people
        reply = refused(client.users_list)
        assert (reply["error"], reply["needed"]) == ("missing_scope", "users:read")
        assert reply["provided"] == "chat:write,im:write"
        assert client.conversations_open(users=people[0].id)["ok"]
        group = [person.id for person in people[:2]]
        assert refused(client.conversations_open, users=group)["needed"] == "mpim:write"
        assert error_of(client.conversations_list) == "missing_scope"
        assert client.auth_test().headers["x-oauth-scopes"] == "chat:write,im:write"


def test_reading_a_dm_takes_the_scope_of_dms(tmp_path: Path) -> None:
    manifest = permissive()
    manifest["oauth_config"]["scopes"]["bot"] = ["im:write", "mpim:history", "channels:read"]
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    with start_sandbox(manifest=path) as slack:
        client = slack.client()
        dm = client.conversations_open(users=slack.sandbox.workspace.people[0].id)["channel"]["id"]
        assert refused(client.conversations_history, channel=dm)["needed"] == "im:history"
        assert refused(client.conversations_info, channel=dm)["needed"] == "im:read"


def test_an_address_is_shown_only_with_its_scope(tmp_path: Path) -> None:
    manifest = permissive()
    manifest["oauth_config"]["scopes"]["bot"] = ["users:read"]
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    with start_sandbox(manifest=path) as slack:
        person = slack.sandbox.workspace.people[0]
        assert "email" not in slack.client().users_info(user=person.id)["user"]["profile"]
        assert error_of(slack.client().users_lookupByEmail, email=person.email) == "missing_scope"


def test_an_optional_scope_that_the_bot_does_not_ask_for_is_no_manifest(tmp_path: Path) -> None:
    manifest = permissive()
    manifest["oauth_config"]["scopes"] = {"bot": ["users:read"], "bot_optional": ["users:read.email"]}
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    with pytest.raises(ManifestError, match=r"users:read\.email"):
        load(path)


def test_tokens_end_in_their_own_way() -> None:
    with start_sandbox() as slack:
        client, store = slack.client(), slack.sandbox.store
        assert error_of(slack.client(slack.tokens["app_token"]).users_list) == "not_allowed_token_type"
        assert error_of(client.apps_connections_open, app_token=slack.tokens["bot_token"]) == "not_allowed_token_type"
        token = installs.tokens_of(store, slack.sandbox.workspace)[0]
        token.expires_at = 1.0
        assert error_of(client.auth_test) == "token_expired"
        token.expires_at = None
        assert client.auth_revoke()["revoked"] is True
        assert error_of(client.auth_test) == "token_revoked"


def test_a_removed_app_has_an_inactive_account() -> None:
    with start_sandbox() as slack:
        client = slack.client()
        tokens = slack.tokens
        assert error_of(client.apps_uninstall, client_id="x", client_secret="y") == "invalid_client_id"
        removed = client.apps_uninstall(client_id=tokens["client_id"], client_secret=tokens["client_secret"])
        assert removed["ok"]
        assert error_of(client.auth_test) == "account_inactive"


def test_the_socket_is_refused_when_the_manifest_has_it_off(tmp_path: Path) -> None:
    manifest = permissive()
    manifest["settings"]["socket_mode_enabled"] = False
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    with start_sandbox(manifest=path) as slack:
        client = WebClient(token=slack.tokens["app_token"], base_url=f"{slack.url}/api/")
        assert error_of(client.apps_connections_open, app_token=slack.tokens["app_token"]) == "socket_mode_not_enabled"


def test_tabs_the_manifest_has_off_take_no_messages_and_no_home(tmp_path: Path) -> None:
    manifest = permissive()
    manifest["features"]["app_home"] = {"home_tab_enabled": False, "messages_tab_enabled": False}
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    with start_sandbox(manifest=path) as slack:
        client, person = slack.client(), slack.sandbox.workspace.people[0]
        assert error_of(client.chat_postMessage, channel=person.id, text="x") == "messages_tab_disabled"
        home = {"type": "home", "blocks": [{"type": "divider"}]}
        assert error_of(client.views_publish, user_id=person.id, view=home) == "not_enabled"
