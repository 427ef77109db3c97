"""`make chaos`: fifty kills while Slack and the database fail, and then: is everything in Slack once, in its order?

A program of 300 people in 5 workspaces decides its messages week after week; workers send them under Slack's limits,
the time in which they count shortened. At random moments a process is killed with SIGKILL (whoever decides, whoever
sends) and started anew; calls are refused, answered with 5xx, not answered, reset before and after they were done; on
PostgreSQL the database is restarted. `--seed` replays the same moments, victims and faults.
"""

from __future__ import annotations

import random
import subprocess
import time
from dataclasses import dataclass, field
from typing import Annotated

import typer
from sqlalchemy import func, select

from benchmarks._stage import Stage, ledger_rows, stage
from benchmarks._verdict import Verdict, judge
from bot.clock import real_now
from bot.db.models import Delivery
from bot.domain.states import UNFINISHED, DeliveryState
from sandbox.client import SandboxClient

WORKERS = {"sqlite": 1, "postgresql": 3}
SCALE = 0.1  # Slack's minute takes six seconds
METHODS = ("chat.postMessage", "chat.update", "conversations.open", "files.completeUploadExternal")
# kind of fault -> how likely a call meets it
FAULTS = {"server_error": 0.01, "timeout": 0.003, "reset_before": 0.01, "reset_after": 0.01, "ratelimited": 0.003}
DRAIN_SECONDS = 150


@dataclass(frozen=True)
class Trial:
    """What is done to whom. The same trial has the same kills and faults; what they hit depends on the machine."""

    backend: str
    seed: int
    kills: int = 50
    workspaces: int = 5
    people: int = 60  # in each
    pause: tuple[float, float] = (1.0, 6.0)  # seconds between two kills


@dataclass
class Outcome:
    """What came of it. `unexplained`: deliveries seen waiting without a reason."""

    trial: Trial
    verdict: Verdict
    killed: dict[str, int]
    calls: int
    limited: int
    restarts: int
    seconds: float
    unexplained: set[str] = field(default_factory=set)

    @property
    def is_clean(self) -> bool:
        """Nothing lost, nothing doubled, order kept, every wait explained."""
        return self.verdict.is_clean and not self.unexplained


def survive(trial: Trial) -> Outcome:
    """Put it through the trial, let it come to rest, and compare."""
    begun = time.monotonic()
    chance = random.Random(trial.seed)
    with stage(
        backend=trial.backend,
        workspaces=trial.workspaces,
        people=trial.people,
        limits=SCALE,
        scale=SCALE,
        seed=trial.seed,
    ) as on:
        crew = [("decider", on.start("decider"))]
        crew += [("worker", on.start("worker")) for _ in range(WORKERS[trial.backend])]
        try:
            unexplained, killed, restarts = _torment(on, crew, trial, chance)
            _come_to_rest(on, crew, unexplained)
        finally:
            for _role, process in crew:
                process.kill()
                process.wait()
        calls, limited = _calls(on)
        return Outcome(
            trial=trial,
            verdict=judge(on),
            killed=killed,
            calls=calls,
            limited=limited,
            restarts=restarts,
            seconds=time.monotonic() - begun,
            unexplained=unexplained,
        )


def _torment(
    on: Stage, crew: list[tuple[str, subprocess.Popen[bytes]]], trial: Trial, chance: random.Random
) -> tuple[set[str], dict[str, int], int]:
    faults = on.sandbox.sandbox.faults
    for kind, probability in FAULTS.items():
        for method in METHODS:
            on.sandbox.call(
                faults.add,
                kind=kind,
                method=method,
                probability=probability,
                count=None,
                seconds=10 if kind == "timeout" else 2,
            )
    killed = {"decider": 0, "worker": 0}
    unexplained: set[str] = set()
    restarts = 0
    while not _is_under_way(on):
        time.sleep(0.2)
    for number in range(trial.kills):
        time.sleep(chance.uniform(*trial.pause))
        if number % 17 == 8:  # a storm of 429
            team = chance.choice(on.plan.places).slack_team_id
            on.sandbox.call(faults.add, kind="ratelimited", method="chat.postMessage", team=team, count=10, seconds=3)
        if trial.backend == "postgresql" and number % 20 == 12:
            on.restart_database()
            restarts += 1
        victim = chance.randrange(len(crew))
        role, process = crew[victim]
        process.kill()
        process.wait()
        killed[role] += 1
        crew[victim] = (role, on.start(role))
        unexplained |= _waiting_without_reason(on)
    on.sandbox.call(faults.clear)
    return unexplained, killed, restarts


