"""Every setting has its line in the documentation, and a wrong one says what to write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).parent.parent
NAMES = [str(field.alias) for field in Settings.model_fields.values()]


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `{name}` |" in (ROOT / "docs/settings.md").read_text()
    assert re.search(rf"^#?{name}=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def test_no_documented_setting_is_unknown() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    assert sorted(documented) == sorted(NAMES)


def test_a_wrong_setting_names_the_variable_and_what_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITH_TICK_SECONDS", "often")
    with pytest.raises(SettingsError, match=r"KITH_TICK_SECONDS: .*number.* It takes: How often due work"):
        load_settings()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("postgres://kith:pw@db/kith", "postgresql+psycopg://kith:pw@db/kith"),
        ("postgresql://kith:pw@db/kith", "postgresql+psycopg://kith:pw@db/kith"),
        ("postgresql+psycopg://kith:pw@db/kith", "postgresql+psycopg://kith:pw@db/kith"),
        ("sqlite:////var/kith.sqlite", "sqlite:////var/kith.sqlite"),
    ],
)
def test_the_address_that_a_host_hands_out_is_understood(written: str, meant: str) -> None:
    assert load_settings(KITH_DATABASE_URL=written).database_url == meant


@pytest.mark.parametrize("address", ["mysql://kith@db/kith", "kith.sqlite", ""])
def test_another_kind_of_database_is_refused_with_what_to_write(address: str) -> None:
    with pytest.raises(SettingsError, match=r"KITH_DATABASE_URL: .*neither SQLite nor PostgreSQL.* It takes: sqlite"):
        load_settings(KITH_DATABASE_URL=address)


def test_a_token_is_not_shown_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    assert "xoxb-secret" not in repr(load_settings())
