"""An open-loop load: presses go out at their hour whether or not the ones before were answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

Press = Callable[[int], Awaitable[bool]]


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


async def load(press: Press, *, rate: int, seconds: float) -> dict[str, Any]:
    """`press(number)`, true where it was acked in time, `rate` times a second for `seconds`; as `Tally.told` says."""
    tally, began, tasks = Tally(), time.monotonic(), []
    for number in range(int(rate * seconds)):
        due = began + number / rate
        await until(due)
        tasks.append(asyncio.create_task(timed(press(number), due, tally)))
    await asyncio.gather(*tasks)
    return tally.told(rate=rate, seconds=seconds)


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
