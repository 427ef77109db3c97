"""`make chaos`: fifty kills while Slack and the database fail, and then: is everything in Slack once, in its order?

A program of 300 people in 5 workspaces decides its messages week after week, and its members press buttons; workers
send under Slack's limits, the time in which they count shortened. At random moments a process is killed with SIGKILL
(whoever decides, whoever sends, `kith web`) and started anew; calls are refused, answered with 5xx, not
answered, reset before and after they were done; on PostgreSQL the database is restarted. `--seed` replays the same
moments, victims and faults.
"""

from __future__ import annotations

import random
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

import typer
from sqlalchemy import func, select

from benchmarks._cast import Cast
from benchmarks._presses import Crowd, web_environment
from benchmarks._stage import Stage, free_port, ledger_rows, stage
from benchmarks._verdict import Verdict, judge
from bot.clock import real_now
from bot.db.models import Delivery
from bot.domain.states import UNFINISHED, DeliveryState
from sandbox.client import SandboxClient

CREW = {"sqlite": {"decider": 1, "worker": 1, "web": 1}, "postgresql": {"decider": 1, "worker": 3, "web": 2}}
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
    ended: dict[str, int]
    pressed: int
    acked: int
    lost_acts: list[str]
    wrong_acts: list[str]
    calls: int
    limited: int
    restarts: int
    seconds: float
    unexplained: set[str]

    @property
    def is_clean(self) -> bool:
        """Nothing lost, nothing doubled, order kept, every wait explained, every acked press committed."""
        return not any(self.faults.values())

    @property
    def faults(self) -> dict[str, Collection[str]]:
        """What must be empty."""
        return {
            **self.verdict.faults,
            "waits without a reason": sorted(self.unexplained),
            "presses acked and lost": self.lost_acts,
            "acts doubled or never pressed": self.wrong_acts,
        }


@dataclass
class Ordeal:
    """A trial under way."""

    trial: Trial
    on: Stage
    cast: Cast
    crowd: Crowd
    restarts: int = 0
    unexplained: set[str] = field(default_factory=set)


def survive(trial: Trial) -> Outcome:
    """Put it through the trial, let it come to rest, and compare."""
    begun = time.monotonic()
    with stage(
        backend=trial.backend,
        workspaces=trial.workspaces,
        people=trial.people,
        limits=SCALE,
        scale=SCALE,
        seed=trial.seed,
    ) as on:
        ports = [free_port() for _ in range(CREW[trial.backend]["web"])]
        run = Ordeal(trial, on, Cast(), Crowd(on, ports, seed=trial.seed))
        try:
            _begin(run, ports)
            _torment(run)
            _come_to_rest(run)
        finally:
            run.crowd.stop()
            run.cast.dismiss()
        calls, limited = _calls(on)
        return Outcome(
            trial=trial,
            verdict=judge(on),
            killed=dict(run.cast.killed),
            ended=dict(run.cast.ended),
            pressed=len(run.crowd.sent),
            acked=len(run.crowd.acked),
            lost_acts=run.crowd.lost(),
            wrong_acts=run.crowd.wrong(),
            calls=calls,
            limited=limited,
            restarts=run.restarts,
            seconds=time.monotonic() - begun,
            unexplained=run.unexplained,
        )


def _begin(run: Ordeal, ports: list[int]) -> None:
    environment = web_environment(run.on)
    for port in ports:
        run.cast.add("web", partial(run.on.start_web, port, environment))
    for role in ("decider", "worker"):
        for _ in range(CREW[run.trial.backend][role]):
            run.cast.add(role, partial(run.on.start, role))
    run.crowd.start()
    for kind, probability in FAULTS.items():
        for method in METHODS:
            run.on.sandbox.call(
                run.on.sandbox.sandbox.faults.add,
                kind=kind,
                method=method,
                probability=probability,
                count=None,
                seconds=10 if kind == "timeout" else 2,
            )


def _torment(run: Ordeal) -> None:
    trial, on, chance = run.trial, run.on, random.Random(run.trial.seed)
    faults = on.sandbox.sandbox.faults
    while not _is_under_way(run):
        time.sleep(0.2)
    for number in range(trial.kills):
        time.sleep(chance.uniform(*trial.pause))
        if number % 17 == 8:  # a storm of 429
            team = chance.choice(on.plan.places).slack_team_id
            on.sandbox.call(faults.add, kind="ratelimited", method="chat.postMessage", team=team, count=10, seconds=3)
        if trial.backend == "postgresql" and number % 20 == 12:
            on.restart_database()
            run.restarts += 1
        run.cast.kill(chance.randrange(len(run.cast)))
        run.cast.revive()
        run.unexplained |= _waiting_without_reason(on)
    on.sandbox.call(faults.clear)


def _come_to_rest(run: Ordeal) -> None:
    """Press and decide nothing more, and wait until all is sent."""
    run.crowd.stop()
    run.cast.dismiss("decider")
    deadline = time.monotonic() + DRAIN_SECONDS
    run.cast.dismiss("web")
    while _count(run.on, UNFINISHED) and time.monotonic() < deadline:
        run.cast.revive()
        run.unexplained |= _waiting_without_reason(run.on)
        time.sleep(0.5)


def _is_under_way(run: Ordeal) -> bool:
    return _count(run.on, (DeliveryState.SENT,)) > 20 and len(run.crowd.acked) > 5


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
        "pressed": [f"{one.pressed:,}" for one in outcomes],
        "acked": [f"{one.acked:,}" for one in outcomes],
        **{name: [str(len(one.faults[name])) for one in outcomes] for name in outcomes[0].faults},
        "failed by name": [_named(one.verdict.failed) for one in outcomes],
        "killed": [_named(one.killed) for one in outcomes],
        "ended by themselves": [_named(one.ended) for one in outcomes],
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
    outcomes = [survive(Trial(name, seed, kills)) for name in CREW if backend in (name, "both")]
    print(table(outcomes))
    for one in outcomes:
        for name, keys in one.faults.items():
            for key in list(keys)[:20]:
                print(f"{one.trial.backend}: {name}: {key}")
    if not all(one.is_clean for one in outcomes):
        print(f"Replay it with: python -m benchmarks.chaos --seed {seed} --kills {kills} --backend {backend}")
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
