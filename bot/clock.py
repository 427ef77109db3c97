"""The only reader of the system clock. Handlers, jobs and commands read it once and hand `now` on."""

from __future__ import annotations

import json
import threading
import urllib.request
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Product time: when things are due, what day it is. Real time is for leases, pacing and signatures."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class RemoteClock:
    """A clock that a sandbox moves. Polls `url`, and says whether the app is busy, so that time waits for its work."""

    def __init__(self, url: str, *, app: str) -> None:
        self._url, self._app = url, app
        self._lock = threading.Lock()
        self._now = datetime.now(UTC)
        self.travelling = False
        self.poll(busy=True)

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def poll(self, *, busy: bool) -> None:
        """Ask for the time, and tell whether work is unfinished. Raises OSError if nobody answers."""
        url = f"{self._url}?app={self._app}&busy={int(busy)}"
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # the sandbox's own address, from settings
            shown = json.load(answer)
        with self._lock:
            self._now = datetime.fromisoformat(shown["now"])
            self.travelling = bool(shown.get("travelling"))


def real_now() -> datetime:
    """Real time, for leases, pacing and health: what no sandbox can move."""
    return datetime.now(UTC)
