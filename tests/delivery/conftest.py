"""A real sandbox, a real engine, and the ledger between them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Delivery
from bot.db.session import Database
from bot.delivery.engine import Engine
from bot.delivery.outbox import Outbox
from bot.domain.messages import Message, Target
from bot.domain.states import UNFINISHED
from bot.settings import MANIFEST
from bot.slack.clients import Clients
from sandbox.client import SandboxClient
from tests.conftest import NOW
from tests.factories import make_workspace
from tests.sandboxes import Handle, start_sandbox


@dataclass
class Post:
    """A workspace of the sandbox, and everything between a decision and Slack."""

    database: Database
    sandbox: Handle
    outbox: Outbox
    clients: Clients
    workspace_id: int

    @property
    def people(self) -> list[str]:
        """Slack ids of people who can be written to."""
        users = self.sandbox.sandbox.workspace.users.values()
        return [user.id for user in users if not user.is_bot and not user.deleted]

    def channel(self) -> str:
        """A channel that the bot has joined."""
        found = self.sandbox.sandbox.workspace.conversations.values()
        channel = next(one.id for one in found if one.kind == "channel")
        self.sandbox.client().conversations_join(channel=channel)
        return channel

    def plan(self, key: str, text: str = "", **values: Any) -> bool:
        """Decide one message: to the first person, unless told otherwise."""
        values.setdefault("target", Target(users=(self.people[0],)))
        values.setdefault("message", Message(text or key))
        with self.database.unit_of_work(self.workspace_id) as session:
            return self.outbox.plan(session, key=key, kind="test", now=NOW, **values)

    def update(self, key: str, text: str) -> bool:
        """Make a message say something else."""
        with self.database.unit_of_work(self.workspace_id) as session:
            return self.outbox.update(session, key=key, message=Message(text), now=NOW)

    def calls(self, method: str) -> int:
        """How often the sandbox was called with this method."""
        with SandboxClient(self.sandbox.url) as api:
            return int(api.stats().get(method, {"calls": 0})["calls"])

    def fault(self, kind: str, method: str, **fields: Any) -> None:
        """From now on the sandbox fails like this (`sandbox.faults.Fault`): once, unless told otherwise."""
        self.sandbox.running.call(self.sandbox.sandbox.faults.add, kind=kind, method=method, **fields)

    def within(self, change: Callable[[Session], Any]) -> Any:
        """What a change says that is made in a transaction of the workspace."""
        with self.database.unit_of_work(self.workspace_id) as session:
            return change(session)

    def row(self, key: str) -> Delivery:
        """The delivery as it is now."""
        with self.database.unit_of_work(self.workspace_id, read_only=True) as session:
            return session.scalars(select(Delivery).where(Delivery.key == key)).one()

    def settle(self) -> None:
        """Wait until nothing is unfinished."""
        self.until(lambda: not self._unfinished())

    def until(self, holds: Callable[[], bool], seconds: float = 40) -> None:
        """Wait until this holds; a failure says what is unfinished."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"unfinished: {self._unfinished()}"
            time.sleep(0.05)

    def texts(self) -> list[str]:
        """Every message that Slack has, in the order of its arrival."""
        found = self.sandbox.sandbox.workspace.conversations.values()
        bot = self.sandbox.sandbox.workspace.bot_user_id
        messages = [message for one in found for message in one.messages.values() if message.user == bot]
        return [message.text for message in sorted(messages, key=lambda message: float(message.ts))]

    def _unfinished(self) -> list[str]:
        with self.database.unit_of_work(self.workspace_id, read_only=True) as session:
            waiting = select(Delivery.key, Delivery.state, Delivery.waits_for).where(Delivery.state.in_(UNFINISHED))
            return [f"{key} {state} {waits_for}" for key, state, waits_for in session.execute(waiting)]


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    """A workspace known to Kith and to a sandbox of its own; nothing sends yet."""
    with start_sandbox(limits="off", people=30, manifest=MANIFEST) as sandbox:
        with database.unit_of_work() as session:
            workspace_id = make_workspace(session).id
        clients = Clients(api_url=sandbox.tokens["api_url"], token_of=lambda _id: sandbox.tokens["bot_token"])
        yield Post(database, sandbox, Outbox(), clients, workspace_id)


def start(post: Post) -> Engine:
    """An engine at work, without pacing; to be stopped by whoever asked for it."""
    engine = Engine(database=post.database, clients=post.clients, outbox=post.outbox, pace_scale=None)
    engine.start()
    return engine


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doubts are looked into at once, and an answer is waited for a second."""
    monkeypatch.setattr("bot.delivery.sender.backoff", lambda _attempts: 0.01)
    monkeypatch.setattr("bot.slack.clients.POST_TIMEOUT_SECONDS", 1)


@pytest.fixture
def engine(post: Post) -> Iterator[Engine]:
    """The engine at work, without pacing."""
    started = start(post)
    yield started
    started.stop()
