"""Pairing: time, memory and quality from 24 to 100,000 members, beside what else one would use.

Each engine runs in a process of its own on the people of `_crowd`. Seconds are those of the whole process, the start of
Python and all imports included, up to the plan, with the generator's own time taken off; memory is the process's peak.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks._crowd import history, people, rules
from bot.domain.pairing import plan_round
from bot.domain.pairing.pairs import _candidates  # the peers get the same graph
from bot.domain.pairing.rules import Weights
from bot.domain.pairing.score_table import FULL
from bot.domain.pairing.scoring import Scoring
from bot.domain.pairing.solving import NEW

SIZES = (24, 100, 1_000, 5_000, 10_000, 100_000)
RUNS = ((1_000, 9), (10_000, 3), (100_000, 1))  # (up to so many members, runs of which the median counts)
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""What is installed has its bytecode; compiling Kith's modules anew would be measured too."""
Pairs = list[tuple[int, int]]


def run() -> dict[str, Any]:
    """Sizes, peers, what the imports alone take; and the chart."""
    from benchmarks._pairing_shown import chart  # noqa: PLC0415 - the engines are measured without

    _measured("kith", SIZES[0])  # once for the bytecode
    sizes = [
        _median([_measured("kith", number) for _ in range(next(runs for most, runs in RUNS if number <= most))])
        for number in SIZES
    ]
    peers = [_measured(peer, number) for number in (100, 1_000) for peer in PEERS]
    result = {"sizes": sizes, "peers": peers, "imports": _median([_imports() for _ in range(5)])}
    chart(result)
    return result


def _median(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return sorted(rows, key=lambda row: float(row["cpu"]))[len(rows) // 2]


def _imports() -> dict[str, float]:
    """Python, numpy and the solver, and nothing else: below this no engine of these parts can be."""
    import subprocess  # noqa: PLC0415

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import bot, numpy, rustworkx"], check=True, env=ENVIRONMENT)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": wall, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def _measured(engine: str, number: int) -> dict[str, Any]:
    import json  # noqa: PLC0415
    import subprocess  # noqa: PLC0415

    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.pairing", engine, str(number), repr(time.time())],
        check=True,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
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
    """In random order each takes the first who is free and whom they have not met; who finds none takes anybody."""
    met = {frozenset(past.members) for past in history(number)}
    free = list(range(number))
    random.Random(1).shuffle(free)
    pairs = []
    while free:
        one = free.pop()
        new = (place for place in range(len(free) - 1, -1, -1) if frozenset((one, free[place])) not in met)
        pairs.append((one, free.pop(next(new, -1))))
    return pairs


def _graph(number: int) -> tuple[list[tuple[int, int, int]], int]:
    """All pairs up to 100 people, each one's sixteen best beyond: with all of 1,000 they do not end in minutes."""
    scoring = Scoring.of(people(number), history(number), rules(number), Weights(), seed=1)
    levels, soft = scoring.matrices(np.arange(number))
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
    "random greedy with look-back": _looking_back,
    "shuffle and adjacent": _shuffled,
}


def _one(engine: str, number: int, started: float) -> dict[str, Any]:
    """One engine in this process: seconds and memory first, then how good its pairs are."""
    pairs = PEERS[engine](number)
    wall, cpu = time.time() - started, time.process_time()
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
    scoring = Scoring.of(people(number), history(number), rules(number), Weights(), seed=1)
    total, repeats, broken = 0, 0, 0
    for chunk in np.array_split(np.array(pairs), max(1, len(pairs) // 500)):
        rows = np.unique(chunk)
        places = np.searchsorted(rows, chunk)
        levels, wishes = scoring.levels(rows), scoring.wishes(rows)
        level = levels[places[:, 0], places[:, 1]]
        total += int(wishes[places[:, 0], places[:, 1]].sum())
        repeats, broken = repeats + int(((level >= 0) & (level < NEW)).sum()), broken + int((level < 0).sum())
    quality = {"repeats": repeats, "broken": broken, "wishes": total / len(pairs) / FULL}
    return quality | _bounds(scoring, total, len(pairs))


def _bounds(scoring: Scoring, total: int, pairs: int) -> dict[str, float]:
    """How far below the bounds: everybody with the partner best for them (estimated from 250 people beyond 5,000), and
    up to 5,000 the linear assignment of the symmetric matrix, halved."""
    number = len(scoring.people)
    sample = np.arange(number) if number <= 1_000 else np.sort(np.random.default_rng(1).choice(number, 250, False))
    best, feasible = np.zeros(len(sample)), 0
    for chunk in np.array_split(np.arange(number), max(1, number // 750)):
        rows = np.union1d(sample, chunk)
        levels = scoring.levels(rows)[np.searchsorted(rows, sample)][:, np.searchsorted(rows, chunk)]
        wishes = scoring.wishes(rows)[np.searchsorted(rows, sample)][:, np.searchsorted(rows, chunk)]
        best = np.maximum(best, np.where(levels >= NEW, wishes, 0).max(axis=1))
        feasible += int((levels >= 0).sum())
    bounds = {"below_degree_bound": 1 - total / pairs / best.mean(), "feasible": feasible / len(sample) / (number - 1)}
    if number <= 5_000:
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

        rows = np.arange(number)
        worth = np.where(scoring.levels(rows) >= NEW, scoring.wishes(rows), -(10**6)).astype(np.float64)
        ends = linear_sum_assignment(worth, maximize=True)
        bounds["below_assignment_bound"] = 1 - total / (worth[ends].sum() / 2)
    return bounds


def tables(result: dict[str, Any]) -> str:
    """Markdown for docs/performance.md."""
    from benchmarks._pairing_shown import tables as shown  # noqa: PLC0415

    return shown(result)


if __name__ == "__main__":
    measured = _one(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
    import json

    print(json.dumps(measured))
