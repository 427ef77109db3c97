"""Sign in with Slack, against the sandbox: who came back is known, and nothing else is believed."""

from __future__ import annotations

import base64
import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from bot.oauth.provider import Provider
from bot.oauth.sign_in import (
    Begun,
    DeclinedError,
    Identity,
    SignIn,
    SignInError,
    SlackRefusedError,
    SlackSilentError,
    StaleSignInError,
    UnprovenError,
)
from sandbox.identity import Signer
from tests.sandboxes import Handle, start_sandbox

Claims = dict[str, Any]
Forger = Callable[[Signer, Claims], str]
BACK = "http://127.0.0.1:9/sign-in/slack/back"


@pytest.fixture(scope="module")
def slack() -> Iterator[Handle]:
    with start_sandbox(workspaces=2) as handle:
        yield handle


@pytest.fixture
def forge(monkeypatch: pytest.MonkeyPatch) -> Callable[[Forger], None]:
    """Let the sandbox hand out other tokens, made of what it would have said."""
    honest = Signer.id_token

    def begin(forger: Forger) -> None:
        def forged(signer: Signer, *args: Any, **kwargs: Any) -> str:
            payload = honest(signer, *args, **kwargs).split(".")[1]
            return forger(signer, json.loads(base64.urlsafe_b64decode(payload + "==")))

        monkeypatch.setattr(Signer, "id_token", forged)

    return begin


def sign_in(slack: Handle, **other: Any) -> SignIn:
    told = slack.tokens
    given: dict[str, Any] = {
        "client_id": told["client_id"],
        "client_secret": told["client_secret"],
        "back_url": BACK,
        "api_url": told["api_url"],
        "authorize_url": f"{slack.url}/openid/connect/authorize",
        "provider": Provider(told["api_url"]),
    }
    return SignIn(**(given | other))


