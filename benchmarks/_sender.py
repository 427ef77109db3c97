"""Sends presses over HTTP from a process of its own: `python -m benchmarks._sender PORT`.

A press is a line on standard input, `{"due": seconds of time.monotonic(), "headers": …, "body": …}`, in the order of
`due`; what became of all follows on standard output when the input ends. The sandbox that makes them also answers the
app, and what it does then would count as the app's time.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from benchmarks._load import Tally, timed, until

ACK_SECONDS = 3.0

_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Sender:
    """Signed requests on kept connections, as many as are needed at once."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: list[_Connection] = []

    async def press(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the app answered 200 within three seconds."""
        try:
            async with asyncio.timeout(ACK_SECONDS):
                return await self._exchange(headers, body) == 200
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            return False

    async def _exchange(self, headers: Mapping[str, str], body: bytes) -> int:
        while self._free and self._free[-1][0].at_eof():  # the server closes what is idle
            self._free.pop()[1].close()
        reader, writer = self._free.pop() if self._free else await asyncio.open_connection("127.0.0.1", self._port)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"POST /slack/events HTTP/1.1\r\n{lines}\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        self._free.append((reader, writer))
        return int(head.split(b" ", 2)[1])


async def send_all(port: int) -> dict[str, Any]:
    """Send what comes until the input ends."""
    sender, tally, tasks = Sender(port), Tally(), []
    while line := await asyncio.to_thread(sys.stdin.readline):
        press = json.loads(line)
        await until(press["due"])
        acked = sender.press(press["headers"], press["body"].encode())
        tasks.append(asyncio.create_task(timed(acked, press["due"], tally)))
    await asyncio.gather(*tasks)
    return asdict(tally)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(send_all(int(sys.argv[1])))))
