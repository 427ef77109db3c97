"""What bot/app.py builds once and hands to handlers and jobs. They take an `AppContext` and use nothing global."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.clock import Clock
from bot.db.session import Database
from bot.delivery.outbox import Outbox
from bot.limits import Limits
from bot.oauth.sign_in import SignIn
from bot.settings import Settings
from bot.slack.clients import Clients
from bot.slack.replies import Replies


@dataclass(frozen=True)
class AppContext:
    """Settings, database, clock, ledger, Slack clients, the threads that answer people, and how much each may do.

    `sign_in` is Sign in with Slack, where the settings make that possible.
    """

    settings: Settings
    database: Database
    clock: Clock
    outbox: Outbox
    clients: Clients
    replies: Replies
    limits: Limits = field(default_factory=Limits)
    sign_in: SignIn | None = None
