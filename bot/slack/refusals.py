"""What was refused unread: counted by name, and told to the log once a minute, however many there are."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0


class Refusals:
    """Counts by name. The names are Kith's own: nothing that was sent is kept or logged."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: Counter[str] = Counter()
        self._told_at = -EVERY_SECONDS
        self.counted: Counter[str] = Counter()

    def count(self, name: str) -> None:
        """One more of this name."""
        with self._lock:
            self.counted[name] += 1
            now = time.monotonic()
            if now - self._told_at < EVERY_SECONDS:
                return
            news = self.counted - self._told
            self._told, self._told_at = self.counted.copy(), now
        log.warning("requests refused", extra={"action": "requests_refused", "counts": dict(news)})
