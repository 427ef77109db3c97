"""What hosts and containers are told is what Kith has: commands, settings, files, pins."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli.main import cli
from bot.settings import MANIFEST, Settings
from sandbox.http_client import wait_until
from tests.sandboxes import Handle, start_sandbox

ROOT = Path(__file__).parent.parent
DOCKERFILE, COMPOSE, PROCFILE = ((ROOT / name).read_text() for name in ("Dockerfile", "compose.yaml", "Procfile"))
UNIT = ROOT / "deploy" / "kith.service"
OTHER = 65534 if os.geteuid() == 0 else os.geteuid()  # nobody
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
    "words", re.findall(r'\["kith", (.+)\]', DOCKERFILE + COMPOSE) + re.findall("kith (.+)", PROCFILE) + ["run"]
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


@pytest.fixture
def slack() -> Iterator[Handle]:
    with start_sandbox(manifest=MANIFEST) as handle:
        yield handle


@pytest.fixture
def folder() -> Iterator[Path]:
    """What /srv/kith is to the unit: where another user can reach it, with this checkout's Kith in it."""
    with tempfile.TemporaryDirectory(prefix="kith-service-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        subprocess.run([python_of_everybody(), "-m", "venv", "--without-pip", folder / ".venv"], check=True)
        (packages,) = folder.glob(".venv/lib/python3*/site-packages")
        (packages / "checkout.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT}\n")
        script = folder / ".venv" / "bin" / "kith"
        script.write_text(f"#!{script.with_name('python')}\nfrom bot.cli.main import main\nmain()\n")
        script.chmod(0o755)
        yield folder


def python_of_everybody() -> str:
    """A Python like this one that other users may run."""
    for one in (os.path.realpath(sys.executable), "/usr/bin/python3"):
        try:
            said = subprocess.run([one, "--version"], user=OTHER, capture_output=True, text=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            continue
        if said.startswith(f"Python {sys.version_info.major}.{sys.version_info.minor}."):
            return one
    pytest.skip("no Python of this version that another user may run")


def as_here(folder: Path) -> str:
    return UNIT.read_text().replace("/srv/kith", str(folder))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_nothing_amiss_in_the_unit(folder: Path) -> None:
    (folder / UNIT.name).write_text(as_here(folder))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", folder / UNIT.name], capture_output=True, text=True, check=False
    )
    assert (checked.stdout + checked.stderr, checked.returncode) == ("", 0)


@pytest.mark.process
def test_the_unit_runs_as_another_user_with_nothing_but_its_folder_and_drains(slack: Handle, folder: Path) -> None:
    """As systemd starts and stops it: that user, folder and umask, an environment of its own, SIGTERM."""
    parser = ConfigParser(interpolation=None)
    parser.read_string(as_here(folder))
    unit = parser["Service"]
    write_settings(folder / ".env", slack)
    for path in (folder, folder / ".env"):
        os.chown(path, OTHER, -1)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            unit["ExecStart"].split(),
            cwd=unit["WorkingDirectory"],
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "USER": unit["User"]},
            umask=int(unit["UMask"], 8),
            user=OTHER,
            stdout=log,
            stderr=log,
        )
    try:
        wait_until(lambda: '"running"' in (folder / "log").read_text(), "the start", 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(int(unit["TimeoutStopSec"])) == 0
    finally:
        process.kill()
        process.wait()
    assert '"draining"' in (folder / "log").read_text()
    made = list(folder.glob("kith.sqlite*"))
    assert {"kith.sqlite", "kith.sqlite.keys"} <= {path.name for path in made}
    assert {(path.stat().st_uid, path.stat().st_mode & 0o077) for path in made} == {(OTHER, 0)}


def write_settings(path: Path, slack: Handle) -> None:
    """`.env` as somebody fills in the example."""
    filled = {
        "SLACK_BOT_TOKEN=": slack.tokens["bot_token"],
        "SLACK_APP_TOKEN=": slack.tokens["app_token"],
        "#KITH_SLACK_API_URL=https://slack.com/api/": slack.tokens["api_url"],
    }
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert filled.keys() <= set(lines)
    path.write_text(
        "\n".join(f"{line.strip('#').split('=')[0]}={filled[line]}" if line in filled else line for line in lines)
    )
    path.chmod(0o600)
