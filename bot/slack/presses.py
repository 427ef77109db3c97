"""Presses that are acked before they are done, by action or callback id. Bolt would ask each of its listeners in turn.

Handlers fill the table. The Bolt app (bot.app) asks it first; whoever does what was acked asks it again, here or in
another process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Listener:
    """`receive(body)` does not wait: the ack goes out once what it returns is done. `do(body)` is what follows it."""

    receive: Callable[[Body], Future[Any]]
    do: Callable[[Body], object]


class Presses(dict[str, Listener]):
    """Listeners by action id of a button, by callback id of a shortcut."""

    def of(self, body: Body) -> Listener | None:
        """Who listens to this body; None where that is for Bolt to find out."""
        match body:
            case {"type": "block_actions", "actions": [{"action_id": str(key)}, *_]}:
                return self.get(key)
            case {"type": "shortcut", "callback_id": str(key)}:
                return self.get(key)
        return None

    def do(self, body: Body) -> bool:
        """Do what follows the ack of this body. False where nobody listens to it: a newer version does."""
        if listener := self.of(body):
            listener.do(body)
        return listener is not None
