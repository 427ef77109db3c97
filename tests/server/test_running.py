"""Each process of the Procfile ends when it is told, having finished what runs, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select

from bot.app import upgrade_database
from bot.db.models import Worker
from bot.db.session import Database
from bot.demo.stage import environment, sandbox_process
from bot.settings import load_settings
from sandbox.http_client import wait_until
from tests.conftest import KEYS
from tests.server.conftest import answers, free_port

START = "2027-01-08T19:00:00+00:00"


@contextmanager
def told(folder: Path) -> Iterator[tuple[dict[str, str], Database]]:
    """A sandbox, a migrated database, and what Kith is to be told of both."""
    with sandbox_process({"start": START, "port": "0", "people": "2"}) as addresses:
        settings = environment(addresses, folder / "kith.sqlite", pacing=False)
        settings |= {"SLACK_SIGNING_SECRET": addresses["signing_secret"], "PORT": str(free_port())}
        upgrade_database(load_settings(**settings))
        database = Database(settings["KITH_DATABASE_URL"], keys=KEYS)
        yield settings, database
        database.dispose()


@contextmanager
def kith(name: str, settings: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [str(Path(sys.executable).with_name("kith")), name]
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **settings}, cwd=folder, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def beats(database: Database) -> bool:
    with database.unit_of_work(read_only=True) as session:
        return session.scalar(select(Worker.name)) is not None


@pytest.mark.parametrize("name", ["run", "worker"])
def test_a_process_that_is_told_to_end_while_it_starts_leaves_no_heartbeat(name: str, tmp_path: Path) -> None:
    with told(tmp_path) as (settings, database), kith(name, settings, tmp_path) as process:
        wait_until(lambda: beats(database), "the first heartbeat", 60)  # its Slack connection comes after that
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert not beats(database)
        assert '"action": "draining"' in (tmp_path / f"{name}.log").read_text()


def test_web_finishes_what_follows_its_acks(tmp_path: Path) -> None:
    with told(tmp_path) as (settings, _), kith("web", settings, tmp_path) as process:
        wait_until(lambda: answers(settings["PORT"]), "kith web", 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0  # not by the signal: that would end the threads that send


def test_run_is_one_process_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with told(tmp_path) as (settings, database), kith("run", settings, tmp_path) as process:
        wait_until(lambda: '"action": "running"' in (tmp_path / "run.log").read_text(), "kith run", 60)
        assert psutil.Process(process.pid).children(recursive=True) == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert not beats(database)
