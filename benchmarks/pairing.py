"""Pairing: time, memory and quality from 24 to 100,000 members, beside what else one would use; and the rounds that
cohorts of every size get without a repeat.

The generator: eight zones from UTC-8 to UTC+2, weighted as in North and South America and Europe; days that begin
from 07:00 to 10:00 and last 6 to 8 hours; 30 schools, 60 employers, 12 fields, 20 cities; two asks and two offers of
40 topics each; every hundredth person keeps one other apart; 20 rounds of pairs drawn at random as history. About 67 %
of all pairs may be paired. Each engine runs in a process of its own; seconds are from its start to the plan, imports
included and the generator's own time taken off; memory is the whole process's peak.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

STARTED = time.perf_counter(), time.process_time()

import numpy as np  # noqa: E402 - what comes before is the start of the clock

from benchmarks._pairing_shown import chart, tables  # noqa: E402
from bot.domain.pairing import plan_round, simulate  # noqa: E402
from bot.domain.pairing.pairs import _candidates  # noqa: E402 - the peers get the same graph
from bot.domain.pairing.people import PastGroup, Person, working_half_hours  # noqa: E402
from bot.domain.pairing.rules import Rules, Weights  # noqa: E402
from bot.domain.pairing.solving import NEW  # noqa: E402
from bot.domain.pairing.suiting import Suiting  # noqa: E402
from bot.domain.pairing.worth import FULL  # noqa: E402

SIZES = (24, 100, 1_000, 5_000, 10_000, 100_000)
ZONES = {-480: 14, -420: 8, -360: 12, -300: 26, -180: 6, 0: 12, 60: 14, 120: 8}
ROUNDS, REPEATS = 20, 3
LOOK_BACK = 100
Pairs = list[tuple[int, int]]


def people(number: int) -> Iterator[Person]:
    """The cohort of the generator."""
    rng = random.Random(number)
    zones, shares = list(ZONES), list(ZONES.values())
    topics = [f"topic{one}" for one in range(40)]
    for one in range(number):
        begins = rng.choice([7, 8, 9, 10]) * 60
        yield Person(
            id=one,
            hours=working_half_hours(
                utc_offset_minutes=rng.choices(zones, shares)[0],
                start_minute=begins,
                end_minute=begins + rng.choice([6, 7, 8]) * 60,
            ),
            circles={
                "school": str(rng.randrange(30)),
                "employer": str(rng.randrange(60)),
                "field": str(rng.randrange(12)),
                "city": str(rng.randrange(20)),
            },
            asks=frozenset(rng.sample(topics, 2)),
            offers=frozenset(rng.sample(topics, 2)),
        )


def history(number: int) -> Iterator[PastGroup]:
    """Twenty rounds of random pairs."""
    rng = np.random.default_rng(number)
    for round_ in range(1, min(ROUNDS, number // 3) + 1):
        order = iter(rng.permutation(number).tolist())
        for pair in zip(order, order, strict=False):
            yield PastGroup(round_, pair)


def rules(number: int) -> Rules:
    """One in a hundred keeps somebody apart."""
    rng = random.Random(number)
    return Rules(never=frozenset(frozenset(rng.sample(range(number), 2)) for _ in range(number // 100)))


def run() -> dict[str, Any]:
    """Sizes, peers, rounds without a repeat, larger groups; and the chart."""
    sizes = [
        _median([_measured("kith", number) for _ in range(REPEATS if number <= 10_000 else 1)]) for number in SIZES
    ]
    peers = [_measured(peer, number) for number in (100, 1_000) for peer in PEERS]
    result = {"sizes": sizes, "peers": peers, "rounds": _rounds(), "groups": _groups()}
    chart(result)
    return result


def _median(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return sorted(rows, key=lambda row: float(row["cpu"]))[len(rows) // 2]


def _measured(engine: str, number: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.pairing", engine, str(number)], check=True, capture_output=True, text=True
    )
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def _kith(number: int) -> Pairs:
    plan = plan_round(people(number), history(number), rules(number), Weights(), seed=1)
    assert not plan.left_out
    return [pair for group in plan.groups for pair in zip(group.members, group.members[1:], strict=False)]


def _shuffled(number: int) -> Pairs:
    """Shuffle and take neighbours: what most pairing scripts do."""
    order = list(range(number))
    random.Random(1).shuffle(order)
    return list(zip(order[::2], order[1::2], strict=True))


def _looking_back(number: int) -> Pairs:
    """Of a hundred shuffles the one with the fewest repeats."""
    met = {frozenset(past.members) for past in history(number)}
    rng, order = random.Random(1), list(range(number))
    best: tuple[int, Pairs] | None = None
    for _ in range(LOOK_BACK):
        rng.shuffle(order)
        pairs = list(zip(order[::2], order[1::2], strict=True))
        repeats = sum(frozenset(pair) in met for pair in pairs)
        if best is None or repeats < best[0]:
            best = repeats, pairs
    assert best
    return best[1]


def _graph(number: int) -> tuple[list[tuple[int, int, int]], int]:
    """All pairs up to 100 people, each one's sixteen best beyond: with all of 1,000 they do not end in minutes."""
    suiting = Suiting.of(people(number), history(number), rules(number), Weights(), seed=1)
    levels, soft = suiting.matrices(np.arange(number))
    soft = np.where(levels >= NEW, soft, 0)
    lefts, rights = _candidates(levels, soft, number if number <= 100 else 16)
    worth = soft[lefts, rights]
    return list(zip(lefts.tolist(), rights.tolist(), worth.tolist(), strict=True)), number


