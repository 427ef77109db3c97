"""`kith doctor --live` against a sandbox, over its HTTP and WebSocket: what is asked, what is said, what is left."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.doctor import Finding
from bot.cli.live import EXAMPLES, examine_live
from bot.cli.main import main
from bot.clock import real_now
from bot.db.cipher import new_key
from bot.db.session import Database
from bot.delivery import upkeep
from bot.services import workspaces
from bot.services.workspaces import Install
from bot.settings import MANIFEST, Settings, load_settings
from sandbox.client import Message, Person, SandboxClient, SandboxError
from tests.sandboxes import Handle, start_sandbox


@pytest.fixture
def slack() -> Iterator[Handle]:
    with start_sandbox(manifest=MANIFEST, people=3, patience_seconds=0.5) as handle:
        yield handle


@pytest.fixture
def control(slack: Handle) -> Iterator[SandboxClient]:
    with slack.control as client:
        yield client


@pytest.fixture
def ada(control: SandboxClient) -> Person:
    return control.everyone()[0]


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Three examples instead of hundreds: a message, a form and a part of App Home."""
    for name in ("deliveries/in_doubt", "asks/new", "rounds/home_met"):
        (tmp_path / "few" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "few" / f"{name}.json").write_text((EXAMPLES / f"{name}.json").read_text())
    return tmp_path / "few"


def settings(slack: Handle, tmp_path: Path, **values: object) -> Settings:
    told = slack.tokens
    return load_settings(
        **{
            "SLACK_BOT_TOKEN": told["bot_token"],
            "SLACK_APP_TOKEN": told["app_token"],
            "KITH_SLACK_API_URL": told["api_url"],
            "KITH_DATABASE_URL": f"sqlite:///{tmp_path}/kith.sqlite",
            **values,
        }
    )


def asked(settings: Settings, **wish: Any) -> dict[str, Finding]:
    return {
        one.what: one for one in examine_live(settings, [], **{"patience": 0.1, "tell": lambda _text: None, **wish})
    }


def last_of(person: Person) -> Message:
    return person.dm().last


def when_told(slack: Handle, act: Callable[[SandboxClient], None]) -> Callable[[str], None]:
    """In another thread, as a person would, once they are told to press."""

    def acting() -> None:
        with slack.control as client:
            act(client)

    def tell(said: str) -> None:
        if "press" in said:
            threading.Thread(target=acting).start()

    return tell


def test_all_of_it_is_tried_and_one_message_is_left(slack: Handle, tmp_path: Path, ada: Person, few: Path) -> None:
    """The person presses and sends; somebody else's command is left to Kith."""
    refused: list[str] = []

    def act(client: SandboxClient) -> None:
        person, other = client.everyone()[:2]
        try:
            other.dm().command("/kith", "help")
        except SandboxError as error:
            refused.append(error.name)
        last_of(person).press("Open the form")
        person.fill({"Type anything": "Grüße"})
        person.submit()

    findings = asked(settings(slack, tmp_path), who=ada.id, patience=20, tell=when_told(slack, act), examples=few)

    assert [(one.what, one.to_do, one.mark) for one in findings.values()] == [
        (what, "", "✓") for what in ("blocks", "conversation", "message", "file", "form", "change")
    ]
    assert findings["blocks"].found == "all 3 messages and views would be taken"
    assert findings["conversation"].found == f"with {ada.name}"
    assert refused == ["timeout"]
    (left,) = ada.dm().messages()
    assert "All is well" in left.words
    assert left.buttons == []
    assert slack.sandbox.workspace.files == {}


def test_every_golden_message_and_view_is_asked_about(slack: Handle, control: SandboxClient, tmp_path: Path) -> None:
    findings = asked(settings(slack, tmp_path))
    shown = [path for path in EXAMPLES.rglob("*.json") if "blocks" in json.loads(path.read_text())]
    assert findings["blocks"].found == f"all {len(shown)} messages and views would be taken"
    assert len(shown) > 400
    assert control.stats()["blocks.validate"]["calls"] == len(shown)
    assert findings["conversation"].mark == "–"


