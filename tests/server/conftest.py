"""Kith's web process in a thread, and the Slack that it serves."""

from __future__ import annotations

import html
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
import uvicorn
from prometheus_client import CollectorRegistry
from sqlalchemy import select

from bot.app import Kith, build_install_flow, upgrade_database
from bot.db.models import Workspace
from bot.domain.states import WorkspaceState
from bot.server.metrics import KithCollector
from bot.server.running import http_config
from bot.server.web import build_web
from bot.settings import MANIFEST, load_settings
from tests.sandboxes import Handle, start_sandbox

T = TypeVar("T")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Kith's own manifest, with rotating tokens."""
    described = json.loads(MANIFEST.read_text())
    described["settings"]["token_rotation_enabled"] = True
    path = tmp_path_factory.mktemp("manifest") / "manifest.json"
    path.write_text(json.dumps(described))
    return path


@dataclass(frozen=True)
class Serving:
    """Kith's web process in a thread, and the Slack it serves."""

    url: str
    slack: Handle
    kith: Kith
    registry: CollectorRegistry

    def install(self, place: str) -> httpx2.Response:
        """Go through Slack's install page in a browser of one's own."""
        with httpx2.Client() as browser:
            page = browser.get(f"{self.url}/slack/install")
            link = html.unescape(re.findall(r'href="(http[^"]+)"', page.text)[0])
            allowed = browser.post(link, data={"workspace": place, "decision": "allow"})
            state = parse_qs(urlsplit(link).query)["state"][0]
            # the cookie is for https; on loopback it is sent by hand
            cookie = {"cookie": f"slack-app-oauth-state={state}"}
            return browser.get(allowed.headers["location"], headers=cookie)

    def states(self) -> dict[str, WorkspaceState]:
        with self.kith.context.database.unit_of_work(read_only=True) as session:
            return {row.slack_team_id: row.state for row in session.scalars(select(Workspace))}


@pytest.fixture
def serving(database_url: str, manifest: Path, request: pytest.FixtureRequest) -> Iterator[Serving]:
    port, options = free_port(), getattr(request, "param", {"workspaces": 2})
    url = f"http://127.0.0.1:{port}"
    with start_sandbox(manifest=manifest, installed=False, http_url=f"{url}/slack/events", **options) as slack:
        told = slack.tokens
        settings = load_settings(
            SLACK_SIGNING_SECRET=told["signing_secret"],
            SLACK_CLIENT_ID=told["client_id"],
            SLACK_CLIENT_SECRET=told["client_secret"],
            KITH_PUBLIC_URL=url,
            KITH_SLACK_API_URL=told["api_url"],
            KITH_SLACK_AUTHORIZE_URL=f"{slack.url}/oauth/v2/authorize",
            KITH_DATABASE_URL=database_url,
        )
        upgrade_database(settings)
        kith = Kith(settings)
        registry = CollectorRegistry()
        registry.register(KithCollector(kith.context, kith.bolt.refusals))
        web = build_web(
            answer=kith.bolt.answer,
            secret=str(told["signing_secret"]),
            flow=build_install_flow(kith.context),
            database=kith.context.database,
            registry=registry,
            refusals=kith.bolt.refusals,
        )
        server = uvicorn.Server(http_config(web, host="127.0.0.1", port=port))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        wait_until(lambda: server.started)
        yield Serving(url, slack, kith, registry)
        server.should_exit = True
        thread.join(10)
        kith.close()


def wait_until(holds: Callable[[], T], seconds: float = 10) -> T:
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.02)
    return found


def answers(port: str) -> bool:
    """Whether something serves HTTP there."""
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx2.TransportError:
        return False
