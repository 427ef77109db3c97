"""Sign in with Slack: a person says who they are, the app gets a signed word for it."""

import base64
import hashlib
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from slack_sdk import WebClient
from slack_sdk.oauth import OpenIDConnectAuthorizeUrlGenerator

from sandbox.manifest import permissive
from sandbox.model import User
from tests.sandbox.refusals import error_of
from tests.sandboxes import Handle, start_sandbox

BACK = "http://127.0.0.1:9/sign-in/slack/back"
SCOPES = ["openid", "profile", "email"]
WRONG = [
    ({"client_id": "1.2"}, "invalid_client_id"),
    ({"response_type": "token"}, "invalid_response_type"),
    ({"scope": "email"}, "invalid_scope"),
    ({"scope": "openid chat:write"}, "invalid_scope"),
    ({"redirect_uri": ""}, "bad_redirect_uri"),
]


def page(slack: Handle, *, scopes: list[str] = SCOPES, team: str | None = None) -> str:
    return OpenIDConnectAuthorizeUrlGenerator(
        client_id=slack.tokens["client_id"],
        redirect_uri=BACK,
        scopes=scopes,
        authorization_url=f"{slack.url}/openid/connect/authorize",
    ).generate(state="s7", nonce="n7", team=team)


def decide(slack: Handle, user: User, *, decision: str = "allow", **asked: Any) -> dict[str, list[str]]:
    """Press the page's button; gives what the app's address is called with."""
    reply = httpx2.post(page(slack, **asked), data={"user": user.id, "decision": decision})
    assert reply.status_code == 302, reply.text
    assert reply.headers["location"].startswith(BACK)
    return parse_qs(urlsplit(reply.headers["location"]).query)


def exchange(slack: Handle, code: str, **arguments: Any) -> Any:
    given = {
        "client_id": slack.tokens["client_id"],
        "client_secret": slack.tokens["client_secret"],
        "redirect_uri": BACK,
    } | arguments
    return WebClient(base_url=f"{slack.url}/api/", retry_handlers=[]).openid_connect_token(code=code, **given)


def token_of(slack: Handle, user: User, **asked: Any) -> Any:
    return exchange(slack, decide(slack, user, **asked)["code"][0])


def read(slack: Handle, id_token: str) -> jwt.Token:
    """The token, its signature checked by the keys that the discovery document leads to."""
    described = httpx2.get(f"{slack.url}/.well-known/openid-configuration").json()
    keys = KeySet.import_key_set(httpx2.get(described["jwks_uri"]).json())
    return jwt.decode(id_token, keys, algorithms=described["id_token_signing_alg_values_supported"])


def test_the_page_names_the_app_what_it_will_see_and_everybody_who_is_there() -> None:
    with start_sandbox(workspaces=2) as slack:
        first, second = slack.sandbox.store.workspaces.values()
        first.people[0].is_restricted, first.people[1].deleted = True, True
        shown = httpx2.get(page(slack)).text
        assert "Sign in to Sandbox app with Slack" in shown
        assert "your e-mail address" in shown
        assert f"{first.people[0].real_name} (guest)" in shown
        assert first.people[1].id not in shown
        assert second.people[0].id in shown
        assert second.people[0].id not in httpx2.get(page(slack, team=first.id)).text
        assert "your e-mail address" not in httpx2.get(page(slack, scopes=["openid"])).text


def test_allowing_gives_a_code_and_the_code_a_signed_token(slack: Handle) -> None:
    ada = slack.sandbox.workspace.people[0]
    answer = decide(slack, ada)
    assert answer["state"] == ["s7"]
    reply = exchange(slack, answer["code"][0])
    assert reply["token_type"] == "Bearer"
    found = read(slack, reply["id_token"])
    hashed = hashlib.sha256(reply["access_token"].encode()).digest()[:16]
    wanted = {
        "iss": slack.url,
        "sub": ada.id,
        "aud": slack.tokens["client_id"],
        "nonce": "n7",
        "at_hash": base64.urlsafe_b64encode(hashed).decode().rstrip("="),
        "https://slack.com/team_id": slack.sandbox.workspace.id,
        "https://slack.com/user_id": ada.id,
        "email": ada.email,
        "email_verified": True,
        "name": ada.real_name,
    }
    assert wanted.items() <= found.claims.items()
    assert found.claims["exp"] - found.claims["iat"] == 300
    assert abs(found.claims["iat"] - time.time()) < 30
    assert found.header == {"typ": "JWT", "alg": "RS256", "kid": found.header["kid"]}


