"""The sandbox itself: Web API calls a second on one core, and memory at rest.

The server runs in a process of its own on one core, the caller on another; limits are off. What a benchmark of an
app measures is the app only as long as these figures are far above it.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

CONNECTIONS = 8
SECONDS = 3.0
BLOCKS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Your plan for this week* " + "word " * 60}},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": f"act_{n}", "value": "x" * 40, "text": {"type": "plain_text", "text": "Go"}}
            for n in range(4)
        ],
    },
]


def _pin(core: int, process: int = 0) -> None:
    """Keep a process (0: this one) on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process, {core % (os.cpu_count() or 1)})


def _request(url: str, token: str, method: str, body: dict[str, Any]) -> bytes:
    content = json.dumps(body).encode()
    head = (
        f"POST /api/{method} HTTP/1.1\r\nHost: {url.removeprefix('http://')}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


async def _call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return await reader.readexactly(length)


async def _drive(url: str, requests: list[bytes]) -> list[float]:
    """Call round and round on several connections for `SECONDS`; gives each call's milliseconds."""
    host, port = url.removeprefix("http://").split(":")
    taken: list[float] = []
    end = time.perf_counter() + SECONDS

    async def one(offset: int) -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        number = offset
        while time.perf_counter() < end:
            started = time.perf_counter()
            reply = await _call(reader, writer, requests[number % len(requests)])
            taken.append((time.perf_counter() - started) * 1000)
            assert reply.startswith(b'{"ok":true'), reply
            number += CONNECTIONS
        writer.close()

    await asyncio.gather(*(one(offset) for offset in range(CONNECTIONS)))
    return taken


async def _prepare(described: dict[str, Any]) -> dict[str, list[bytes]]:
    """The calls of each row: posting to many DMs, looking people up, opening DMs, a mix."""
    url, token = described["url"], described["bot_token"]
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    users = json.loads(await _call(reader, writer, _request(url, token, "users.list", {})))["members"]
    people = [user["id"] for user in users if not user["is_bot"]]
    channels = []
    for person in people:
        reply = await _call(reader, writer, _request(url, token, "conversations.open", {"users": person}))
        channels.append(json.loads(reply)["channel"]["id"])
    writer.close()
    rows = {
        "chat.postMessage": [
            _request(url, token, "chat.postMessage", {"channel": channel, "text": "plan", "blocks": BLOCKS})
            for channel in channels
        ],
        "users.info": [_request(url, token, "users.info", {"user": person}) for person in people],
        "conversations.open": [_request(url, token, "conversations.open", {"users": person}) for person in people],
    }
    rows["mixed"] = [request for group in zip(*rows.values(), strict=True) for request in group]
    return rows


def _cpu_seconds(process: int) -> float | None:
    """What a process has used so far, where the system tells (Linux)."""
    path = Path(f"/proc/{process}/stat")
    if not path.exists():
        return None
    user, system = path.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _measure(described: dict[str, Any], server: int) -> list[dict[str, Any]]:
    rows = []
    for name, requests in asyncio.run(_prepare(described)).items():
        before = _cpu_seconds(server)
        taken = asyncio.run(_drive(described["url"], requests))
        used = (_cpu_seconds(server) or 0) - (before or 0)
        cuts = quantiles(taken, n=100)
        rows.append(
            {
                "method": name,
                "calls_per_second": round(len(taken) / SECONDS),
                "calls_per_cpu_second": round(len(taken) / used) if used else None,
                "p50_ms": round(cuts[49], 2),
                "p99_ms": round(cuts[98], 2),
            }
        )
    return rows


def run() -> dict[str, Any]:
    """Start a sandbox with 500 people, measure, stop it."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--people", "500", "--limits", "off", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            _pin(0, server.pid)
            assert server.stdout is not None
            described = json.loads(server.stdout.readline())
            resident = subprocess.run(["ps", "-o", "rss=", "-p", str(server.pid)], capture_output=True, check=True)
            _pin(1)
            return {"idle_mb": round(int(resident.stdout) / 1024, 1), "calls": _measure(described, server.pid)}
        finally:
            server.terminate()


def tables(result: dict[str, Any]) -> str:
    """Calls a second by method, and the memory at rest."""
    head = "| Web API of the sandbox | calls/s | per s of one core | p50 ms | p99 ms |\n|---|---:|---:|---:|---:|\n"
    rows = (
        f"| {row['method']} | {row['calls_per_second']:,} | {row['calls_per_cpu_second'] or 0:,} "
        f"| {row['p50_ms']} | {row['p99_ms']} |"
        for row in result["calls"]
    )
    note = "The second column is what one core gives when nothing else runs on it."
    return f"{head}{chr(10).join(rows)}\n\n{note} At rest with 500 people: {result['idle_mb']} MB."


if __name__ == "__main__":
    print(tables(run()))
