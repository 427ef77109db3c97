"""Every setting has its line in the documentation, and a wrong one says what to write."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from bot.domain.pairing.rules import Mixes, Weights
from bot.domain.programs import MIXES
from bot.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).parent.parent
NAMES = [str(field.alias) for field in Settings.model_fields.values()]


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `{name}` |" in (ROOT / "docs/settings.md").read_text()
    assert re.search(rf"^#?{name}(__[A-Z_]+)?=", (ROOT / ".env.example").read_text(), re.MULTILINE)


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


def test_a_number_of_a_mix_can_be_set_alone_and_the_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITH_WEIGHTS__NEW_CIRCLES__OTHER_CIRCLE", "90")
    monkeypatch.setenv("KITH_WEIGHTS__IN_PERSON_CITY", "55")
    told, usual = load_settings().weights, Mixes()
    assert told == replace(usual, new_circles=replace(usual.new_circles, other_circle=90), in_person_city=55)


def test_the_numbers_of_all_mixes_can_be_written_as_json() -> None:
    told = load_settings(KITH_WEIGHTS={"balanced": {"tie_peak": 4}}).weights
    assert told == replace(Mixes(), balanced=Weights(tie_peak=4))


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("KITH_WEIGHTS__BALANCED__OTHER_CIRCLE", "much", "KITH_WEIGHTS__BALANCED__OTHER_CIRCLE: .*valid integer"),
        ("KITH_WEIGHTS__BALANCED__OTHER_CIRCLE", "101", "KITH_WEIGHTS__BALANCED: other_circle must be from 0 to 100"),
        ("KITH_WEIGHTS__BALANCED__OTHER", "1", "KITH_WEIGHTS: other is none of other_circle, weak_ties"),
        ("KITH_WEIGHTS__EASY", "{}", "KITH_WEIGHTS: easy is none of balanced, new_circles"),
        ("KITH_WEIGHTS__BALANCED", "7", "KITH_WEIGHTS__BALANCED: .*dictionary"),
        ("KITH_WEIGHTS__IN_PERSON_CITY", "-1", "KITH_WEIGHTS: in_person_city must be from 0 to 100, not -1"),
        ("KITH_WEIGHTS", "{", "KITH_WEIGHTS: this is not JSON"),
    ],
)
def test_a_weight_that_cannot_be_names_the_variable_and_an_example(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=rf"{told}.* It takes: .*KITH_WEIGHTS__BALANCED__OTHER_CIRCLE=40"):
        load_settings()


def test_the_documented_numbers_are_those_that_hold() -> None:
    documented = (ROOT / "docs/settings.md").read_text()
    for name in MIXES:
        numbers = " | ".join(map(str, asdict(Mixes().of(name)).values()))
        assert f"| {MIXES[name]} | `{name.upper()}` | {numbers} |" in documented


def test_a_token_is_not_shown_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    assert "xoxb-secret" not in repr(load_settings())
