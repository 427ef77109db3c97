"""Whose turn it is in this interpreter, which runs one thread at a time: acks first, then forms, acts and drawings."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from enum import IntEnum


class Kind(IntEnum):
    """What takes the processor rather than waiting, in the order in which it is done."""

    FORM = 0  # its trigger lives 3 s
    ACT = 1
    DRAWING = 2


# So many seconds each waits for a moment in which nobody waits for an ack. A form waits for nobody.
GIVE_WAY = {Kind.FORM: 0.0, Kind.ACT: 0.05, Kind.DRAWING: 0.3}
QUIET_SECONDS = 0.005

_Job = tuple[Future[None], Callable[[], object]]


class Turns:
    """One thread does them all: several would slow each other, and an act holds SQLite's one writer while it lasts."""

    def __init__(self) -> None:
        self._jobs: dict[Kind, deque[_Job]] = {kind: deque() for kind in Kind}
        self._changed = threading.Condition()
        self._unanswered = 0
        self._came_at = self._free_at = 0.0
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="turns", daemon=True)
        self._thread.start()

    @contextmanager
    def ack(self) -> Iterator[None]:
        """Somebody waits for an ack inside this block."""
        with self._changed:
            self._unanswered += 1
            self._came_at = time.monotonic()
        try:
            yield
        finally:
            with self._changed:
                self._unanswered -= 1
                if not self._unanswered:
                    self._changed.notify()

    def put(self, kind: Kind, call: Callable[[], object]) -> Future[None]:
        """Do it when its turn comes: of a kind, who came first goes first."""
        job: _Job = Future(), call
        with self._changed:
            self._jobs[kind].append(job)
            self._changed.notify()
        return job[0]

    def close(self) -> None:
        """Do all that is there, and end."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while job := self._next():
            future, call = job
            try:
                call()
            except Exception as error:  # whoever waits for it is told
                future.set_exception(error)
            else:
                future.set_result(None)
            self._free_at = time.monotonic()

    def _next(self) -> _Job | None:
        with self._changed:
            while (kind := self._first()) is not None or not self._is_closing:
                wait = None if kind is None else self._seconds_to_wait(kind)
                if kind is not None and not wait:
                    return self._jobs[kind].popleft()
                self._changed.wait(wait)
        return None

    def _first(self) -> Kind | None:
        return next((kind for kind in Kind if self._jobs[kind]), None)

    def _seconds_to_wait(self, kind: Kind) -> float:
        """Until acks have had their time: to the end of its patience, or to a quiet moment if that is sooner."""
        now = time.monotonic()
        patience = self._free_at + GIVE_WAY[kind] - now
        quiet = patience if self._unanswered else self._came_at + QUIET_SECONDS - now
        return max(0.0, min(patience, quiet))
