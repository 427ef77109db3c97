"""How many jobs of a process go through the same lane, and when one has to leave it to others."""

from __future__ import annotations

import threading
from collections import Counter

from bot.delivery.lane import AT_ONCE, Lane


class Crew:
    """The jobs that a process runs; `full` is how many it runs at most."""

    def __init__(self, *, full: int) -> None:
        self._full, self._lock = full, threading.Lock()
        self._in: Counter[Lane] = Counter()
        self._asked: set[Lane] = set()
        self.is_leaving = False

    @property
    def is_full(self) -> bool:
        """Whether jobs of other lanes may be waiting for their beginning."""
        return self._in.total() >= self._full

    def enter(self, lane: Lane) -> bool:
        """Take a place in the lane. False where all are taken: those who have them look once more before they leave."""
        with self._lock:
            if self._in[lane] >= AT_ONCE:
                self._asked.add(lane)
                return False
            self._in[lane] += 1
            return True

    def was_asked(self, lane: Lane) -> bool:
        """Whether somebody found all places taken since this was asked last: there may be something new in the lane."""
        with self._lock:
            asked = lane in self._asked
            self._asked.discard(lane)
        return asked

    def leave(self, lane: Lane) -> bool:
        """Give up the place. False, and the place is kept, where somebody relies on a look into the lane."""
        with self._lock:
            if lane in self._asked:
                self._asked.discard(lane)
                return False
            self._in[lane] -= 1
            return True

    def drop_out(self, lane: Lane) -> None:
        """Give up the place in any case."""
        with self._lock:
            self._in[lane] -= 1