def come_back(slack: Handle, begun: Begun, *, decision: str = "allow", number: int = 0) -> dict[str, str]:
    """Decide on Slack's page as one of its people; what Kith is then asked."""
    user = slack.sandbox.workspace.people[number]
    reply = httpx2.post(begun.url, data={"user": user.id, "decision": decision})
    assert reply.headers["location"].startswith(f"{BACK}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["location"]).query).items()}


def signed_in(slack: Handle, **other: Any) -> Identity:
    """The whole way."""
    signs = sign_in(slack, **other)
    begun = signs.begin()
    return signs.finish(come_back(slack, begun), kept=begun.kept)


def signed(signer: Signer, claims: Claims, **header: Any) -> str:
    """A token with the sandbox's own key."""
    kid = signer.key_set()["keys"][0]["kid"]
    return jwt.encode({"alg": "RS256", "kid": kid, **header}, claims, signer._key)


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_whoever_comes_back_from_slack_is_known(slack: Handle) -> None:
    workspace = slack.sandbox.workspace
    assert signed_in(slack) == Identity(workspace.id, workspace.people[0].id)


def test_slack_is_asked_who_it_is_and_nothing_else(slack: Handle) -> None:
    begun = sign_in(slack).begin()
    asked = parse_qs(urlsplit(begun.url).query)
    assert asked["scope"] == ["openid"]
    assert (asked["state"], asked["nonce"]) == ([begun.state], [begun.nonce])
    assert asked["redirect_uri"] == [BACK]
    assert begun.state not in repr(begun)


def test_no_two_sign_ins_have_a_state_or_nonce_in_common(slack: Handle) -> None:
    begun = [sign_in(slack).begin() for _ in range(50)]
    assert len({word for one in begun for word in (one.state, one.nonce)}) == 100


@pytest.mark.parametrize("kept", ["", ".", "x", "é" * 43 + "." + "a" * 43, "a" * 43 + "." + "a" * 43])
def test_a_browser_that_did_not_begin_it_signs_nobody_in(slack: Handle, kept: str) -> None:
    signs = sign_in(slack)
    came = come_back(slack, signs.begin())
    with pytest.raises(StaleSignInError):
        signs.finish(came, kept=kept)


@pytest.mark.parametrize("state", [None, "", "ü", "another"])
def test_a_way_back_with_another_state_signs_nobody_in(slack: Handle, state: str | None) -> None:
    signs = sign_in(slack)
    begun = signs.begin()
    came = come_back(slack, begun) | ({} if state is None else {"state": state})
    if state is None:
        del came["state"]
    with pytest.raises(StaleSignInError):
        signs.finish(came, kept=begun.kept)
    if state == "another":
        with pytest.raises(StaleSignInError):
            signs.finish(come_back(slack, signs.begin()), kept=begun.kept)


def test_who_says_no_is_not_signed_in(slack: Handle) -> None:
    signs = sign_in(slack)
    begun = signs.begin()
    with pytest.raises(DeclinedError):
        signs.finish(come_back(slack, begun, decision="deny"), kept=begun.kept)


def test_another_error_of_slacks_page_is_named_if_it_is_a_name(slack: Handle) -> None:
    signs = sign_in(slack)
    begun = signs.begin()
    for error, name in (("invalid_team", "invalid_team"), ("<b>xoxp-1</b>", "unnamed")):
        with pytest.raises(SlackRefusedError, match=f"^{name}$"):
            signs.finish({"state": begun.state, "error": error}, kept=begun.kept)


def test_a_code_works_once(slack: Handle) -> None:
    signs = sign_in(slack)
    begun = signs.begin()
    came = come_back(slack, begun)
    assert signs.finish(came, kept=begun.kept)
    with pytest.raises(StaleSignInError, match="code_already_used"):
        signs.finish(came, kept=begun.kept)


def test_a_made_up_code_signs_nobody_in(slack: Handle) -> None:
    signs = sign_in(slack)
    begun = signs.begin()
    with pytest.raises(StaleSignInError, match="invalid_code"):
        signs.finish({"state": begun.state, "code": "made.up"}, kept=begun.kept)


@pytest.mark.parametrize("code", ["", "a b", "x" * 300, "1.2.3&client_id=4"])
def test_slack_is_not_asked_about_what_is_no_code(slack: Handle, code: str) -> None:
    signs = sign_in(slack, api_url="http://127.0.0.1:9/api/")
    begun = signs.begin()
    with pytest.raises(StaleSignInError):
        signs.finish({"state": begun.state, "code": code}, kept=begun.kept)


def test_a_code_of_an_install_signs_nobody_in(slack: Handle) -> None:
    signs = sign_in(slack)
    begun = signs.begin()
    place = slack.sandbox.workspace
    code = slack.sandbox.codes.issue([place], asked={"scope": "openid"}, user_id=place.people[0].id)
    with pytest.raises(StaleSignInError, match="invalid_code"):
        signs.finish({"state": begun.state, "code": code}, kept=begun.kept)


def test_a_wrong_secret_is_slacks_no(slack: Handle) -> None:
    with pytest.raises(SlackRefusedError, match="bad_client_secret"):
        signed_in(slack, client_secret="guess")


def test_slack_that_does_not_answer_is_told_apart(slack: Handle) -> None:
    for kind in ("reset_before", "server_error", "ratelimited"):
        slack.running.call(slack.sandbox.faults.add, kind=kind, method="openid.connect.token", count=1)
        with pytest.raises(SlackSilentError):
            signed_in(slack)
    with pytest.raises(SlackSilentError):
        signed_in(slack, provider=Provider("http://127.0.0.1:9/api/"))


def with_another_key(signer: Signer, claims: Claims) -> str:
    kid = signer.key_set()["keys"][0]["kid"]
    return jwt.encode({"alg": "RS256", "kid": kid}, claims, RSAKey.generate_key(2048))


def with_no_algorithm(signer: Signer, claims: Claims) -> str:
    kid = signer.key_set()["keys"][0]["kid"]
    return f"{encoded({'alg': 'none', 'kid': kid})}.{encoded(claims)}."


def with_the_public_key_as_secret(signer: Signer, claims: Claims) -> str:
    kid = signer.key_set()["keys"][0]["kid"]
    secret = OctKey.import_key(base64.urlsafe_b64encode(signer._key.as_pem(private=False)).decode())
    return jwt.encode({"alg": "HS256", "kid": kid}, claims, secret, algorithms=["HS256"])


def with_a_longer_hash(signer: Signer, claims: Claims) -> str:
    kid = signer.key_set()["keys"][0]["kid"]
    key = RSAKey.import_key(signer._key.as_pem(private=True))
    return jwt.encode({"alg": "RS512", "kid": kid}, claims, key, ["RS512"])


def with_changed_claims(signer: Signer, claims: Claims) -> str:
    head, _, signature = signed(signer, claims).split(".")
    return f"{head}.{encoded(claims | {'https://slack.com/user_id': 'U0ORGANIZER'})}.{signature}"


@pytest.mark.parametrize(
    "forger",
    [
        with_another_key,
        with_no_algorithm,
        with_the_public_key_as_secret,
        with_a_longer_hash,
        with_changed_claims,
        lambda signer, claims: signed(signer, claims, kid="unknown"),
        lambda signer, claims: jwt.encode({"alg": "RS256"}, claims, signer._key),
        lambda signer, claims: signed(signer, claims).rpartition(".")[0] + ".",
        lambda signer, claims: signed(signer, claims).rpartition(".")[0],
        lambda signer, claims: "nonsense",
        lambda signer, claims: "ü.ü.ü",
        lambda signer, claims: "",
        lambda signer, claims: "a." * 20_000,
    ],
)
def test_a_forged_signature_proves_nothing(slack: Handle, forge: Callable[[Forger], None], forger: Forger) -> None:
    forge(forger)
    with pytest.raises(UnprovenError):
        signed_in(slack)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://slack.com"},
        {"iss": None},
        {"aud": "1.2"},
        {"aud": None},
        {"aud": ["1.2"]},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": None},
        {"https://slack.com/team_id": None},
        {"https://slack.com/team_id": ["T1"]},
        {"https://slack.com/user_id": "<@U1>"},
        {"https://slack.com/user_id": 7},
    ],
    ids=str,
)
def test_a_proof_for_somebody_else_or_of_another_time_proves_nothing(
    slack: Handle, forge: Callable[[Forger], None], changed: Claims
) -> None:
    forge(lambda signer, claims: signed(signer, {k: v for k, v in (claims | changed).items() if v is not None}))
    with pytest.raises(UnprovenError):
        signed_in(slack)


