"""What hosts and containers are told is what Kith has: commands, settings, files, pins."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli.main import cli
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
DOCKERFILE, COMPOSE, PROCFILE = ((ROOT / name).read_text() for name in ("Dockerfile", "compose.yaml", "Procfile"))
SETTINGS = {str(field.alias) for field in Settings.model_fields.values()}


def test_the_pins_for_hosts_that_know_no_hashes_are_those_of_the_lock() -> None:
    locked = re.findall(r"^([a-zA-Z0-9].*?)(?: \\)?$", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert (ROOT / "requirements.txt").read_text().splitlines() == [*locked, "."]


def test_the_image_is_made_of_every_package_and_of_nothing_that_is_kept_out() -> None:
    found = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    copied = {name for line in found for name in line.split()}
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.rstrip("*") for name in packages} <= copied
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sorted(copied) == sorted(let_in)
    assert [name for name in copied if not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    "words", re.findall(r'\["kith", (.+)\]', DOCKERFILE + COMPOSE) + re.findall("kith (.+)", PROCFILE)
)
def test_every_command_that_is_started_is_one(words: str) -> None:
    command = get_command(cli)
    for word in re.findall(r"\w+", words):
        command = command.commands[word]  # type: ignore[attr-defined]  # of a group
    assert command.callback is not None


def test_every_setting_that_is_set_is_one() -> None:
    named = set(re.findall(r"\b((?:KITH|SLACK)_[A-Z_]+)\b", DOCKERFILE + COMPOSE))
    assert {"KITH_DATABASE_URL", "KITH_HOST"} <= named <= SETTINGS


def test_only_a_container_of_its_own_listens_to_more_than_its_machine() -> None:
    assert "0.0.0.0" not in DOCKERFILE  # noqa: S104 - looked for
    assert re.findall(r"ports: \[(.+)\]", COMPOSE) == ['"127.0.0.1:3000:3000"']
