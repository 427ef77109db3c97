"""Sending to the app, the same whether it listens on a socket or over HTTP: events with retries, the rest once."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sandbox import events
from sandbox.model import Change, Json, Store

Kind = Literal["events_api", "interactive", "slash_commands"]
Spawn = Callable[[Coroutine[Any, Any, Any]], asyncio.Task[Any]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the app said: `ok` if it acknowledged in time, else `reason` in Slack's words."""

    ok: bool
    body: Any = None
    reason: str = ""
    no_retry: bool = False


class Transport(Protocol):
    """A way to the app."""

    async def send(self, kind: Kind, payload: Json, *, attempt: int = 0, reason: str = "") -> Reply:
        """Hand over one payload and wait for its acknowledgement, at most `patience_seconds`."""
        ...


class Dispatcher:
    """Turns changes into events and sees that they arrive; asks the app on behalf of people."""

    def __init__(
        self, store: Store, transport: Transport, *, spawn: Spawn, retry_seconds: tuple[float, ...] = ()
    ) -> None:
        self.transport = transport
        self._store = store
        self._spawn = spawn
        self._retry_seconds = retry_seconds

    def on_change(self, change: Change) -> None:
        """A subscriber of the store."""
        for payload in events.envelopes(self._store, change):
            self._spawn(self._deliver(payload))

    async def _deliver(self, payload: Json) -> None:
        """One event: at once, and after a failure again, as often as Slack does."""
        reply = await self._send("events_api", payload, attempt=0, reason="")
        for attempt, delay in enumerate(self._retry_seconds, start=1):
            if reply.ok or reply.no_retry:
                return
            await asyncio.sleep(delay)
            reply = await self._send("events_api", payload, attempt=attempt, reason=reply.reason)

    async def ask(self, kind: Kind, payload: Json) -> Reply:
        """Send an interaction or a command: once, as Slack does."""
        return await self._send(kind, payload, attempt=0, reason="")

    async def _send(self, kind: Kind, payload: Json, *, attempt: int, reason: str) -> Reply:
        started = time.perf_counter()
        reply = await self.transport.send(kind, payload, attempt=attempt, reason=reason)
        team = payload.get("team") or {}
        self._store.emit(
            "delivery",
            payload.get("team_id") or team.get("id"),
            type=kind,
            payload=payload,
            attempt=attempt,
            ok=reply.ok,
            reply=reply.body,
            reason=reply.reason,
            milliseconds=round((time.perf_counter() - started) * 1000, 3),
        )
        return reply
