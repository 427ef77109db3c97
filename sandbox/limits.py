"""Slack's rate limits, in real time: each method and workspace by its tier, posting by channel and workspace.

Tiers: https://docs.slack.dev/apis/web-api/rate-limits. Posting is allowed once a second in a channel and
"several hundred" times a minute in a workspace (taken as 300).
"""

import math
import time
from collections import deque

from sandbox.errors import RateLimitedError

# tier -> calls a minute; 5 stands for "special", hundreds a minute; 0 is posting, counted by channel too.
CALLS_A_MINUTE = {0: 300, 1: 1, 2: 20, 3: 50, 4: 100, 5: 600}
POSTS_A_SECOND = 1


class Limiter:
    """Counts calls in windows. `factor` stretches (or, below 1, shortens) the windows; None lets all pass."""

    def __init__(self, factor: float | None) -> None:
        self.factor = factor
        self._calls: dict[tuple[str, ...], deque[float]] = {}

    def call(self, method: str, tier: int, team: str) -> None:
        """Count a call of a method in a workspace; `RateLimitedError` if there were too many."""
        self._count((method, team), CALLS_A_MINUTE[tier], 60)

    def post(self, team: str, channel: str) -> None:
        """Count a post in a channel; `RateLimitedError` if the last was less than a second ago."""
        self._count(("post", team, channel), POSTS_A_SECOND, 1)

    def reset(self) -> None:
        """Forget what was counted."""
        self._calls.clear()

    def _count(self, key: tuple[str, ...], most: int, seconds: float) -> None:
        if self.factor is None:
            return
        now, window = time.monotonic(), seconds * self.factor
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - window:
            calls.popleft()
        if len(calls) >= most:
            raise RateLimitedError(max(math.ceil(calls[0] + window - now), 1))
        calls.append(now)
