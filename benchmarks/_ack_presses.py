"""What people press in the ack runs, and the driver that sends it to the app: signed HTTP or Socket Mode.

The sandbox that answers the app runs in this process; its triggers and response addresses are real.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks._load import Tally, until
from bot.domain.calendar import week_of
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import checkins
from sandbox.core import Sandbox
from sandbox.httpmode import signed

AHEAD_SECONDS = 0.3  # how long before its hour a press is made
LINE = 2**24  # bytes at most in which a sender tells what became of a load
FRIDAY = week_of(datetime.now(UTC).date()) + timedelta(days=4)  # whose check-in is pressed


@dataclass(frozen=True)
class Presses:
    """Members press in turn: "add one" to a goal and "log something else", which opens a form, one after the other."""

    sandbox: Sandbox
    channel: str
    users: Sequence[str]
    program_id: int
    activity_id: int
    newest: Iterator[int] = field(default_factory=count)

    def payload(self, number: int) -> dict[str, Any]:
        """The interaction of the press of this number. The same number pressed in another run is another act."""
        team, user = self.sandbox.workspace.id, self.users[number % len(self.users)]
        week_message = WeekMessage(WeekMessageKind.CHECKIN, FRIDAY)
        is_form = bool(number % 2)
        value = (
            week_message.value()
            if is_form
            else week_message.value(self.program_id, self.activity_id, next(self.newest))
        )
        action = {
            "type": "button",
            "action_id": checkins.OPEN_FORM if is_form else checkins.ADD,
            "block_id": "b",
            "value": value,
            "action_ts": "1.1",
        }
        return {
            "type": "block_actions",
            "team": {"id": team},
            "user": {"id": user, "team_id": team},
            "api_app_id": self.sandbox.store.app.id,
            "trigger_id": self.sandbox.triggers.issue(team, user),
            "response_url": self.sandbox.url + self.sandbox.response_urls.issue(team, self.channel, user),
            "container": {"type": "message", "channel_id": self.channel, "message_ts": "1.1"},
            "actions": [action],
        }


@dataclass(frozen=True)
class Driver:
    """Presses, made here a moment before they are due and sent by a process of its own (benchmarks._sender)."""

    presses: Presses
    transport: str  # http or socket
    sender: Process

    async def load(self, *, rate: int, seconds: float) -> dict[str, Any]:
        """So many presses a second for so long; what became of them, as `Tally.told` says."""
        assert self.sender.stdin
        assert self.sender.stdout
        request = {"http": self._signed, "socket": self._envelope}[self.transport]
        began = time.monotonic() + AHEAD_SECONDS
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await until(due - AHEAD_SECONDS)
            self.sender.stdin.write(json.dumps({"due": due, **request(number)}).encode() + b"\n")
        self.sender.stdin.write(b"\n")
        return Tally(**json.loads(await self.sender.stdout.readline())).told(rate=rate, seconds=seconds)

    async def connected(self) -> None:
        """Return once the app has connected by Socket Mode."""
        assert self.sender.stdout
        await self.sender.stdout.readline()

    def _signed(self, number: int) -> dict[str, Any]:
        body = urlencode({"payload": json.dumps(self.presses.payload(number))})
        headers = signed(self.presses.sandbox.store.app.signing_secret, body.encode()) | {
            "Host": "127.0.0.1",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }
        return {"headers": headers, "body": body}

    def _envelope(self, number: int) -> dict[str, Any]:
        envelope = {"envelope_id": str(uuid4()), "type": "interactive", "payload": self.presses.payload(number)}
        return {"id": envelope["envelope_id"], "text": json.dumps(envelope | {"accepts_response_payload": False})}


async def start_driver(presses: Presses, transport: str, port: int) -> Driver:
    """A driver with its sender: to the app at that port, or at that port for the app to connect to."""
    command = (sys.executable, "-m", "benchmarks._sender", transport, str(port))
    return Driver(
        presses, transport, await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=LINE)
    )