def test_the_app_learns_what_it_asked_for_and_no_more(slack: Handle) -> None:
    reply = token_of(slack, slack.sandbox.workspace.people[0], scopes=["openid"])
    assert not {"email", "name"} & read(slack, reply["id_token"]).claims.keys()
    known = slack.client(reply["access_token"]).openid_connect_userInfo()
    assert known["https://slack.com/team_id"] == slack.sandbox.workspace.id
    assert "name" not in known.data
    whole = slack.client(token_of(slack, slack.sandbox.workspace.people[0])["access_token"]).openid_connect_userInfo()
    assert whole["https://slack.com/team_name"] == slack.sandbox.workspace.name


def test_the_access_token_is_a_persons_and_does_nothing_else(slack: Handle) -> None:
    ada = slack.sandbox.workspace.people[0]
    client = slack.client(token_of(slack, ada)["access_token"])
    assert client.auth_test()["user_id"] == ada.id
    assert error_of(client.users_list) == "not_allowed_token_type"
    assert error_of(slack.client().openid_connect_userInfo) == "not_allowed_token_type"


def test_the_keys_hold_nothing_private(slack: Handle) -> None:
    (key,) = httpx2.get(f"{slack.url}/openid/connect/keys").json()["keys"]
    assert key.keys() == {"kty", "use", "alg", "kid", "n", "e"}


def test_a_person_can_say_no(slack: Handle) -> None:
    answer = decide(slack, slack.sandbox.workspace.people[0], decision="deny")
    assert (answer["error"], answer["state"], answer.get("code")) == (["access_denied"], ["s7"], None)


def test_a_code_works_once_for_what_it_was_given_for(slack: Handle) -> None:
    code = decide(slack, slack.sandbox.workspace.people[0])["code"][0]
    secrets = {"client_id": slack.tokens["client_id"], "client_secret": slack.tokens["client_secret"]}
    install = WebClient(base_url=f"{slack.url}/api/").oauth_v2_access
    assert error_of(install, code=code, redirect_uri=BACK, **secrets) == "invalid_code"
    assert error_of(exchange, slack=slack, code=code, redirect_uri="http://elsewhere/") == "bad_redirect_uri"
    assert error_of(exchange, slack=slack, code=code, client_id="1.2") == "invalid_client_id"
    assert error_of(exchange, slack=slack, code=code, client_secret="guess") == "bad_client_secret"
    assert error_of(exchange, slack=slack, code=code, grant_type="wish") == "invalid_grant_type"
    assert exchange(slack, code)["ok"]
    assert error_of(exchange, slack=slack, code=code) == "code_already_used"
    assert error_of(exchange, slack=slack, code="nonsense") == "invalid_code"


def test_guests_and_people_who_are_gone_cannot_sign_in() -> None:
    with start_sandbox() as slack:
        ada, lin = slack.sandbox.workspace.people[:2]
        code = decide(slack, lin)["code"][0]
        ada.is_restricted, lin.deleted = True, True
        for user, error in ((ada, "user_is_restricted"), (lin, "user_not_found")):
            reply = httpx2.post(page(slack), data={"user": user.id, "decision": "allow"})
            assert (reply.status_code, error in reply.text) == (400, True)
        assert error_of(exchange, slack=slack, code=code) == "account_inactive"


@pytest.mark.parametrize(("asked", "error"), WRONG)
def test_what_does_not_fit_is_said_on_the_page(slack: Handle, asked: dict[str, str], error: str) -> None:
    right = {name: values[0] for name, values in parse_qs(urlsplit(page(slack)).query).items()}
    shown = httpx2.get(f"{slack.url}/openid/connect/authorize", params=right | asked)
    assert (shown.status_code, error in shown.text) == (400, True)


def test_a_redirect_address_must_be_one_of_the_manifest(tmp_path: Path) -> None:
    manifest = permissive()
    manifest["oauth_config"]["redirect_urls"] = ["http://127.0.0.1:9/sign-in"]
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    with start_sandbox(manifest=path) as slack:
        assert httpx2.get(page(slack)).status_code == 200
        shown = httpx2.get(page(slack).replace(BACK, "http://evil.example/"))
        assert (shown.status_code, "bad_redirect_uri" in shown.text) == (400, True)
