"""Sends presses from a process of its own, over HTTP or Socket Mode: `python -m benchmarks._sender http|socket PORT`.

HTTP: to the app, which listens at that port. Socket Mode: here is where the app connects; "connected" says that it did.
A press is a line on standard input with its `due` moment (seconds of time.monotonic()), in the order of `due`; an empty
line ends a load, and what became of it follows on standard output. The sandbox that makes them also answers the app,
and what it does then would count as the app's time.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from benchmarks._load import Tally, timed, until

ACK_SECONDS = 3.0

_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_Press = Callable[[dict[str, Any]], Awaitable[bool]]


class Http:
    """Signed requests, `{"headers": …, "body": …}`, on kept connections, as many as are needed at once."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: list[_Connection] = []

    async def press(self, press: dict[str, Any]) -> bool:
        """Whether the app answered 200 within three seconds."""
        try:
            async with asyncio.timeout(ACK_SECONDS):
                return await self._exchange(press) == 200
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            return False

    async def _exchange(self, press: dict[str, Any]) -> int:
        while self._free and self._free[-1][0].at_eof():  # the server closes what is idle
            self._free.pop()[1].close()
        reader, writer = self._free.pop() if self._free else await asyncio.open_connection("127.0.0.1", self._port)
        lines = "".join(f"{name}: {value}\r\n" for name, value in press["headers"].items())
        writer.write(f"POST /slack/events HTTP/1.1\r\n{lines}\r\n{press['body']}".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        self._free.append((reader, writer))
        return int(head.split(b" ", 2)[1])


class Socket:
    """Envelopes, `{"id": …, "text": …}`, on the newest connection of the app."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._connection: ServerConnection | None = None

    async def accept(self, connection: ServerConnection) -> None:
        """Serve a connection until it ends."""
        await connection.send(json.dumps({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A"}}))
        self._connection = connection
        print("connected", flush=True)
        with suppress(ConnectionClosed):
            async for text in connection:
                ack = self._waiting.pop(str(json.loads(text).get("envelope_id")), None)
                if ack and not ack.done():
                    ack.set_result(None)

    async def press(self, press: dict[str, Any]) -> bool:
        """Whether the app acknowledged it within three seconds."""
        assert self._connection
        ack = self._waiting[press["id"]] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(ACK_SECONDS):
                await self._connection.send(press["text"])
                await ack
        except TimeoutError:
            return False
        return True


async def main(mode: str, port: int) -> None:
    """Send load after load, until it is ended."""
    if mode == "http":
        await _send(Http(port).press)
        return
    socket = Socket()
    async with serve(socket.accept, "127.0.0.1", port):
        await _send(socket.press)


async def _send(press: _Press) -> None:
    while True:
        tally, tasks = Tally(), []
        while (line := await asyncio.to_thread(sys.stdin.readline)).strip():
            one = json.loads(line)
            await until(one["due"])
            tasks.append(asyncio.create_task(timed(press(one), one["due"], tally)))
        if not line:
            return
        await asyncio.gather(*tasks)
        print(json.dumps(asdict(tally)), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
