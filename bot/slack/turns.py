"""Whose turn it is in this interpreter, which runs one thread at a time: forms, then acts, then drawings."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from enum import IntEnum


class Kind(IntEnum):
    """What takes the processor rather than waiting, in the order in which it is done."""

    FORM = 0  # its trigger lives 3 s
    ACT = 1
    DRAWING = 2


# A drawing waits for a moment in which nobody presses; but while many do, ten messages a second are drawn.
QUIET_SECONDS = 0.02
BETWEEN_SECONDS = 0.1

_Job = tuple[Future[None], Callable[[], object]]


class Turns:
    """One thread does them all: several would slow each other, and an act holds SQLite's one writer while it lasts.

    None begins while somebody holds `first`: who commits clicks before their acks would wait for the interpreter at
    every step.
    """

    def __init__(self, *, first: AbstractContextManager[object] | None = None) -> None:
        self._goes_first = first or nullcontext()
        self._jobs: dict[Kind, deque[_Job]] = {kind: deque() for kind in Kind}
        self._changed = threading.Condition()
        self._pressed_at = self._drawn_at = 0.0
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="turns", daemon=True)
        self._thread.start()

    def put(self, kind: Kind, call: Callable[[], object]) -> Future[None]:
        """Do it when its turn comes: of a kind, who came first goes first."""
        job: _Job = Future(), call
        with self._changed:
            self._jobs[kind].append(job)
            if kind is not Kind.DRAWING:
                self._pressed_at = time.monotonic()
            self._changed.notify()
        return job[0]

    def close(self) -> None:
        """Do all that is there, and end."""
        with self._changed:
            self._is_closing = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while found := self._next():
            kind, (future, call) = found
            with self._goes_first:
                pass
            try:
                call()
            except Exception as error:  # whoever waits for it is told
                future.set_exception(error)
            else:
                future.set_result(None)
            if kind is Kind.DRAWING:
                self._drawn_at = time.monotonic()

    def _next(self) -> tuple[Kind, _Job] | None:
        with self._changed:
            while (kind := self._first()) is not None or not self._is_closing:
                wait = None if kind is None else self._seconds_to_wait(kind)
                if kind is not None and not wait:
                    return kind, self._jobs[kind].popleft()
                self._changed.wait(wait)
        return None

    def _first(self) -> Kind | None:
        return next((kind for kind in Kind if self._jobs[kind]), None)

    def _seconds_to_wait(self, kind: Kind) -> float:
        if kind is not Kind.DRAWING:
            return 0.0
        may_at = min(self._pressed_at + QUIET_SECONDS, self._drawn_at + BETWEEN_SECONDS)
        return max(0.0, may_at - time.monotonic())
