"""OAuth v2: a person allows the app, the app gets its token, renews it, and is removed again."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from slack_sdk import WebClient
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.redirect_uri_page_renderer import RedirectUriPageRenderer
from slack_sdk.oauth.token_rotation import TokenRotator

from sandbox import conversations, installs
from sandbox.manifest import permissive
from tests.sandbox.bolts import Heard, bolt, over_socket
from tests.sandbox.refusals import error_of
from tests.sandboxes import Handle, start_sandbox

BACK = "http://127.0.0.1:9/slack/oauth_redirect"
SCOPES = ["chat:write", "im:write", "users:read"]


def authorize_url(slack: Handle, *, redirect_uri: str = BACK, client_id: str = "") -> str:
    generator = AuthorizeUrlGenerator(
        client_id=client_id or slack.tokens["client_id"],
        scopes=SCOPES,
        redirect_uri=redirect_uri,
        authorization_url=f"{slack.url}/oauth/v2/authorize",
    )
    return generator.generate(state="s7")


def allow(slack: Handle, place: str, **fields: str) -> dict[str, list[str]]:
    """Press the page's button; gives what the app's redirect address is called with."""
    reply = httpx2.post(authorize_url(slack), data={"workspace": place, "decision": "allow", **fields})
    assert reply.status_code == 302, reply.text
    assert reply.headers["location"].startswith(BACK)
    return parse_qs(urlsplit(reply.headers["location"]).query)


def access(slack: Handle, **arguments: Any) -> Any:
    return WebClient(base_url=f"{slack.url}/api/").oauth_v2_access(
        client_id=slack.tokens["client_id"], client_secret=slack.tokens["client_secret"], **arguments
    )


def test_the_page_names_the_app_the_scopes_and_the_workspaces() -> None:
    with start_sandbox(installed=False, workspaces=2) as slack:
        assert slack.tokens["bot_token"] is None
        page = httpx2.get(authorize_url(slack))
        assert page.status_code == 200
        for words in ("Sandbox app", "im:write", *(space.name for space in slack.sandbox.store.workspaces.values())):
            assert words in page.text


def test_whoever_installs_it_may_leave_an_optional_scope_out_and_no_other(tmp_path: Path) -> None:
    manifest = permissive()
    manifest["oauth_config"]["scopes"]["bot_optional"] = ["users:read"]
    written = tmp_path / "manifest.json"
    written.write_text(json.dumps(manifest))
    with start_sandbox(installed=False, manifest=written) as slack:
        page = httpx2.get(authorize_url(slack)).text
        assert 'name="without:users:read"' in page
        assert 'name="without:im:write"' not in page
        place = slack.sandbox.workspace.id
        answer = allow(slack, place, **{"without:users:read": "1", "without:im:write": "1"})
        assert access(slack, code=answer["code"][0], redirect_uri=BACK)["scope"] == "chat:write,im:write"


def test_allowing_gives_a_code_and_the_code_a_token() -> None:
    with start_sandbox(installed=False) as slack:
        workspace = slack.sandbox.workspace
        answer = allow(slack, workspace.id, user=workspace.people[3].id)
        assert answer["state"] == ["s7"]
        reply = access(slack, code=answer["code"][0], redirect_uri=BACK)
        assert (reply["token_type"], reply["team"]["id"]) == ("bot", workspace.id)
        assert reply["scope"] == ",".join(SCOPES)
        assert reply["authed_user"]["id"] == workspace.people[3].id
        assert (reply["is_enterprise_install"], reply["enterprise"]) == (False, None)
        assert slack.client(reply["access_token"]).auth_test()["user_id"] == reply["bot_user_id"]
        assert error_of(access, slack=slack, code=answer["code"][0], redirect_uri=BACK) == "code_already_used"
        again = access(slack, code=allow(slack, workspace.id)["code"][0], redirect_uri=BACK)
        assert again["access_token"] == reply["access_token"]


def test_a_person_can_say_no() -> None:
    with start_sandbox(installed=False) as slack:
        reply = httpx2.post(authorize_url(slack), data={"decision": "deny"})
        assert parse_qs(urlsplit(reply.headers["location"]).query)["error"] == ["access_denied"]


def test_what_does_not_fit_is_refused() -> None:
    with start_sandbox(installed=False) as slack:
        code = allow(slack, slack.sandbox.workspace.id)["code"][0]
        assert error_of(access, slack=slack, code="nonsense", redirect_uri=BACK) == "invalid_code"
        assert error_of(access, slack=slack, code=code, redirect_uri="http://elsewhere/") == "bad_redirect_uri"
        assert error_of(access, slack=slack, code=code, grant_type="wish") == "invalid_grant_type"
        stranger = WebClient(base_url=f"{slack.url}/api/").oauth_v2_access
        secret = slack.tokens["client_secret"]
        assert error_of(stranger, client_id="1.2", client_secret=secret, code=code) == "invalid_client_id"
        client_id = slack.tokens["client_id"]
        assert error_of(stranger, client_id=client_id, client_secret="guess", code=code) == "bad_client_secret"
        page = httpx2.get(authorize_url(slack, client_id="1.2"))
        assert (page.status_code, "invalid_client_id" in page.text) == (400, True)
        refused = httpx2.post(authorize_url(slack), data={"workspace": "T404", "decision": "allow"})
        assert (refused.status_code, "invalid_team" in refused.text) == (400, True)


def test_a_redirect_address_must_be_one_of_the_manifest(tmp_path: Path) -> None:
    manifest = permissive()
    manifest["oauth_config"]["redirect_urls"] = ["http://127.0.0.1:9/slack"]
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    with start_sandbox(installed=False, manifest=path) as slack:
        assert httpx2.get(authorize_url(slack)).status_code == 200
        page = httpx2.get(authorize_url(slack, redirect_uri="http://evil.example/"))
        assert (page.status_code, "bad_redirect_uri" in page.text) == (400, True)


@pytest.fixture
def rotating(tmp_path: Path) -> Path:
    manifest = permissive()
    manifest["settings"]["token_rotation_enabled"] = True
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    return path


def test_the_sdk_renews_a_token_that_rotates(rotating: Path) -> None:
    with start_sandbox(installed=False, manifest=rotating) as slack:
        workspace = slack.sandbox.workspace
        first = access(slack, code=allow(slack, workspace.id)["code"][0], redirect_uri=BACK)
        assert first["expires_in"] == 43_200
        assert first["access_token"].startswith("xoxe.xoxb-")
        installation = Installation(
            user_id="U1",
            bot_token=first["access_token"],
            bot_refresh_token=first["refresh_token"],
            bot_token_expires_in=first["expires_in"],
        )
        rotator = TokenRotator(
            client_id=slack.tokens["client_id"],
            client_secret=slack.tokens["client_secret"],
            client=WebClient(base_url=f"{slack.url}/api/"),
        )
        renewed = rotator.perform_bot_token_rotation(bot=installation.to_bot(), minutes_before_expiration=60 * 24 * 365)
        assert renewed is not None
        assert renewed.bot_token not in (None, first["access_token"])
        assert slack.client(renewed.bot_token).auth_test()["ok"]
        slack.sandbox.store.tokens[first["access_token"]].expires_at = 1.0
        assert error_of(slack.client(first["access_token"]).auth_test) == "token_expired"
        used = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        assert error_of(access, slack=slack, **used) == "invalid_refresh_token"


def test_an_organisation_is_installed_with_one_token() -> None:
    with start_sandbox(installed=False, workspaces=2, org=True) as slack:
        first, second = slack.sandbox.store.workspaces.values()
        assert first.enterprise_id == second.enterprise_id is not None
        code = allow(slack, str(first.enterprise_id))["code"][0]
        reply = access(slack, code=code, redirect_uri=BACK)
        assert (reply["is_enterprise_install"], reply["team"]) == (True, None)
        assert reply["enterprise"]["id"] == first.enterprise_id
        client = slack.client(reply["access_token"])
        assert client.auth_test(team_id=second.id)["team_id"] == second.id
        assert error_of(client.users_list) == "missing_argument"
        assert error_of(client.users_list, team_id="T404") == "team_access_not_granted"
        for space in (first, second):
            people = [member["id"] for member in client.users_list(team_id=space.id)["members"]]
            assert people == list(space.users)
            dm = client.conversations_open(users=space.people[0].id, team_id=space.id)["channel"]["id"]
            assert client.chat_postMessage(channel=dm, text="found by its channel")["ok"]


def test_after_an_org_wide_install_the_sdks_page_leads_somewhere() -> None:
    with start_sandbox(installed=False, workspaces=2, org=True) as slack:
        first, second = slack.sandbox.store.workspaces.values()
        reply = access(slack, code=allow(slack, str(first.enterprise_id))["code"][0], redirect_uri=BACK)
        page = RedirectUriPageRenderer(install_path="/slack/install", redirect_uri_path="/back").render_success_page(
            app_id=reply["app_id"],
            team_id=None,
            is_enterprise_install=True,
            enterprise_url=slack.client(reply["access_token"]).auth_test()["url"],
        )
        (address,) = set(re.findall(r'href="([^"]*workspaces/add)"', page))
        shown = httpx2.get(address)
        assert shown.status_code == 200
        assert first.name in shown.text
        assert second.name in shown.text
        assert httpx2.get(address.replace(reply["app_id"], "A0")).status_code == 404


def test_an_org_wide_event_says_so_and_names_its_workspace() -> None:
    with start_sandbox(installed=False, workspaces=2, org=True) as slack:
        first, second = slack.sandbox.store.workspaces.values()
        access(slack, code=allow(slack, str(first.enterprise_id))["code"][0], redirect_uri=BACK)
        heard = Heard()
        with over_socket(slack, bolt(slack, heard)):
            channel = slack.running.call(
                conversations.create, slack.sandbox.store, second, "new", members=[second.bot_user_id or ""]
            )
            slack.running.call(conversations.archive, slack.sandbox.store, channel, actor=second.people[0].id)
            body = heard.wait("channel_archive")[-1]
        assert (body["team_id"], body["enterprise_id"]) == (second.id, second.enterprise_id)
        assert body["authorizations"][0]["is_enterprise_install"] is True


def test_removing_the_app_tells_it_and_ends_its_tokens() -> None:
    with start_sandbox() as slack:
        heard, client = Heard(), slack.client()
        with over_socket(slack, bolt(slack, heard)):
            slack.running.call(installs.uninstall, slack.sandbox.store, slack.sandbox.workspace)
            revoked = heard.wait("tokens_revoked")[-1]["event"]
            removed = heard.wait("app_uninstalled")[-1]
        assert revoked["tokens"]["bot"] == [slack.sandbox.workspace.bot_user_id]
        assert removed["team_id"] == slack.sandbox.workspace.id
        assert error_of(client.auth_test) == "account_inactive"
        again = slack.running.call(installs.install, slack.sandbox.store, [slack.sandbox.workspace])
        assert slack.client(again.value).auth_test()["user_id"] == slack.sandbox.workspace.bot_user_id


def test_removing_the_app_from_an_organisation_removes_it_everywhere() -> None:
    with start_sandbox(installed=False, workspaces=2, org=True) as slack:
        first, second = slack.sandbox.store.workspaces.values()
        token = slack.running.call(installs.install, slack.sandbox.store, [first, second], org_wide=True)
        gone: list[str | None] = []
        slack.running.call(
            slack.sandbox.store.subscribe,
            lambda change: gone.append(change.team_id) if change.kind == "app_uninstalled" else None,
        )
        slack.running.call(installs.uninstall, slack.sandbox.store, second)
        assert set(gone) == {first.id, second.id}
        assert error_of(slack.client(token.value).auth_test) == "account_inactive"
