"""An open-loop load: presses go out at their hour whether or not the ones before were answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any


@dataclass
class Tally:
    """What became of presses, in milliseconds: `late` from when one was due until it left, `taken` until its ack."""

    late: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    unanswered: int = 0

    def told(self, *, rate: int, seconds: float) -> dict[str, Any]:
        """p50_ms and p99_ms of the acked, late_p99_ms of all, and how many were sent and unanswered."""
        return {
            "rate": rate,
            "seconds": seconds,
            "sent": len(self.late),
            "unanswered": self.unanswered,
            "p50_ms": round(_cuts(self.taken)[49], 1),
            "p99_ms": round(_cuts(self.taken)[98], 1),
            "late_p99_ms": round(_cuts(self.late)[98], 1),
        }


async def timed(acked: Awaitable[bool], due: float, tally: Tally) -> None:
    """Wait for the ack of what was due at that moment of `time.monotonic()`, and tally it."""
    left = time.monotonic()
    tally.late.append((left - due) * 1000)
    if await acked:
        tally.taken.append((time.monotonic() - left) * 1000)
    else:
        tally.unanswered += 1


async def until(moment: float) -> None:
    """Sleep until that moment of `time.monotonic()`."""
    if (wait := moment - time.monotonic()) > 0:
        await asyncio.sleep(wait)


def _cuts(values: list[float]) -> list[float]:
    return quantiles(values, n=100) if len(values) > 1 else [0.0] * 99
