"""`kith doctor` against a sandbox: what is well is said to be, each fault says what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.cli.doctor import Finding, examine
from bot.db.cipher import new_key
from bot.db.migrate import check_keys
from bot.db.session import Database, bind_workspace
from bot.settings import MANIFEST, Settings, load_settings
from tests.factories import make_program, make_workspace
from tests.sandboxes import Handle, start_sandbox


@pytest.fixture(scope="module")
def slack() -> Iterator[Handle]:
    with start_sandbox(manifest=MANIFEST) as handle:
        yield handle


def settings(slack: Handle, database_url: str, **values: object) -> Settings:
    told = slack.tokens
    return load_settings(
        **{
            "SLACK_BOT_TOKEN": told["bot_token"],
            "SLACK_APP_TOKEN": told["app_token"],
            "KITH_SLACK_API_URL": told["api_url"],
            "KITH_DATABASE_URL": database_url,
            **values,
        }
    )


def over_http(slack: Handle, tmp_path: Path, **values: object) -> Settings:
    """What `kith web` and `kith worker` need where several workspaces install Kith."""
    told = slack.tokens
    return load_settings(
        **{
            "SLACK_SIGNING_SECRET": told["signing_secret"],
            "SLACK_CLIENT_ID": told["client_id"],
            "SLACK_CLIENT_SECRET": told["client_secret"],
            "KITH_TOKEN_KEYS": new_key(),
            "KITH_SLACK_API_URL": told["api_url"],
            "KITH_DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite",
            **values,
        }
    )


def faults(findings: list[Finding]) -> dict[str, str]:
    return {finding.what: finding.to_do for finding in findings if not finding.is_well}


def test_a_sound_installation_has_no_fault(slack: Handle, database_url: str) -> None:
    findings = examine(settings(slack, database_url))
    assert faults(findings) == {}
    assert [finding.what for finding in findings] == [
        "database",
        "tables",
        "keys",
        "bot token",
        "scopes",
        "app",
        "app token",
    ]


def test_a_wrong_token_says_which_variable_to_write_anew(slack: Handle, database_url: str) -> None:
    found = faults(examine(settings(slack, database_url, SLACK_BOT_TOKEN="xoxb-no", SLACK_APP_TOKEN="xapp-no")))
    assert found["bot token"].startswith("SLACK_BOT_TOKEN: copy the token")
    assert found["app token"].startswith("SLACK_APP_TOKEN: copy the token")


def test_missing_tokens_say_where_they_are_found(slack: Handle, database_url: str) -> None:
    found = faults(examine(settings(slack, database_url, SLACK_BOT_TOKEN=None, SLACK_APP_TOKEN=None)))
    assert "OAuth & Permissions" in found["bot token"]
    assert "connections:write" in found["app token"]


def test_a_scope_that_was_never_granted_is_named(slack: Handle, database_url: str, tmp_path: Path) -> None:
    wanted = json.loads(MANIFEST.read_text())
    wanted["oauth_config"]["scopes"]["bot"].append("calls:write")
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(wanted))
    findings = examine(settings(slack, database_url), manifest=manifest)
    assert [finding.found for finding in findings if finding.what == "scopes"] == ["missing: calls:write"]


def test_an_optional_scope_that_was_left_out_is_no_fault_and_is_named(
    slack: Handle, database_url: str, tmp_path: Path
) -> None:
    found = [one.found for one in examine(settings(slack, database_url)) if one.what == "scopes"]
    assert found == ["all 11 that are needed"]
    wanted = json.loads(MANIFEST.read_text())
    for part in ("bot", "bot_optional"):
        wanted["oauth_config"]["scopes"][part].append("calls:write")
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(wanted))
    findings = examine(settings(slack, database_url), manifest=manifest)
    assert faults(findings) == {}
    found = [one.found for one in findings if one.what == "scopes"]
    assert found == ["all 11 that are needed, without calls:write, which is optional"]


def test_an_old_database_and_one_that_is_not_there_say_what_to_do(slack: Handle, tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    old = faults(examine(settings(slack, f"sqlite:///{tmp_path / 'empty.sqlite'}")))
    gone = faults(examine(settings(slack, "postgresql+psycopg://kith:secret@127.0.0.1:9/kith")))
    assert old["tables"] == "Run `kith db upgrade`"
    assert "KITH_DATABASE_URL" in gone["database"]


def test_keys_that_do_not_fit_what_is_stored_are_a_fault(slack: Handle, database_url: str, database: Database) -> None:
    check_keys(database.engine)
    found = faults(examine(settings(slack, database_url, KITH_TOKEN_KEYS=new_key())))
    assert found["keys"].startswith("KITH_TOKEN_KEYS: none of the keys decrypts")


def test_a_program_of_which_something_cannot_be_read_is_named(slack: Handle, database: Database) -> None:
    with database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        make_program(session, name="Law", zone="Nowhere/Land", rhythm={"prompt": "at nine"})
    findings = examine(settings(slack, database.url))
    assert "/kith programs" in faults(findings)["program Law"]
    assert "cannot be read: zone, prompt" in [finding.found for finding in findings]


def test_a_database_that_the_first_start_makes_is_no_fault_and_is_not_made_by_looking(
    slack: Handle, tmp_path: Path
) -> None:
    assert faults(examine(settings(slack, f"sqlite:///{tmp_path / 'new.sqlite'}"))) == {}
    assert list(tmp_path.iterdir()) == []
    assert "database" in faults(examine(settings(slack, f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite'}")))


def test_tokens_in_each_others_place_are_seen_without_asking_slack(slack: Handle, database_url: str) -> None:
    swapped = {"SLACK_BOT_TOKEN": slack.tokens["app_token"], "SLACK_APP_TOKEN": slack.tokens["bot_token"]}
    found = faults(examine(settings(slack, database_url, KITH_SLACK_API_URL="http://127.0.0.1:9/api/", **swapped)))
    assert set(found) == {"bot token", "app token"}


def test_a_slack_that_does_not_answer_names_its_address(slack: Handle, database_url: str) -> None:
    found = faults(examine(settings(slack, database_url, KITH_SLACK_API_URL="http://127.0.0.1:9/api/")))
    assert "KITH_SLACK_API_URL" in found["Slack"]


def test_installs_over_http_need_no_token_in_the_settings(slack: Handle, tmp_path: Path) -> None:
    findings = examine(over_http(slack, tmp_path))
    assert faults(findings) == {}
    assert [finding.what for finding in findings[1:]] == [
        "keys",
        "OAuth client",
        "signing secret",
        "public address",
        "sign in with Slack",
    ]


def test_one_workspace_over_http_needs_its_token_and_the_signing_secret(slack: Handle, tmp_path: Path) -> None:
    url, secret = f"sqlite:///{tmp_path}/new.sqlite", slack.tokens["signing_secret"]
    findings = examine(settings(slack, url, SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET=secret))
    assert [finding.what for finding in findings[1:]] == [
        "keys",
        "bot token",
        "scopes",
        "app",
        "signing secret",
        "public address",
        "sign in with Slack",
    ]
    assert faults(findings) == {}
    begun = settings(slack, url, SLACK_APP_TOKEN=None, KITH_PUBLIC_URL="https://kith.example.org")
    assert set(faults(examine(begun))) == {"signing secret"}


@pytest.mark.parametrize(
    ("variable", "value", "what"),
    [
        ("SLACK_SIGNING_SECRET", None, "signing secret"),
        ("SLACK_SIGNING_SECRET", "xoxb-1", "signing secret"),
        ("KITH_PUBLIC_URL", "http://kith.example.org", "public address"),
        ("KITH_PUBLIC_URL", "kith.example.org", "public address"),
        ("KITH_CLOCK_URL", "http://127.0.0.1:9/clock", "clock"),
        ("KITH_CLOCK_URL", "nowhere", "clock"),
        ("SLACK_CLIENT_ID", None, "client id"),
        ("SLACK_CLIENT_SECRET", None, "client secret"),
        ("KITH_TOKEN_KEYS", "short", "keys"),
        ("SLACK_CLIENT_ID", "1.2", "OAuth client"),
        ("SLACK_CLIENT_SECRET", "no", "OAuth client"),
        ("KITH_SLACK_API_URL", "http://127.0.0.1:9/api/", "Slack"),
        ("SLACK_APP_TOKEN", "xapp-no", "app token"),  # Socket Mode is begun too
    ],
)
def test_each_fault_of_an_installation_over_http_names_its_variable(
    slack: Handle, tmp_path: Path, variable: str, value: str | None, what: str
) -> None:
    assert variable in faults(examine(over_http(slack, tmp_path, **{variable: value})))[what]


def test_a_server_that_does_not_say_what_was_granted_is_no_fault(
    slack: Handle, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def auth_test(_client: WebClient) -> SlackResponse:
        said = {"ok": True, "user": "kith", "team": "Spring"}
        return SlackResponse(
            client=None, http_verb="POST", api_url="", req_args={}, data=said, headers={}, status_code=200
        )

    monkeypatch.setattr(WebClient, "auth_test", auth_test)
    found = {finding.what: finding for finding in examine(settings(slack, database_url))}
    assert found["scopes"].is_well
    assert "does not say" in found["scopes"].found


def test_it_names_what_an_older_app_may_lack(slack: Handle, database_url: str) -> None:
    found = {finding.what: finding for finding in examine(settings(slack, database_url))}
    assert found["app"].is_well
    assert "“Save with Kith”" in found["app"].found
    assert "message.im" in found["app"].found


def test_it_says_whether_people_can_sign_in_with_slack(slack: Handle, database_url: str, tmp_path: Path) -> None:
    def found(settings: Settings) -> list[str]:
        return [finding.found for finding in examine(settings) if finding.what == "sign in with Slack"]

    public = {"KITH_PUBLIC_URL": "https://kith.example.org/"}
    (possible,) = found(over_http(slack, tmp_path, **public))
    assert "possible, if https://kith.example.org/sign-in/slack/back is among" in possible
    for missing in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        (not_offered,) = found(over_http(slack, tmp_path, **public, **{missing: None}))
        assert missing in not_offered
    assert "KITH_PUBLIC_URL" in found(over_http(slack, tmp_path))[0]
    assert found(settings(slack, database_url)) == []


def test_signing_in_to_the_page_beside_socket_mode_needs_nothing_of_http(slack: Handle, database_url: str) -> None:
    page = {
        "SLACK_CLIENT_ID": slack.tokens["client_id"],
        "SLACK_CLIENT_SECRET": slack.tokens["client_secret"],
        "KITH_PUBLIC_URL": "https://kith.example.org",
        "KITH_WEB_PORT": "8500",
    }
    findings = examine(settings(slack, database_url, **page))
    assert faults(findings) == {}
    assert [finding.what for finding in findings[-4:]] == [
        "OAuth client",
        "public address",
        "sign in with Slack",
        "app token",
    ]
