"""What people press in the ack runs, and the two doors by which it comes to the app: signed HTTP, Socket Mode.

The sandbox that answers the app runs in this process; its triggers and response addresses are real.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

from bot.domain.calendar import week_of
from bot.domain.spots import Spot, Surface
from bot.views import checkins
from sandbox.core import Sandbox
from sandbox.httpmode import signed

ACK_SECONDS = 3.0
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
        spot = Spot(Surface.CHECKIN, FRIDAY)
        is_form = bool(number % 2)
        value = spot.value() if is_form else spot.value(self.program_id, self.activity_id, next(self.newest))
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
class SocketDoor:
    """Socket Mode: to one of the app's connections."""

    presses: Presses

    async def press(self, number: int) -> bool:
        """Whether the app acked within three seconds."""
        reply = await self.presses.sandbox.hub.send("interactive", self.presses.payload(number))
        return reply.ok


@dataclass(frozen=True)
class HttpDoor:
    """Signed requests on kept connections, as many as are needed at once."""

    presses: Presses
    port: int
    _free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def press(self, number: int) -> bool:
        """Whether the app answered 200 within three seconds."""
        body = urlencode({"payload": json.dumps(self.presses.payload(number))}).encode()
        try:
            async with asyncio.timeout(ACK_SECONDS):
                return await self._exchange(body) == 200
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            return False

    async def _exchange(self, body: bytes) -> int:
        while self._free and self._free[-1][0].at_eof():  # the server closes what is idle
            self._free.pop()[1].close()
        reader, writer = self._free.pop() if self._free else await asyncio.open_connection("127.0.0.1", self.port)
        headers = signed(self.presses.sandbox.store.app.signing_secret, body) | {
            "Host": "127.0.0.1",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"POST /slack/events HTTP/1.1\r\n{lines}\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        self._free.append((reader, writer))
        return int(head.split(b" ", 2)[1])
