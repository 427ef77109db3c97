"""From the start of a process to connected, and what it takes while nothing happens; Kith beside bare Bolt apps.

Connected: the sandbox has its Socket Mode connection; `/healthz` answers; the worker's heartbeat is in the database.
SQLite, already at its newest schema, with one workspace and no program.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from sqlalchemy import func, select

from benchmarks._stage import free_port
from bot.app import upgrade_database
from bot.clock import real_now
from bot.db.models import Worker
from bot.db.session import Database
from bot.delivery.engine import BEAT_SECONDS
from bot.settings import MANIFEST, load_settings
from sandbox.core import Options
from sandbox.server import Running

TIMES = 3
IDLE_SECONDS, CALM_SECONDS = 30.0, 8.0


@dataclass(frozen=True)
class Kind:
    """A process to be started, and how to tell that it is connected."""

    name: str
    words: list[str]
    is_connected: Callable[[], bool]


def run() -> dict[str, Any]:
    """Each kind in turn, several times."""
    with _surroundings() as (kinds, environment):
        found: dict[str, list[dict[str, float]]] = {kind.name: [] for kind in kinds}
        for number in range(TIMES):
            for kind in kinds:
                found[kind.name].append(_start(kind, environment, idles=number == 0))
    return {
        name: {what: round(median(one[what] for one in runs if what in one), 3) for what in runs[0]}
        for name, runs in found.items()
    }


def tables(result: dict[str, Any]) -> str:
    """Markdown."""
    rows = [
        f"| {name} | {one['seconds']:.2f} | {one['cpu_seconds']:.2f} | {one['processes']:.0f} | {one['idle_mb']:.0f} "
        f"| {one['idle_share']:.1%} |"
        for name, one in result.items()
    ]
    return "\n".join(
        [
            "## Start and idle\n",
            f"Median of {TIMES}; idle over {IDLE_SECONDS:.0f} s, as a share of one core.",
            "Bare: Bolt and nothing of Kith.\n",
            "| process | seconds to connected | CPU seconds to connected | processes | idle MB | idle CPU |",
            "|---|---:|---:|---:|---:|---:|",
            *rows,
        ]
    )


def _start(kind: Kind, environment: dict[str, str], *, idles: bool) -> dict[str, float]:
    while kind.is_connected():
        time.sleep(0.05)  # the last one is on its way out
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *kind.words], env={**os.environ, **environment})
    try:
        while not kind.is_connected():
            if process.poll() is not None:
                raise RuntimeError(f"{kind.name} ended with {process.returncode}")
            time.sleep(0.01)
        seconds, watched = time.perf_counter() - began, psutil.Process(process.pid)
        found = {"seconds": seconds, "cpu_seconds": sum(watched.cpu_times()[:2])}
        return {**found, **_idle(watched)} if idles else found
    finally:
        process.terminate()
        process.wait(40)


def _idle(watched: psutil.Process) -> dict[str, float]:
    time.sleep(CALM_SECONDS)
    all_of_it = [watched, *watched.children(recursive=True)]
    before = _cpu(all_of_it)
    time.sleep(IDLE_SECONDS)
    busy = _cpu(all_of_it) - before
    memory = sum(one.memory_info().rss for one in all_of_it)
    return {"idle_mb": memory / 2**20, "idle_share": busy / IDLE_SECONDS, "processes": len(all_of_it)}


def _cpu(processes: list[psutil.Process]) -> float:
    return float(sum(sum(one.cpu_times()[:2]) for one in processes))


@contextlib.contextmanager
def _surroundings() -> Iterator[tuple[list[Kind], dict[str, str]]]:
    web = free_port()
    with (
        tempfile.TemporaryDirectory(prefix="kith-start-") as folder,
        Running(Options(limits=None, people=24, manifest=MANIFEST)) as sandbox,
    ):
        told, url = sandbox.sandbox.described(), f"sqlite:///{Path(folder) / 'kith.sqlite'}"
        upgrade_database(load_settings(KITH_DATABASE_URL=url))
        database, connections = Database(url), sandbox.sandbox.hub
        environment = {
            "SLACK_BOT_TOKEN": str(told["bot_token"]),
            "SLACK_APP_TOKEN": str(told["app_token"]),
            "SLACK_SIGNING_SECRET": str(told["signing_secret"]),
            "KITH_SLACK_API_URL": str(told["api_url"]),
            "KITH_DATABASE_URL": url,
            "KITH_LOG_LEVEL": "WARNING",
            "PORT": str(web),
        }
        bare = ["-m", "benchmarks._bare_start"]
        yield (
            [
                Kind("bare Bolt, Socket Mode", [*bare, "socket"], lambda: connections.connections > 0),
                Kind("`kith run`, Socket Mode", ["-m", "bot", "run"], lambda: connections.connections > 0),
                Kind("bare Bolt, HTTP", [*bare, "http"], lambda: _is_healthy(web)),
                Kind("`kith web`", ["-m", "bot", "web"], lambda: _is_healthy(web)),
                Kind("`kith worker`", ["-m", "bot", "worker"], lambda: _beats(database)),
            ],
            environment,
        )
        database.dispose()


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz"):
            return True
    except OSError:
        return False


def _beats(database: Database) -> bool:
    with database.unit_of_work(read_only=True) as session:
        alive = Worker.seen_at > real_now() - timedelta(
            seconds=BEAT_SECONDS
        )  # one that was ended while it started leaves its row
        return bool(session.scalar(select(func.count()).select_from(Worker).where(alive)))
