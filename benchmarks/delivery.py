"""Delivery: how much of Slack's permitted rate is used, by how many workspaces and workers; and the engine by itself.

Paced runs stand against the sandbox with Slack's limits in their real time. The engine's own speed is measured against
the sandbox without limits. Workers are processes of their own; the sandbox and whoever decides share this one.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psutil
from sqlalchemy import func, select

from benchmarks._stage import Stage, ledger_rows, stage
from bot.db.models import Conversation, Delivery
from bot.delivery import people
from bot.delivery.outbox import Outbox
from bot.delivery.rates import POSTS_A_MINUTE
from bot.domain.messages import Message, Target, conversation_key
from bot.domain.states import UNFINISHED
from sandbox import conversations
from sandbox.client import SandboxClient

# (database, workspaces, workers, messages in each workspace): all of them together take about five minutes
PACED = (
    ("sqlite", 1, 1, 90),
    ("sqlite", 10, 1, 120),
    ("postgresql", 1, 1, 90),
    ("postgresql", 1, 3, 90),
    ("postgresql", 10, 1, 120),
    ("postgresql", 10, 3, 120),
    ("postgresql", 100, 1, 20),
    ("postgresql", 100, 3, 20),
)
UNPACED = (
    ("sqlite", 10, 1, 80),
    ("postgresql", 10, 1, 80),
    ("postgresql", 10, 3, 80),
    ("postgresql", 100, 1, 20),
    ("postgresql", 100, 3, 20),
)
PEOPLE = 60
MOST_SECONDS = 90.0


def run() -> dict[str, Any]:
    """Every run, one after the other."""
    engine = [measure(*one, limits=None) for one in UNPACED]
    return {"paced": [measure(*one, limits=1.0) for one in PACED], "engine": engine}


def measure(backend: str, workspaces: int, workers: int, messages: int, *, limits: float | None) -> dict[str, Any]:
    """Decide that many messages in each workspace, let workers begin, and see how fast Slack gets them."""
    people = min(PEOPLE, messages)
    with (
        stage(backend=backend, workspaces=workspaces, people=people, limits=limits, scale=limits, seed=1) as on,
        _waiting(on, workers) as processes,
    ):
        _open_all(on)
        began = time.perf_counter()
        _decide(on, messages)
        decided = time.perf_counter()
        watched = [psutil.Process(process.pid) for process in processes]
        busy = [sum(process.cpu_times()[:2]) for process in watched]
        for process in processes:
            _let_begin(process)
        unfinished = _wait(on)
        cpu = sum(sum(process.cpu_times()[:2]) - before for process, before in zip(watched, busy, strict=True))
        memory = [process.memory_info().rss / 2**20 for process in watched]
        with SandboxClient(on.sandbox.url) as client:
            posts = client.stats()["chat.postMessage"]
        seconds = _seconds_of_posting(on)
    rate = (messages * workspaces - 1) / seconds
    permitted = workspaces * POSTS_A_MINUTE / 60
    return {
        "database": backend,
        "workspaces": workspaces,
        "workers": workers,
        "messages": messages * workspaces,
        "unfinished": unfinished,
        "seconds_to_decide": round(decided - began, 2),
        "seconds_to_send": round(seconds, 2),
        "messages_a_second": round(rate, 2),
        "permitted_a_second": permitted if limits else None,
        "share_of_permitted": round(rate / permitted, 3) if limits else None,
        "limited_a_thousand": round(posts["errors"].get("ratelimited", 0) / posts["calls"] * 1000, 2),
        "posts": posts["calls"],
        "cpu_seconds": round(cpu, 2),
        "worker_mb": round(max(memory), 1),
    }


@contextmanager
def _waiting(on: Stage, workers: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    started = [on.start_waiting() for _ in range(workers)]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def _let_begin(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.write(b"begin\n")
    process.stdin.flush()


def _open_all(on: Stage) -> None:
    """Everybody was written to before: posting is measured, not the opening of conversations."""
    for place in on.plan.places:
        workspace = on.sandbox.sandbox.store.workspaces[place.slack_team_id]
        with on.database.unit_of_work(place.workspace_id) as session:
            for user in place.people:
                opened, _ = on.sandbox.call(
                    conversations.open_direct, on.sandbox.sandbox.store, workspace, [str(workspace.bot_user_id), user]
                )
                key = conversation_key(people.members(session, [user]))
                session.add(Conversation(people=key, slack_channel_id=opened.id))


def _decide(on: Stage, messages: int) -> None:
    outbox, now = Outbox(), datetime.now(UTC)
    for place in on.plan.places:
        with on.database.unit_of_work(place.workspace_id) as session:
            for number in range(messages):
                outbox.plan(
                    session,
                    key=f"message:{number}",
                    kind="bench",
                    target=Target(users=(place.people[number % len(place.people)],)),
                    message=Message(f"Message {number}"),
                    now=now,
                )


def _wait(on: Stage) -> int:
    deadline = time.monotonic() + MOST_SECONDS
    query = select(func.count()).select_from(Delivery).where(Delivery.state.in_(UNFINISHED))
    while (unfinished := int(ledger_rows(on.database, query)[0][0])) and time.monotonic() < deadline:
        time.sleep(0.2)
    return unfinished


def _seconds_of_posting(on: Stage) -> float:
    """From the first message's arrival to the last one's, by Slack's own time."""
    arrived = [
        float(message.ts)
        for workspace in on.sandbox.sandbox.store.workspaces.values()
        for conversation in workspace.conversations.values()
        for message in conversation.messages.values()
        if message.metadata
    ]
    return max(arrived) - min(arrived)