def test_what_slack_would_refuse_is_named_with_its_place(slack: Handle, tmp_path: Path, few: Path) -> None:
    path = few / "deliveries" / "in_doubt.json"
    path.write_text(path.read_text().replace('"button"', '"knob"'))
    found = asked(settings(slack, tmp_path), examples=few)["blocks"]
    assert found.found == "1 of 3 refused: deliveries/in_doubt: /blocks/1/elements/0/type unsupported type: knob"
    assert "issue" in found.to_do


def test_without_a_checkout_it_says_that_there_are_no_examples(slack: Handle, tmp_path: Path) -> None:
    found = asked(settings(slack, tmp_path), examples=tmp_path / "none")["blocks"]
    assert (found.mark, found.is_well) == ("–", True)
    assert "checkout" in found.found


def test_it_waits_where_slack_says_so(slack: Handle, control: SandboxClient, tmp_path: Path, few: Path) -> None:
    control.set_fault("blocks.validate", "ratelimited", seconds=1)
    assert asked(settings(slack, tmp_path), examples=few)["blocks"].is_well


def test_a_handle_is_enough_and_a_wrong_one_says_where_the_id_is(
    slack: Handle, tmp_path: Path, ada: Person, few: Path
) -> None:
    handle = ada.shape["name"]
    told = settings(slack, tmp_path, SLACK_APP_TOKEN=None)
    assert asked(told, who=f"@{handle.upper()}", examples=few)["conversation"].found == f"with {ada.name}"
    for nobody in ("no-such-person", "U0NOBODY", slack.sandbox.workspace.bot_user_id):
        found = asked(told, who=str(nobody), examples=few)
        assert "Copy member ID" in found["conversation"].to_do
        assert set(found) == {"blocks", "conversation"}


def test_a_form_that_nobody_opens_leaves_no_button_behind(
    slack: Handle, tmp_path: Path, ada: Person, few: Path
) -> None:
    found = asked(settings(slack, tmp_path), who=ada.id, examples=few)["form"]
    assert found.found == "no press came"
    assert "another Kith" in found.to_do
    assert last_of(ada).buttons == []
    assert "Not all of it worked" in last_of(ada).words


def test_a_form_that_is_not_sent_and_one_that_slack_does_not_open_are_told_apart(
    slack: Handle, control: SandboxClient, tmp_path: Path, ada: Person, few: Path
) -> None:
    def act(client: SandboxClient) -> None:
        last_of(client.everyone()[0]).press("Open the form")

    told, press = settings(slack, tmp_path), when_told(slack, act)
    assert asked(told, who=ada.id, patience=2, tell=press, examples=few)["form"].found.startswith("opened, and did not")
    control.set_fault("views.open", "error", error="expired_trigger_id")
    found = asked(told, who=ada.id, patience=20, tell=press, examples=few)["form"]
    assert found.found == "pressed, and Slack says expired_trigger_id"


def test_beside_a_kith_that_runs_no_form_is_tried(
    slack: Handle, database: Database, database_url: str, tmp_path: Path, ada: Person, few: Path
) -> None:
    with database.unit_of_work() as session:
        upkeep.beat(session, "w1", started_at=real_now(), now=real_now())
    found = asked(settings(slack, tmp_path, KITH_DATABASE_URL=database_url), who=ada.id, examples=few)["form"]
    assert (found.mark, "Stop it" in found.found) == ("–", True)
    assert "All is well" in last_of(ada).words