@pytest.mark.parametrize(("claim", "seconds"), [("exp", -61), ("iat", 1000)])
def test_a_proof_that_is_over_or_to_come_proves_nothing(
    slack: Handle, forge: Callable[[Forger], None], claim: str, seconds: int
) -> None:
    forge(lambda signer, claims: signed(signer, claims | {claim: int(time.time()) + seconds}))
    with pytest.raises(UnprovenError):
        signed_in(slack)


def test_a_proof_that_is_for_others_too_proves_nothing(slack: Handle, forge: Callable[[Forger], None]) -> None:
    forge(lambda signer, claims: signed(signer, claims | {"aud": [claims["aud"], "1.2"]}))
    with pytest.raises(UnprovenError, match="for others too"):
        signed_in(slack)


def test_clocks_may_differ_by_a_minute(slack: Handle, forge: Callable[[Forger], None]) -> None:
    forge(lambda signer, claims: signed(signer, claims | {"exp": int(time.time()) - 40, "iat": int(time.time()) + 40}))
    assert signed_in(slack)


def test_a_new_key_of_slacks_is_found(slack: Handle, monkeypatch: pytest.MonkeyPatch) -> None:
    signs = sign_in(slack)
    for _ in range(2):
        begun = signs.begin()
        assert signs.finish(come_back(slack, begun), kept=begun.kept)
        monkeypatch.setattr(slack.sandbox, "signer", Signer())


def test_an_answer_without_a_proof_proves_nothing(slack: Handle, forge: Callable[[Forger], None]) -> None:
    forge(lambda signer, claims: None)  # type: ignore[arg-type,return-value]
    with pytest.raises(UnprovenError, match="no id_token"):
        signed_in(slack)


def test_nothing_of_a_token_is_logged(
    slack: Handle, caplog: pytest.LogCaptureFixture, forge: Callable[[Forger], None]
) -> None:
    handed_out: list[str] = []

    def noting(signer: Signer, claims: Claims) -> str:
        handed_out.append(signed(signer, claims))
        return handed_out[-1]

    forge(noting)
    signs = sign_in(slack)
    begun = signs.begin()
    came = come_back(slack, begun)
    caplog.clear()  # of what the browser asked for
    with caplog.at_level(logging.DEBUG):
        assert signs.finish(came, kept=begun.kept)
        with pytest.raises(SignInError):
            signs.finish(came, kept=begun.kept)
    access = next(token for token in reversed(slack.sandbox.store.tokens.values()) if token.kind == "user")
    for secret in (access.value, *handed_out, came["code"], slack.tokens["client_secret"], begun.nonce):
        assert secret not in caplog.text
