"""An app context over a committed database: real tables and ledger, no engine, no Slack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from slack_sdk import WebClient

from bot.clock import Clock
from bot.context import AppContext
from bot.db.session import Database
from bot.delivery.outbox import Outbox
from bot.settings import load_settings
from bot.slack.clients import Clients
from bot.slack.replies import Replies
from tests.conftest import NOW


class SetClock:
    """A clock that shows what the test set."""

    def __init__(self, now: datetime) -> None:
        self.shown = now

    def now(self) -> datetime:
        return self.shown


class NoSlack(Clients):
    """Nobody answers there, and nobody waits a second or two to try again."""

    def reading(self, workspace_id: int) -> WebClient:
        return self.posting(workspace_id)


@pytest.fixture
def clock() -> Clock:
    return SetClock(NOW)


@pytest.fixture
def context(database: Database, clock: Clock) -> Iterator[AppContext]:
    clients = NoSlack(api_url="http://127.0.0.1:9/api/", token_of=lambda _workspace_id: "xoxb-test")
    replies = Replies(clients, threads=1)
    context = AppContext(
        settings=load_settings(),
        database=database,
        clock=clock,
        outbox=Outbox(),
        clients=clients,
        replies=replies,
    )
    yield context
    replies.close()