@pytest.mark.parametrize(
    ("method", "error", "row", "to_do"),
    [
        ("conversations.open", "missing_scope", "conversation", "Reinstall"),
        ("chat.postMessage", "restricted_action", "message", "issue"),
        ("conversations.history", "missing_scope", "message", "Reinstall"),
        ("files.completeUploadExternal", "file_uploads_disabled", "file", "issue"),
        ("chat.update", "cant_update_message", "change", "issue"),
    ],
)
def test_what_slack_refuses_stands_in_its_row_with_what_to_do(
    slack: Handle, tmp_path: Path, ada: Person, method: str, error: str, row: str, to_do: str
) -> None:
    with slack.control as control:
        control.set_fault(method, "error", error=error)
    found = asked(settings(slack, tmp_path, SLACK_APP_TOKEN=None), who=ada.id, examples=tmp_path)
    assert [one.what for one in found.values() if not one.is_well] == [row]
    assert found[row].found == f"Slack says {error}"
    assert to_do in found[row].to_do
    if "file" in found:
        said = {"message": "Not all of it worked", "file": "Not all of it worked", "change": "It writes to you here"}
        assert said[row] in last_of(ada).words


def over_http(slack: Handle, database_url: str) -> Settings:
    return load_settings(
        SLACK_SIGNING_SECRET=slack.tokens["signing_secret"],
        SLACK_CLIENT_ID=slack.tokens["client_id"],
        SLACK_CLIENT_SECRET=slack.tokens["client_secret"],
        KITH_TOKEN_KEYS=new_key(),
        KITH_SLACK_API_URL=slack.tokens["api_url"],
        KITH_DATABASE_URL=database_url,
    )


def installed(slack: Handle, database: Database, team: str, token: str) -> None:
    given = Install(
        slack_enterprise_id="",
        slack_team_id=team,
        slack_app_id="A1",
        name=team,
        bot_user_id="U1",
        scopes="",
        bot_token=token,
        refresh_token=None,
        expires_at=real_now() + timedelta(hours=12),
    )
    with database.unit_of_work() as session:
        workspaces.install(session, given, now=real_now())


def test_a_workspace_that_installed_kith_is_asked_with_its_own_token(
    slack: Handle, database_url: str, ada: Person, few: Path
) -> None:
    told = over_http(slack, database_url)
    database = Database(database_url, keys=told.keys)
    assert "none has installed" in asked(told, examples=few)["workspace"].found
    installed(slack, database, "T1", slack.tokens["bot_token"])
    found = asked(told, who=ada.id, examples=few)
    assert [one.what for one in found.values() if not one.is_well] == []
    assert found["scopes"].found.startswith("all ")
    assert (found["form"].mark, "kith web" in found["form"].found) == ("–", True)
    assert "All is well" in last_of(ada).words

    installed(slack, database, "T2", "xoxb-no")
    assert "T1 (T1), T2 (T2)" in asked(told, examples=few)["workspace"].to_do
    assert "--team" in asked(told, team="T9", examples=few)["workspace"].to_do
    assert asked(told, team="T1", examples=few)["blocks"].is_well
    gone = asked(told, team="T2", examples=few)
    assert (list(gone), gone["workspace"].found) == (["workspace"], "Slack says invalid_auth")
    database.dispose()


def test_what_is_to_be_mended_first_is_said_and_slack_is_not_asked(
    slack: Handle, control: SandboxClient, tmp_path: Path, few: Path
) -> None:
    (only,) = examine_live(settings(slack, tmp_path), [Finding("bot token", "missing", "Write it")], examples=few)
    assert (only.mark, only.found) == ("–", "not asked: mend first bot token")
    assert control.stats() == {}


def test_the_command_shows_it_beneath_the_rest(
    slack: Handle, tmp_path: Path, ada: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (
        ("SLACK_BOT_TOKEN", slack.tokens["bot_token"]),
        ("SLACK_APP_TOKEN", slack.tokens["app_token"]),
        ("KITH_SLACK_API_URL", slack.tokens["api_url"]),
        ("KITH_DATABASE_URL", f"sqlite:///{tmp_path}/kith.sqlite"),
        ("COLUMNS", "200"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["kith", "doctor", "--live", "--as", ada.id, "--seconds", "1"])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main()
    shown, told = capsys.readouterr()
    assert ended.value.code == 1
    assert [line.split("│")[2].strip() for line in shown.splitlines() if "✗" in line] == ["form"]
    assert "messages and views would be taken" in shown
    assert "press “Open the form”" in told
