"""The only reader of the system clock. Handlers, jobs and commands read it once and hand `now` on."""

from __future__ import annotations

import json
import threading
import urllib.request
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Protocol


class Clock(Protocol):
    """Product time: when things are due, what day it is. Real time is for leases, pacing and signatures."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


CLOCK_ADVICE = "a sandbox prints its clock's address; leave it empty where Kith speaks with Slack itself"


class ClockError(Exception):
    """No sandbox's clock answers at that address."""


class RemoteClock:
    """A clock that a sandbox moves. Polls `url`, and says whether the app is busy, so that time waits for its work.

    Raises ClockError if none answers there at the start.
    """

    def __init__(self, url: str, *, app: str) -> None:
        self._url, self._app = url, app
        self._lock = threading.Lock()
        self._now = datetime.now(UTC)
        self.travelling = False
        try:
            self.poll(busy=True)
        except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
            raise ClockError(f"no clock answers at {url}: {error}") from None

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
