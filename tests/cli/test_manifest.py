"""The manifest that is to be pasted at Slack."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from bot.settings import MANIFEST
from sandbox.manifest import load

EVENTS = "https://kith.example.org/slack/events"


def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    monkeypatch.setattr(sys, "argv", ["kith", "manifest", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return json.loads(said.out) if not ended.value.code else said.err


def test_for_socket_mode_it_is_the_one_in_the_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed(monkeypatch, capsys) == json.loads(MANIFEST.read_text())


@pytest.mark.parametrize("address", ["https://kith.example.org", "https://kith.example.org/"])
def test_for_http_every_address_is_in_it_and_all_else_stays(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    found, packed = printed(monkeypatch, capsys, "--http", address), json.loads(MANIFEST.read_text())
    assert found["settings"].pop("socket_mode_enabled") is False
    assert packed["settings"].pop("socket_mode_enabled") is True
    assert found["settings"]["event_subscriptions"].pop("request_url") == EVENTS
    assert found["settings"]["interactivity"].pop("request_url") == EVENTS
    assert [command.pop("url") for command in found["features"]["slash_commands"]] == [EVENTS]
    assert found["oauth_config"].pop("redirect_urls") == [
        "https://kith.example.org/slack/oauth_redirect",
        "https://kith.example.org/sign-in/slack/back",
    ]
    assert found == packed


def test_the_sandbox_takes_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    found = printed(monkeypatch, capsys, "--http", "http://127.0.0.1:3000")
    (tmp_path / "manifest.json").write_text(json.dumps(found))
    assert load(tmp_path / "manifest.json") == found


@pytest.mark.parametrize(
    "address",
    [
        "kith.example.org",
        "http://kith.example.org",
        "https://",
        "https://kith.example.org/slack",
        "https://kith.example.org?a=b",
        "https://me@kith.example.org",
        "ftp://kith.example.org",
    ],
)
def test_an_address_that_slack_cannot_use_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    assert "write it as https://kith.example.org" in printed(monkeypatch, capsys, "--http", address)
