"""What the ack runs stand on: two slow sandboxes in this process, Kith and a bare Bolt app as processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks._ack_presses import Driver, Presses, start_driver
from benchmarks._programs import add_program
from benchmarks._stage import free_port
from bot.app import upgrade_database
from bot.db.models import CheckIn, Workspace
from bot.db.session import Database
from bot.delivery.outbox import Outbox
from bot.domain.messages import Message, Target
from bot.settings import MANIFEST, load_settings
from sandbox.core import Options
from sandbox.model import Change
from sandbox.server import Running

MEMBERS, SLACK_SECONDS = 500, 0.3
FOLLOW_ACKS = ("views.open", "response_url")
SETTLED_SECONDS = 2.0  # none of these asked of Slack for so long: all that followed the presses is done
PATIENCE_SECONDS = 60.0
COMMANDS: dict[str, dict[str, tuple[list[str], ...]]] = {
    "kith": {"http": (["bot", "web"], ["bot", "worker"]), "socket": (["bot", "run"],)},
    "bare": {"http": (["benchmarks._bare", "http"],), "socket": (["benchmarks._bare", "socket"],)},
}


class Slack:
    """A sandbox that takes its time, and what was asked of it."""

    def __init__(self, running: Running, seconds: float) -> None:
        self.running = running
        self.calls: list[tuple[str, bool]] = []
        self.asked_at = time.monotonic()
        running.sandbox.store.subscribe(self._note)
        if seconds:
            running.sandbox.faults.add(kind="latency", seconds=seconds, count=None)

    def _note(self, change: Change) -> None:
        if change.kind == "request" and change.data["method"] in FOLLOW_ACKS:
            self.asked_at = time.monotonic()
            self.calls.append((change.data["method"], bool(change.data["reply"].get("ok"))))


@dataclass(frozen=True)
class Place:
    """Kith and its floor, each with a sandbox and a driver; Kith's database."""

    slacks: dict[str, Slack]
    drivers: dict[str, Driver]
    database: Database
    users: list[str]
    ports: dict[str, int]

    def run(self, which: str, work: Any, *, seconds: float) -> Any:
        """Run a coroutine on that sandbox's event loop."""
        return asyncio.run_coroutine_threadsafe(work, self.slacks[which].running.loop).result(timeout=seconds)

    def settle(self) -> None:
        """Wait until all that follows the presses of Kith is done."""
        began = time.monotonic()
        while time.monotonic() < min(
            began + PATIENCE_SECONDS, max(began, self.slacks["kith"].asked_at) + SETTLED_SECONDS
        ):
            time.sleep(0.1)

    def became(self) -> dict[str, int]:
        """Acts stored, forms opened, forms that Slack refused, messages drawn anew; so far."""
        calls = self.slacks["kith"].calls
        with self.database.unit_of_work(read_only=True) as session:
            acts = session.scalar(select(func.count()).select_from(CheckIn)) or 0
        return {
            "acts_stored": acts,
            "forms_opened": calls.count(("views.open", True)),
            "forms_refused": calls.count(("views.open", False)),
            "messages_drawn": calls.count(("response_url", True)),
        }

    def fan_out(self, number: int) -> None:
        """Decide so many messages at once, as a Monday does."""
        outbox, now = Outbox(), datetime.now(UTC)
        with self.database.unit_of_work(1) as session:
            for n in range(number):
                target, message = Target(users=(self.users[n % len(self.users)],)), Message(text=f"Message {n}")
                outbox.plan(session, key=f"bench:{n}", kind="bench", target=target, message=message, now=now)


@contextlib.contextmanager
def place(
    transport: str, *, which: Sequence[str] = tuple(COMMANDS), slack_seconds: float = SLACK_SECONDS
) -> Iterator[Place]:
    """Set it up and take it down; `transport` is http or socket."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kith-bench-")))
        database = Database(f"sqlite:///{folder / 'kith.sqlite'}")
        stack.callback(database.dispose)
        slacks: dict[str, Slack] = {}
        drivers: dict[str, Driver] = {}
        users: list[str] = []
        ports: dict[str, int] = {}
        for name in which:
            running = stack.enter_context(Running(Options(limits=None, people=MEMBERS, manifest=MANIFEST)))
            presses = _presses(running)
            if name == "kith":
                users = list(presses.users)
                presses = _fill(database, presses)
            port = ports[name] = free_port()
            drivers[name] = driver = running.run(start_driver(presses, transport, port))
            stack.callback(running.call, driver.sender.kill)
            _send_sockets_to(running, port)
            for words in COMMANDS[name][transport]:
                _start(stack, words, _environment(running, database.url, port))
            if transport == "http":
                _until_healthy(port)
            else:
                running.run(driver.connected())
            slacks[name] = Slack(running, slack_seconds)
        yield Place(slacks, drivers, database, users, ports)


def _presses(running: Running) -> Presses:
    workspace = running.sandbox.workspace
    channel = next(one for one in workspace.conversations.values() if one.kind == "channel")
    channel.members[str(workspace.bot_user_id)] = None  # else Kith pauses the program
    users = [user.id for user in workspace.users.values() if not user.is_bot]
    return Presses(running.sandbox, channel.id, users, program_id=1, activity_id=1)


def _environment(running: Running, database_url: str, port: int) -> dict[str, str]:
    told = running.sandbox.described()
    return {
        "SLACK_BOT_TOKEN": told["bot_token"],
        "SLACK_APP_TOKEN": told["app_token"],
        "SLACK_SIGNING_SECRET": told["signing_secret"],
        "KITH_SLACK_API_URL": told["api_url"],
        "KITH_DATABASE_URL": database_url,
        "KITH_LOG_LEVEL": "ERROR",
        "PORT": str(port),
    }


def _start(stack: contextlib.ExitStack, words: list[str], environment: dict[str, str]) -> None:
    process = subprocess.Popen([sys.executable, "-m", *words], env={**os.environ, **environment})
    stack.callback(process.wait, 60)
    stack.callback(process.terminate)


def _send_sockets_to(running: Running, port: int) -> None:
    """Who asks this sandbox where to connect by Socket Mode is sent to the process that presses."""
    running.sandbox.hub.ticket = lambda: f"ws://127.0.0.1:{port}/"  # type: ignore[method-assign]  # of this one sandbox


def _until_healthy(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz"):
            return
        time.sleep(0.1)
    raise TimeoutError("the app did not start within a minute")


def _fill(database: Database, presses: Presses) -> Presses:
    """A running program with everyone of the sandbox in it."""
    upgrade_database(load_settings(KITH_DATABASE_URL=database.url))
    now, team = datetime.now(UTC), presses.sandbox.workspace.id
    with database.unit_of_work() as session:
        workspace = Workspace(slack_team_id=team, name="Bench", installed_at=now, state_changed_at=now)
        session.add(workspace)
        session.flush()
        session.info["workspace_id"] = workspace.id
        found = add_program(session, presses.channel, presses.users)
        return Presses(presses.sandbox, presses.channel, presses.users, *found)
