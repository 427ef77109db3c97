"""An open-loop load: requests go out at their hour whether or not the ones before were answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from statistics import quantiles
from typing import Any

Request = Callable[[int], bytes]


class _Connections:
    """Kept connections to one server; as many as are needed at once."""

    def __init__(self, host: str, port: int) -> None:
        self._where = (host, port)
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def exchange(self, request: bytes, *, timeout: float) -> int:
        """Send, and give the status; 0 where no answer came."""
        try:
            async with asyncio.timeout(timeout):
                reader, writer = self._free.pop() if self._free else await asyncio.open_connection(*self._where)
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            return 0
        self._free.append((reader, writer))
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        for _, writer in self._free:
            writer.close()


async def load(*, host: str, port: int, request: Request, rate: int, seconds: float) -> dict[str, Any]:
    """`rate` requests a second for `seconds`. Gives p50_ms, p99_ms, sent and unanswered (no 200 within 3 s)."""
    connections = _Connections(host, port)
    taken: list[float] = []
    refused: list[float] = []

    async def one(number: int, due: float) -> None:
        status = await connections.exchange(request(number), timeout=3.0)
        (taken if status == 200 else refused).append((time.perf_counter() - due) * 1000)

    began = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        due = began + number / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(one(number, due)))
    await asyncio.gather(*tasks)
    connections.close()
    cuts = quantiles(taken, n=100) if len(taken) > 1 else [0.0] * 99
    return {
        "rate": rate,
        "seconds": seconds,
        "sent": len(tasks),
        "unanswered": len(refused),
        "p50_ms": round(cuts[49], 1),
        "p99_ms": round(cuts[98], 1),
    }
