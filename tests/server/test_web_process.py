"""`kith web` as a process over signed HTTP: what follows its acks is done by its hands, or else by itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, KeptClick
from bot.db.session import Database
from bot.settings import MANIFEST
from sandbox.client import SandboxClient
from sandbox.person import Person
from sandbox.wire import wait_until
from tests.factories import make_member, make_participant, make_program, make_workspace
from tests.sandboxes import Handle, start_sandbox
from tests.server.conftest import free_port

pytestmark = pytest.mark.process
ADD = "Add one"


@dataclass
class Web:
    """`kith web`, somebody who takes part, and what the database knows of it."""

    process: subprocess.Popen[bytes]
    log: Path
    database: Database
    ada: Person

    def hands(self, *, killed: tuple[int, ...] = ()) -> int:
        """The process id of its hands, once they are ready; none of those that were killed."""
        found: list[int] = []

        def are_ready() -> bool:
            lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
            found[:] = [line["process_id"] for line in lines if line["action"] == "hands_ready"][len(killed) :]
            return bool(found)

        wait_until(are_ready, "hands to be ready", 60)
        return found[-1]

    def adds_one(self) -> None:
        """Ada presses "add one" in App Home."""
        self.ada.home().press(ADD, beside="Coffee chat")

    def rows(self, table: type[CheckIn | KeptClick]) -> int:
        with self.database.unit_of_work(read_only=True) as session:
            return len(session.scalars(select(table)).all())

    def waits_for(self, *, done: int, kept: int) -> None:
        """Until so many acts are done and so many clicks kept."""
        wait_until(lambda: (self.rows(CheckIn), self.rows(KeptClick)) == (done, kept), f"{done} done, {kept} kept", 60)


@pytest.fixture
def web(database_url: str, tmp_path: Path) -> Iterator[Web]:
    port, log = free_port(), tmp_path / "web.log"
    with start_sandbox(manifest=MANIFEST, people=1, http_url=f"http://127.0.0.1:{port}/slack/events") as slack:
        database = Database(database_url)
        _fill(database, slack)
        told = {
            "SLACK_BOT_TOKEN": slack.tokens["bot_token"],
            "SLACK_SIGNING_SECRET": slack.tokens["signing_secret"],
            "KITH_SLACK_API_URL": slack.tokens["api_url"],
            "KITH_DATABASE_URL": database_url,
            "PORT": str(port),
        }
        with _process(["web"], told, log) as process, SandboxClient(slack.url) as client:
            wait_until(lambda: "hands_ready" in log.read_text(), "kith web and its hands to be there", 60)
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


def test_what_follows_an_ack_is_done_by_the_hands(web: Web) -> None:
    hands = web.hands()
    os.kill(hands, signal.SIGSTOP)
    web.adds_one()  # acked: the sandbox raises otherwise
    web.ada.home().press("Log something")
    assert (web.rows(CheckIn), web.rows(KeptClick), web.ada.modals()) == (0, 1, [])
    os.kill(hands, signal.SIGCONT)
    web.waits_for(done=1, kept=0)
    wait_until(lambda: "1 of 2" in web.ada.home().words, "App Home to be drawn anew")


def test_what_killed_hands_had_to_do_is_done_by_the_next(web: Web) -> None:
    killed = web.hands()
    os.kill(killed, signal.SIGSTOP)
    web.adds_one()
    os.kill(killed, signal.SIGKILL)
    successor = web.hands(killed=(killed,))
    web.waits_for(done=1, kept=0)
    assert successor != killed
    web.ada.home().press("Log something")
    wait_until(web.ada.modals, "the form")


def test_without_hands_the_process_that_acked_does_it(web: Web) -> None:
    os.kill(web.hands(), signal.SIGKILL)
    wait_until(lambda: "hands_ended" in web.log.read_text(), "their end to be noticed")
    web.adds_one()
    web.waits_for(done=1, kept=0)


def test_sigterm_ends_both_with_everything_done(web: Web) -> None:
    hands = web.hands()
    web.adds_one()
    web.process.terminate()
    assert web.process.wait(60) == 0
    assert (web.rows(CheckIn), web.rows(KeptClick)) == (1, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(hands, 0)
