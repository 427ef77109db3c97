"""An open-loop load: presses go out at their hour whether or not the ones before were answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import quantiles
from typing import Any

Press = Callable[[int], Awaitable[bool]]


async def load(press: Press, *, rate: int, seconds: float) -> dict[str, Any]:
    """`press(number)`, true where it was acked in time, `rate` times a second for `seconds`.

    Gives p50_ms and p99_ms of the acked from the moment each was due, and how many were sent and unanswered.
    """
    taken: list[float] = []
    unanswered: list[int] = []

    async def one(number: int, due: float) -> None:
        if await press(number):
            taken.append((time.perf_counter() - due) * 1000)
        else:
            unanswered.append(number)

    began = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        due = began + number / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(one(number, due)))
    await asyncio.gather(*tasks)
    cuts = quantiles(taken, n=100) if len(taken) > 1 else [0.0] * 99
    return {
        "rate": rate,
        "seconds": seconds,
        "sent": len(tasks),
        "unanswered": len(unanswered),
        "p50_ms": round(cuts[49], 1),
        "p99_ms": round(cuts[98], 1),
    }