def _networkx(number: int) -> Pairs:
    import networkx  # noqa: PLC0415 - not a part of what the others need

    edges, _ = _graph(number)
    graph: networkx.Graph[int] = networkx.Graph()
    graph.add_weighted_edges_from(edges)
    return sorted(networkx.max_weight_matching(graph, maxcardinality=True))


def _rustworkx(number: int) -> Pairs:
    import rustworkx  # noqa: PLC0415

    edges, size = _graph(number)
    graph: rustworkx.PyGraph[None, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * size)
    graph.add_edges_from(edges)
    return sorted(rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int))


PEERS: dict[str, Callable[[int], Pairs]] = {
    "kith": _kith,
    "rustworkx, exact": _rustworkx,
    "networkx, exact": _networkx,
    "shuffle, best of 100": _looking_back,
    "shuffle": _shuffled,
}


def _one(engine: str, number: int) -> dict[str, Any]:
    """One engine in this process: seconds and memory first, then how good its pairs are."""
    pairs = PEERS[engine](number)
    wall, cpu = time.perf_counter() - STARTED[0], time.process_time() - STARTED[1]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    for _ in people(number):
        pass
    for _ in history(number):
        pass
    own = time.process_time() - began
    row = {"engine": engine, "members": number, "wall": wall - own, "cpu": cpu - own, "memory_mb": memory}
    return row | _quality(number, pairs)


def _quality(number: int, pairs: Pairs) -> dict[str, Any]:
    suiting = Suiting.of(people(number), history(number), rules(number), Weights(), seed=1)
    total, repeats, broken = 0, 0, 0
    for chunk in np.array_split(np.array(pairs), max(1, len(pairs) // 500)):
        rows = np.unique(chunk)
        places = np.searchsorted(rows, chunk)
        levels, wishes = suiting.levels(rows), suiting.wishes(rows)
        level = levels[places[:, 0], places[:, 1]]
        total += int(wishes[places[:, 0], places[:, 1]].sum())
        repeats, broken = repeats + int(((level >= 0) & (level < NEW)).sum()), broken + int((level < 0).sum())
    quality = {"repeats": repeats, "broken": broken, "wishes": total / len(pairs) / FULL}
    return quality | _bounds(suiting, total, len(pairs))


def _bounds(suiting: Suiting, total: int, pairs: int) -> dict[str, float]:
    """How far below the bounds: everybody with the partner best for them (estimated from 250 people beyond 5,000), and
    up to 5,000 the linear assignment of the symmetric matrix, halved."""
    number = len(suiting.cohort)
    sample = np.arange(number) if number <= 1_000 else np.sort(np.random.default_rng(1).choice(number, 250, False))
    best, feasible = np.zeros(len(sample)), 0
    for chunk in np.array_split(np.arange(number), max(1, number // 750)):
        rows = np.union1d(sample, chunk)
        levels = suiting.levels(rows)[np.searchsorted(rows, sample)][:, np.searchsorted(rows, chunk)]
        wishes = suiting.wishes(rows)[np.searchsorted(rows, sample)][:, np.searchsorted(rows, chunk)]
        best = np.maximum(best, np.where(levels >= NEW, wishes, 0).max(axis=1))
        feasible += int((levels >= 0).sum())
    bounds = {"below_degree_bound": 1 - total / pairs / best.mean(), "feasible": feasible / len(sample) / (number - 1)}
    if number <= 5_000:
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

        rows = np.arange(number)
        worth = np.where(suiting.levels(rows) >= NEW, suiting.wishes(rows), -(10**6)).astype(np.float64)
        ends = linear_sum_assignment(worth, maximize=True)
        bounds["below_assignment_bound"] = 1 - total / (worth[ends].sum() / 2)
    return bounds


def _rounds() -> dict[str, Any]:
    """For every even number from 4 to 100, with one circle and with two, the rounds before the first repeat."""
    rows: dict[str, dict[str, int]] = {"1": {}, "2": {}}
    slowest = 0.0
    for number in range(4, 102, 2):
        for circles in (1, 2):
            began = time.process_time()
            played = simulate(members=number, rounds=number - 1, circles=circles, seed=number)
            slowest = max(slowest, (time.process_time() - began) / (number - 1))
            rows[str(circles)][str(number)] = next((at for at, again in enumerate(played.repeats) if again), number - 1)
    return {"without_repeat": rows, "slowest_mean_round_cpu": slowest}


def _groups() -> list[dict[str, Any]]:
    """Weeks without a repeat in groups of three and four; 999 people in threes over 50 rounds."""
    rows = []
    for groups, size, published in (
        (5, 3, "7"), (6, 3, "7–8"), (9, 3, "10–13"), (4, 4, "5"),
        (5, 4, "5"), (6, 4, "7"), (7, 4, "6–9"), (8, 4, "9–10"),
    ):  # fmt: skip
        played = simulate(members=groups * size, rounds=(groups * size - 1) // (size - 1), size=size)
        weeks = next((at for at, again in enumerate(played.repeats) if again), len(played.repeats))
        rows.append({"groups": groups, "size": size, "weeks": weeks, "published": published})
    began = time.process_time()
    played = simulate(members=999, rounds=50, size=3)
    seconds = (time.process_time() - began) / 50
    return [*rows, {"groups": 333, "size": 3, "weeks": 50, "repeats": sum(played.repeats), "cpu_a_round": seconds}]


__all__ = ["run", "tables"]

if __name__ == "__main__":
    print(json.dumps(_one(sys.argv[1], int(sys.argv[2]))))