def tables(result: dict[str, Any]) -> str:
    """Markdown. What a run can reach at most is what is permitted, or what the engine makes on this machine."""
    own = {(one["database"], one["workspaces"], one["workers"]): one["messages_a_second"] for one in result["engine"]}
    paced = [
        "### Delivery: the permitted rate\n",
        f"Permitted: {POSTS_A_MINUTE} posts a minute in a workspace; the sandbox refuses what is above it. Where the",
        "engine on these cores (next table) makes less than is permitted, that is the bound.\n",
        "| database | workspaces | workers | messages | per s | permitted | share | of bound | 429 ‰ | CPU ms | MB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(_paced_row(one, own) for one in result["paced"]),
    ]
    engine = [
        "\n### Delivery: the engine by itself\n",
        "No limits, no pacing.\n",
        "| database | workspaces | workers | messages | decided in s | sent a second | CPU ms a message | MB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {one['database']} | {one['workspaces']} | {one['workers']} | {one['messages']} "
            f"| {one['seconds_to_decide']:.1f} | {one['messages_a_second']:.0f} "
            f"| {_cpu(one):.1f} | {one['worker_mb']:.0f} |"
            for one in result["engine"]
        ),
    ]
    return "\n".join([*paced, *engine])


def _paced_row(one: dict[str, Any], own: dict[tuple[str, int, int], float]) -> str:
    permitted, reached = one["permitted_a_second"], one["messages_a_second"]
    bound = min(permitted, own.get((one["database"], one["workspaces"], one["workers"]), permitted))
    return (
        f"| {one['database']} | {one['workspaces']} | {one['workers']} | {one['messages']} | {reached:.1f} "
        f"| {permitted:.0f} | {reached / permitted:.1%} | {reached / bound:.0%} | {one['limited_a_thousand']:.1f} "
        f"| {_cpu(one):.1f} | {one['worker_mb']:.0f} |"
    )


def _cpu(one: dict[str, Any]) -> float:
    """Milliseconds of all workers' processor time for a message."""
    milliseconds: float = one["cpu_seconds"] / one["messages"] * 1000
    return milliseconds
