"""One member floods Kith, and another's commands: how soon are they acked? By signed HTTP (`kith web`), on SQLite.

The flood is App Home opened 60 times a second, or `/kith data` 60 times a second. Slack (the sandbox) answers at once,
so that nothing but Kith slows the flood. "After" are the commands of the seconds that follow it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

from benchmarks._ack_presses import AHEAD_SECONDS, Driver, start_driver
from benchmarks._ack_stage import Place, place
from benchmarks._load import Tally, until
from sandbox.httpmode import signed

FLOOD_RATE, RATE, SECONDS = 60, 5, 10.0
FLOODS = ("App Home", "/kith data")
WHEN = ("before", "during", "after")

_Requests = Callable[[int], dict[str, Any]]


def run() -> dict[str, Any]:
    """By flood: the commands of others before it, during it and after it."""
    found = {}
    for flood in FLOODS:
        with ExitStack() as stack:
            here = stack.enter_context(place("http", which=("kith",), slack_seconds=0.0))
            found[flood] = here.run("kith", _measured(here, flood), seconds=6 * SECONDS + 60)
    return found


async def _measured(here: Place, flood: str) -> dict[str, Any]:
    port, presses = here.ports["kith"], here.drivers["kith"].presses
    flooding, others = [await start_driver(presses, "http", port) for _ in range(2)]
    team, secret = presses.sandbox.workspace.id, presses.sandbox.store.app.signing_secret
    flooder, rest = presses.users[0], presses.users[1:]

    def opened(_number: int) -> dict[str, Any]:
        event = {"type": "app_home_opened", "user": flooder, "channel": "D1", "tab": "home"}
        payload = {"type": "event_callback", "team_id": team, "api_app_id": "A1", "event": event}
        return _request(json.dumps(payload), "application/json", secret)

    def command(text: str, whose: Sequence[str]) -> _Requests:
        def request(number: int) -> dict[str, Any]:
            user = whose[number % len(whose)]
            url = presses.sandbox.url + presses.sandbox.response_urls.issue(team, presses.channel, user)
            form = {"command": "/kith", "text": text, "team_id": team, "user_id": user, "response_url": url}
            form |= {"trigger_id": presses.sandbox.triggers.issue(team, user), "channel_id": presses.channel}
            return _request(urlencode(form), "application/x-www-form-urlencoded", secret)

        return request

    asked = command("week", rest)
    flood_of = opened if flood == "App Home" else command("data", [flooder])
    try:
        await _load(others, asked, RATE)  # statements and templates are built at their first use
        before = await _load(others, asked, RATE)
        during, flooded = await asyncio.gather(_load(others, asked, RATE), _load(flooding, flood_of, FLOOD_RATE))
        after = await _load(others, asked, RATE)
    finally:
        flooding.sender.kill()
        others.sender.kill()
    return {"before": before, "during": during, "after": after, "flood": flooded}


def _request(body: str, content_type: str, secret: str) -> dict[str, Any]:
    length = {"Content-Type": content_type, "Content-Length": str(len(body))}
    return {"headers": signed(secret, body.encode()) | {"Host": "127.0.0.1"} | length, "body": body}


async def _load(driver: Driver, request: _Requests, rate: int) -> dict[str, Any]:
    assert driver.sender.stdin
    assert driver.sender.stdout
    began = time.monotonic() + AHEAD_SECONDS
    for number in range(int(rate * SECONDS)):
        due = began + number / rate
        await until(due - AHEAD_SECONDS)
        driver.sender.stdin.write(json.dumps({"due": due, **request(number)}).encode() + b"\n")
    driver.sender.stdin.write(b"\n")
    return Tally(**json.loads(await driver.sender.stdout.readline())).told(rate=rate, seconds=SECONDS)


def tables(result: dict[str, Any]) -> str:
    """A row for each flood and time."""
    rows = [
        f"| {flood} | {when} | {found[when]['sent']} | {found[when]['unanswered']} | {found[when]['p50_ms']} "
        f"| {found[when]['p99_ms']} |"
        for flood, found in result.items()
        for when in WHEN
    ]
    return f"""### One member floods

SQLite, `kith web`. One member does it {FLOOD_RATE} times a second for {SECONDS:.0f} s; others ask `/kith week`,
{RATE} a second.

| flood | commands of others | sent | unanswered | p50 ms | p99 ms |
|---|---|---:|---:|---:|---:|
""" + "\n".join(rows)
