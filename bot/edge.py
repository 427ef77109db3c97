"""What the two entrances are handed by the composition root. Handlers and jobs take an `Edge` and nothing global."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.clock import Clock
from bot.db.gathering import Gathered
from bot.db.session import Database
from bot.delivery.outbox import Outbox
from bot.services.clicks import Press
from bot.settings import Settings
from bot.slack.clients import Clients
from bot.slack.presses import Presses
from bot.slack.replies import Replies


def do_it_here(_body: Mapping[str, Any]) -> bool:
    """Where there is no other process."""
    return False


@dataclass(frozen=True)
class Edge:
    """Database, clock, ledger, Slack; what handlers listen to before Bolt; where clicks wait between ack and act.

    `hand_over(body)` is true where another process does what follows the ack of this body.
    """

    settings: Settings
    database: Database
    clock: Clock
    outbox: Outbox
    clients: Clients
    replies: Replies
    clicks: Gathered[Press, int]
    hand_over: Callable[[Mapping[str, Any]], bool] = do_it_here
    presses: Presses = field(default_factory=Presses)

    def follow(self, body: Mapping[str, Any]) -> None:
        """Let what follows the ack of this body be done, in the other process or here."""
        if not self.hand_over(body):
            self.presses.do(body)
