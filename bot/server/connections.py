"""Uvicorn's HTTP with bounds: how long a request may take to come in, and how many connections may wait.

Uvicorn times only idle connections. Without these bounds whoever opens connections and says nothing, or says it slowly,
shuts everybody else out.
"""

from __future__ import annotations

import asyncio
import logging
import resource
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 10.0  # Slack sends its few kilobytes at once
MOST_CONNECTIONS = 1000
_quiet = logging.getLogger(f"{__name__}.uvicorn")  # uvicorn writes a line for each request that is none
_quiet.setLevel(logging.CRITICAL)


class BoundedConnection(H11Protocol):
    """One connection. Where there are too many, the one that has waited longest for a request gives way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = _quiet
        self._waits_since: float | None = None  # of the loop's clock; None while a whole request is answered
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()
        self._set_deadline()
        if len(self.connections) > most_connections():
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Take what came; a request that has begun must be whole in time."""
        super().data_received(data)
        if self._is_answering():
            self._waits_since = None
            self._drop_deadline()
        elif self._deadline is None:
            self._set_deadline()

    def on_response_complete(self) -> None:
        """Wait for the next request on this connection; how long it may be idle is uvicorn's to say."""
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._drop_deadline()
        super().connection_lost(exc)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.more_body and not self.cycle.response_complete

    def _wait(self) -> None:
        self._waits_since = self.loop.time()

    def _set_deadline(self) -> None:
        self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def _drop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _make_room(self) -> None:
        waiting = [one for one in self.connections if isinstance(one, BoundedConnection) and one is not self]
        since = {one: one._waits_since for one in waiting if one._waits_since is not None}  # noqa: SLF001  # its own kind
        if since:
            min(since, key=lambda one: since[one] or 0.0).transport.abort()


def most_connections() -> int:
    """Half of what the system allows this process to open; the rest is for the database and for Slack."""
    return min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)
