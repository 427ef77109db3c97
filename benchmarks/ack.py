"""How soon a click is acked, with its act committed: over HTTP, while Slack takes 300 ms for every call.

"Add one to a goal" is pressed at a steady rate, whether or not earlier presses were answered, by 500 members in turn.
The floor is a bare Bolt app (process_before_response) on the same server, measured in turn with Kith in one run.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from benchmarks._load import Request, load
from bot.app import upgrade_database
from bot.db.models import Activity, Member, Participant, Program, Workspace
from bot.db.session import Database
from bot.delivery.outbox import Outbox
from bot.delivery.queue import JobQueue
from bot.domain.calendar import DEFAULT_MOMENTS, Rhythm, week_of
from bot.domain.messages import Message, Target
from bot.domain.spots import Spot, Surface
from bot.settings import MANIFEST, load_settings
from sandbox.client import SandboxClient

MEMBERS, FAN_OUT, SLACK_SECONDS = 500, 300, 0.3
RATE, LONG, SHORT, PAIRS = 200, 60.0, 8.0, 5


@dataclass(frozen=True)
class Place:
    """Where Kith and its floor listen, and what is pressed there."""

    kith: int
    bare: int
    secret: str
    slack_url: str
    database_url: str
    team: str
    users: list[str]
    value: tuple[int, int]

    def press(self, number: int) -> bytes:
        """The signed request of the n-th press: each is a new act."""
        program_id, activity_id = self.value
        spot = Spot(Surface.CHECKIN, datetime.now(UTC).date())
        user = self.users[number % len(self.users)]
        payload = {
            "type": "block_actions",
            "team": {"id": self.team},
            "user": {"id": user, "team_id": self.team},
            "api_app_id": "A1",
            "trigger_id": f"{number}.1.x",
            "response_url": f"{self.slack_url}/response/{number}",
            "container": {"type": "message", "channel_id": "D1", "message_ts": "1.1"},
            "actions": [
                {
                    "action_id": "checkins.add",
                    "block_id": "b",
                    "type": "button",
                    "value": spot.value(program_id, activity_id, int(time.time() * 10) % 2**30 + number),
                    "action_ts": "1.1",
                }
            ],
        }
        body = urlencode({"payload": json.dumps(payload)}).encode()
        now = str(int(time.time()))
        signed = hmac.new(self.secret.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
        head = (
            "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"X-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0={signed}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def run() -> dict[str, Any]:
    """The pairs, the long load with a fan-out, and 500 a second."""
    with _place() as place:
        pairs = [
            {"kith": _load(place.kith, place.press, RATE, SHORT), "bare": _load(place.bare, place.press, RATE, SHORT)}
            for _ in range(PAIRS)
        ]
        ratio = median(pair["kith"]["p99_ms"] / pair["bare"]["p99_ms"] for pair in pairs)
        _fan_out(place)
        long = _load(place.kith, place.press, RATE, LONG)
        hard = _load(place.kith, place.press, 500, SHORT)
    return {"pairs": pairs, "p99_ratio_median": round(ratio, 2), "with_fan_out": long, "at_500": hard}


def tables(result: dict[str, Any]) -> str:
    """The rows, and the ratio that matters."""
    rows = [
        *((f"Kith, pair {number}", pair["kith"]) for number, pair in enumerate(result["pairs"], 1)),
        *((f"bare Bolt, pair {number}", pair["bare"]) for number, pair in enumerate(result["pairs"], 1)),
        (f"Kith, while {FAN_OUT} messages go out", result["with_fan_out"]),
        ("Kith, 500 a second", result["at_500"]),
    ]
    lines = [
        f"| {name} | {row['rate']} | {row['sent']:,} | {row['unanswered']} | {row['p50_ms']} | {row['p99_ms']} |"
        for name, row in rows
    ]
    return "\n".join(
        [
            "### Ack",
            "",
            f"A click over HTTP, SQLite, every Slack call taking {SLACK_SECONDS * 1000:.0f} ms; acked means committed.",
            f"p99 is {result['p99_ratio_median']} × that of the bare app (median of {PAIRS} interleaved pairs).",
            "",
            "| | presses/s | sent | unanswered | p50 ms | p99 ms |",
            "|---|---|---|---|---|---|",
            *lines,
        ]
    )


def _load(port: int, request: Request, rate: int, seconds: float) -> dict[str, Any]:
    return asyncio.run(load(host="127.0.0.1", port=port, request=request, rate=rate, seconds=seconds))


@contextlib.contextmanager
def _place() -> Iterator[Place]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kith-bench-")))
        kith, bare = _free_port(), _free_port()
        options = {"port": "0", "limits": "off", "people": str(MEMBERS), "manifest": str(MANIFEST)}
        options["http"] = f"http://127.0.0.1:{kith}/slack/events"
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        slack = _started(stack, ["-m", "sandbox", "--json", *words])
        told = json.loads(slack.stdout.readline() if slack.stdout else "{}")
        place = _fill(told, f"sqlite:///{folder / 'kith.sqlite'}", kith=kith, bare=bare)
        environment = {
            "SLACK_BOT_TOKEN": told["bot_token"],
            "SLACK_SIGNING_SECRET": told["signing_secret"],
            "KITH_SLACK_API_URL": told["api_url"],
            "KITH_DATABASE_URL": place.database_url,
            "KITH_LOG_LEVEL": "WARNING",
        }
        _started(stack, ["-m", "bot", "web"], PORT=str(kith), **environment)
        _started(stack, ["-m", "bot", "worker"], **environment)
        _started(stack, ["-m", "benchmarks._bare", str(bare), told["signing_secret"]])
        for port in (kith, bare):
            _until_healthy(port)
        with SandboxClient(told["url"]) as client:
            client.set_fault("*", "latency", seconds=SLACK_SECONDS, count=None)
        yield place


def _started(stack: contextlib.ExitStack, words: list[str], **environment: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
    )
    stack.callback(process.wait, 30)
    stack.callback(process.terminate)
    return process


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _until_healthy(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz"):
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on {port}")


def _fill(told: dict[str, Any], database_url: str, *, kith: int, bare: int) -> Place:
    """A running program with everyone of the sandbox in it."""
    upgrade_database(load_settings(KITH_DATABASE_URL=database_url))
    with SandboxClient(told["url"]) as client:
        users = [person.id for person in client.everyone()]
        channel = client.create_channel("bench", members=users)["id"]
    now = datetime.now(UTC)
    team = told["workspaces"][0]["team_id"]
    database = Database(database_url)
    with database.unit_of_work() as session:
        workspace = Workspace(slack_team_id=team, name="Bench", installed_at=now, state_changed_at=now)
        session.add(workspace)
        session.flush()
        session.info["workspace_id"] = workspace.id
        program = Program(
            slack_channel_id=channel, name="Bench", preset="career_program", zone="UTC", state_changed_at=now,
            created_at=now, due_checked_at=now, starts_on=week_of(now.date()), seed=7,
            rhythm=Rhythm(DEFAULT_MOMENTS).to_json(),
        )  # fmt: skip
        session.add(program)
        session.flush()
        activity = Activity(program_id=program.id, key="coffee_chat", name="Coffee chat", position=0)
        members = [Member(slack_user_id=user, name=user, zone="UTC", seen_in_slack_at=now) for user in users]
        session.add_all([activity, *members])
        session.flush()
        session.add_all(
            Participant(program_id=program.id, member_id=member.id, state_changed_at=now, joined_at=now, heard_at=now)
            for member in members
        )
        value = (program.id, activity.id)
    database.dispose()
    return Place(kith, bare, told["signing_secret"], told["url"], database_url, team, users, value)


def _fan_out(place: Place) -> None:
    """Decide 300 messages at once, as a Monday does."""
    queue, database = JobQueue(place.database_url), Database(place.database_url)
    outbox = Outbox(queue.enqueue)
    with database.unit_of_work(1) as session:
        for number in range(FAN_OUT):
            outbox.plan(
                session,
                key=f"bench:{number}",
                kind="bench",
                target=Target(users=(place.users[number % len(place.users)],)),
                message=Message(text=f"Message {number}"),
                now=datetime.now(UTC),
            )
    queue.close()
    database.dispose()
