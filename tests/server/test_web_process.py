"""`kith web` as a process over signed HTTP: what it acked is committed, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn
from bot.db.session import Database
from bot.settings import MANIFEST
from sandbox.client import SandboxClient
from sandbox.http_client import wait_until
from sandbox.person import Person
from tests.conftest import KEYS
from tests.factories import make_member, make_participant, make_program, make_workspace
from tests.sandboxes import Handle, start_sandbox
from tests.server.conftest import answers, free_port

pytestmark = pytest.mark.process
ADD = "Add one"


@dataclass
class Web:
    """`kith web`, somebody who takes part, and what the database knows of it."""

    process: subprocess.Popen[bytes]
    log: Path
    database: Database
    ada: Person

    def adds_one(self) -> None:
        """Ada presses "add one" in App Home."""
        self.ada.home().press(ADD, beside="Coffee chat")

    def acts(self) -> int:
        with self.database.unit_of_work(read_only=True) as session:
            return len(session.scalars(select(CheckIn)).all())


@pytest.fixture
def web(database_url: str, tmp_path: Path) -> Iterator[Web]:
    port, log = free_port(), tmp_path / "web.log"
    with start_sandbox(manifest=MANIFEST, people=1, http_url=f"http://127.0.0.1:{port}/slack/events") as slack:
        database = Database(database_url, keys=KEYS)
        _fill(database, slack)
        told = {
            "SLACK_BOT_TOKEN": slack.tokens["bot_token"],
            "SLACK_SIGNING_SECRET": slack.tokens["signing_secret"],
            "KITH_SLACK_API_URL": slack.tokens["api_url"],
            "KITH_DATABASE_URL": database_url,
            "PORT": str(port),
        }
        with _process(["web"], told, log) as process, SandboxClient(slack.url) as client:
            wait_until(lambda: answers(str(port)), "kith web", 60)
            ada = client.everyone()[0]
            ada.open_home(60).press("Take these goals")
            wait_until(lambda: ADD in ada.home().buttons, "the goals to be taken", 60)
            yield Web(process, log, database, ada)
        database.dispose()


@contextmanager
def _process(words: list[str], told: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "bot", *words]
    with log.open("wb") as written, subprocess.Popen(command, env={**os.environ, **told}, stderr=written) as process:
        yield process
        process.kill()


def _fill(database: Database, slack: Handle) -> None:
    with database.unit_of_work() as session:
        place = slack.sandbox.workspace
        workspace = make_workspace(session, slack_team_id=place.id)
        session.info["workspace_id"] = workspace.id
        channel = next(one.id for one in place.conversations.values() if one.kind == "channel")
        program = make_program(session, slack_channel_id=channel)
        ada = next(user.id for user in place.users.values() if not user.is_bot)
        make_participant(session, program, member=make_member(session, slack_user_id=ada))


def test_what_was_acked_is_committed_even_if_the_process_is_killed_at_once(web: Web) -> None:
    web.adds_one()  # acked: the sandbox raises otherwise
    web.process.kill()
    web.process.wait(60)
    assert web.acts() == 1


def test_sigterm_ends_it_with_everything_done(web: Web) -> None:
    web.adds_one()
    web.process.terminate()
    assert web.process.wait(60) == 0
    assert web.acts() == 1
    assert "1 of 2" in web.ada.home().words
