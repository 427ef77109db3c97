"""What a person can mend is said in a line; and a command loads what it needs and no more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import build_context
from bot.cli.main import main
from bot.settings import SettingsError, load_settings

HEAVY = {
    *("alembic", "apscheduler", "babel", "cryptography", "icalendar", "matplotlib", "numpy", "rich"),
    *("rustworkx", "slack_bolt", "slack_sdk", "sqlalchemy", "starlette", "uvicorn", "handlers", "jobs", "sandbox"),
}


def run(monkeypatch: pytest.MonkeyPatch, database_url: str, *words: str) -> int:
    monkeypatch.setenv("KITH_DATABASE_URL", database_url)
    monkeypatch.setattr(sys, "argv", ["kith", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize("words", [("deliveries", "list"), ("db", "restored"), ("deliveries", "cancel", "1")])
def test_a_database_that_was_never_made_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert run(monkeypatch, f"sqlite:///{tmp_path}/none.sqlite", *words) == 2
    said = capsys.readouterr().err
    assert "no such table" in said
    assert "`kith db upgrade`" in said


def test_an_address_that_is_none_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, f"sqlite:///{tmp_path}/kith.sqlite", "migrate-from", "nonsense") == 2
    assert "postgresql+psycopg://" in capsys.readouterr().err


def test_a_restore_is_told(
    monkeypatch: pytest.MonkeyPatch, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, database_url, "db", "restored") == 0
    assert "0 waiting messages are looked for in Slack" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["--help"], ["rich"]),
        (["deliveries", "--help"], ["rich"]),
        (["pairs", "--help"], ["rich"]),
        (["keys", "new"], ["cryptography"]),
        (["sandbox", "--help"], ["rich", "sandbox", "starlette", "uvicorn", "cryptography"]),
        (["pairs", "simulate", "--members=6", "--rounds=2"], ["rich", "numpy", "rustworkx"]),
        (["deliveries", "list"], ["rich", "numpy", "rustworkx", "sqlalchemy", "cryptography"]),
    ],
    ids=" ".join,
)
def test_a_command_loads_what_it_needs_and_no_more(sqlite_template: Path, words: list[str], needed: list[str]) -> None:
    script = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); import bot.__main__"
    environment = {**os.environ, "KITH_DATABASE_URL": f"sqlite:///{sqlite_template}"}
    ended = subprocess.run(
        [sys.executable, "-c", script, *words], env=environment, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in ended.stderr.split()}
    assert loaded & HEAVY == set(needed)


def test_a_clock_that_does_not_answer_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    told = load_settings(
        KITH_CLOCK_URL="http://127.0.0.1:9/clock", KITH_DATABASE_URL=f"sqlite:///{tmp_path}/kith.sqlite"
    )
    with pytest.raises(SettingsError, match="KITH_CLOCK_URL: no clock answers at"):
        build_context(told)