def _come_to_rest(on: Stage, crew: list[tuple[str, subprocess.Popen[bytes]]], unexplained: set[str]) -> None:
    """Decide nothing more, and wait until all is sent."""
    for role, process in crew:
        if role == "decider":
            process.kill()
            process.wait()
    deadline = time.monotonic() + DRAIN_SECONDS
    while _count(on, UNFINISHED) and time.monotonic() < deadline:
        unexplained |= _waiting_without_reason(on)
        time.sleep(0.5)


def _is_under_way(on: Stage) -> bool:
    return _count(on, (DeliveryState.SENT,)) > 20


def _count(on: Stage, states: tuple[DeliveryState, ...]) -> int:
    rows = ledger_rows(on.database, select(func.count()).select_from(Delivery).where(Delivery.state.in_(states)))
    return int(rows[0][0])


def _waiting_without_reason(on: Stage) -> set[str]:
    """Unfinished, in nobody's hands, with a job that is still a while off, and no word why."""
    now = real_now()
    query = select(Delivery.key, Delivery.leased_until, Delivery.wakes_at).where(
        Delivery.state.in_(UNFINISHED), Delivery.waits_for == ""
    )
    return {
        key
        for key, leased_until, wakes_at in ledger_rows(on.database, query)
        if (leased_until is None or leased_until < now)
        and wakes_at is not None
        and (wakes_at - now).total_seconds() > 1
    }


def _calls(on: Stage) -> tuple[int, int]:
    """Calls to the sandbox, and those of them that it answered with 429, by a fault or by its limits."""
    with SandboxClient(on.sandbox.url) as client:
        methods = client.stats().values()
    return sum(one["calls"] for one in methods), sum(one["errors"].get("ratelimited", 0) for one in methods)


def table(outcomes: list[Outcome]) -> str:
    """Markdown: one column a run."""
    lines = {
        "messages decided": [f"{one.verdict.decided:,}" for one in outcomes],
        "sent": [f"{one.verdict.sent:,}" for one in outcomes],
        **{name: [str(len(one.verdict.faults[name])) for one in outcomes] for name in outcomes[0].verdict.faults},
        "waits without a reason": [str(len(one.unexplained)) for one in outcomes],
        "failed by name": [_named(one.verdict.failed) for one in outcomes],
        "killed": [_named(one.killed) for one in outcomes],
        "database restarts": [str(one.restarts) for one in outcomes],
        "calls to Slack": [f"{one.calls:,}" for one in outcomes],
        "answered with 429": [str(one.limited) for one in outcomes],
        "seconds": [f"{one.seconds:.0f}" for one in outcomes],
    }
    head = "| | " + " | ".join(f"{one.trial.backend}, seed {one.trial.seed}" for one in outcomes) + " |"
    rule = "|---" * (len(outcomes) + 1) + "|"
    return "\n".join([head, rule, *(f"| {name} | {' | '.join(values)} |" for name, values in lines.items())])


def _named(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "–"


def main(
    seed: Annotated[int, typer.Option(help="Replays the kills and faults of a run.")] = 0,
    kills: Annotated[int, typer.Option(help="How many processes are killed, on each database.")] = 50,
    backend: Annotated[str, typer.Option(help="sqlite, postgresql or both.")] = "both",
) -> None:
    """Kill, compare, print the table. Exit 1 if anything was lost, doubled or out of order."""
    seed = seed or random.SystemRandom().randrange(1, 1_000_000)
    outcomes = [survive(Trial(name, seed, kills)) for name in WORKERS if backend in (name, "both")]
    print(table(outcomes))
    for one in outcomes:
        faults = {**one.verdict.faults, "waits without a reason": tuple(sorted(one.unexplained))}
        for name, keys in faults.items():
            for key in keys[:20]:
                print(f"{one.trial.backend}: {name}: {key}")
    if not all(one.is_clean for one in outcomes):
        print(f"Replay it with: python -m benchmarks.chaos --seed {seed} --kills {kills} --backend {backend}")
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
