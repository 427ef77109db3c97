"""The stage: a sandbox in a process of its own, and Kith in this one, connected to it as to Slack."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import Kith
from bot.errors import UserError
from bot.server.running import connected, page_served
from bot.settings import MANIFEST, load_settings
from sandbox.client import SandboxClient
from sandbox.http_client import wait_until

STOP_SECONDS = 10


class DemoError(UserError):
    """The demo cannot go on."""


@dataclass(frozen=True)
class Stage:
    """A running sandbox, its people, and Kith."""

    url: str
    client: SandboxClient
    kith: Kith

    def settle(self) -> None:
        """Wait until every message that was decided has arrived."""
        wait_until(lambda: self.kith.engine.unfinished() == 0, "every message to arrive")


@contextmanager
def stage(
    *,
    start: datetime,
    port: int = 0,
    limits: str = "off",
    database_url: str = "",
    web_port: int | None = None,
    **sandbox_options: str,
) -> Iterator[Stage]:
    """Both started, product time at `start`; both ended and everything thrown away at the end.

    Kith has an SQLite file of its own unless `database_url` says otherwise. `limits` is the sandbox's: "on", "off" or
    a factor; Kith paces itself unless they are off. With `web_port` the organizers' page is served there.
    """
    with tempfile.TemporaryDirectory(prefix="kith-demo-") as folder:
        told = {"start": start.isoformat(), "port": str(port), "limits": limits, **sandbox_options}
        with sandbox_process(told) as addresses:
            settings = environment(addresses, Path(folder) / "kith.sqlite", pacing=limits != "off")
            settings |= {"KITH_DATABASE_URL": database_url} if database_url else {}
            settings |= page(addresses, web_port) if web_port else {}
            with (
                connected(load_settings(**settings)) as kith,
                page_served(kith.context),
                SandboxClient(addresses["url"]) as client,
            ):
                yield Stage(addresses["url"], client, kith)


def page(addresses: dict[str, Any], port: int) -> dict[str, str]:
    """What Kith is to be told besides, so that it serves the page there, and people sign in over the sandbox."""
    return {
        "KITH_WEB_PORT": str(port),
        "KITH_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "KITH_SLACK_SIGN_IN_URL": f"{addresses['url']}/openid/connect/authorize",
        "SLACK_CLIENT_ID": addresses["client_id"],
        "SLACK_CLIENT_SECRET": addresses["client_secret"],
    }


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def environment(addresses: dict[str, Any], database: Path, *, pacing: bool) -> dict[str, str]:
    """What Kith is to be told, so that a sandbox with these addresses is its Slack and its clock."""
    return {
        "SLACK_BOT_TOKEN": addresses["bot_token"],
        "SLACK_APP_TOKEN": addresses["app_token"],
        "KITH_SLACK_API_URL": addresses["api_url"],
        "KITH_CLOCK_URL": f"{addresses['url']}/clock",
        "KITH_DATABASE_URL": f"sqlite:///{database}",
        "KITH_PACING": str(pacing),
    }


@contextmanager
def sandbox_process(options: dict[str, str]) -> Iterator[dict[str, Any]]:
    """A sandbox process; gives what it printed: its addresses and tokens."""
    told = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
    command = [sys.executable, "-m", "sandbox", "--json", "--manifest", str(MANIFEST), *told]
    # In a session of its own: Ctrl-C reaches every process of a terminal, and Kith is to end before its Slack does.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)  # noqa: S603  # ours
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise DemoError("the sandbox did not start; what it said stands above. If its port is taken, try --port 0")
        yield json.loads(line)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()
