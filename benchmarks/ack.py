"""How soon a click is acked, with its act committed, while Slack takes 300 ms for every call.

"Add one to a goal" and "open a form" are pressed in turn by 500 members, at a steady rate, whether or not earlier
presses were answered; over signed HTTP (`kith web` and `kith worker`) and over Socket Mode (`kith run`, one process or
with a second one for what follows acks), on SQLite.
The floor is a bare Bolt app (process_before_response) on the same server, measured in turn with Kith in one run.
A process of its own sends, as the sandbox also answers the app.
"""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median
from typing import Any

import psutil

from benchmarks._ack_stage import SLACK_SECONDS, Place, place

RATE, LONG, SHORT, PAIRS = 50, 60.0, 8.0, 3
WARMING = 2.0  # seconds of presses that do not count: statements and templates are built at their first use
HARD, BURST = 100, 4.0
FAN_OUT = 300
NAMES = {"kith": "Kith", "bare": "bare Bolt"}
MODES = {"http": "HTTP", "socket": "Socket Mode"}


def run() -> dict[str, Any]:
    """By mode: the pairs, the long load with a fan-out, and 500 a second."""
    found = {}
    for mode in MODES:
        with ExitStack() as stack:
            found[mode] = _measured(stack.enter_context(place(mode)))
    return found


def _measured(here: Place) -> dict[str, Any]:
    for which in NAMES:
        _load(here, which, RATE, WARMING)
    pairs = [{"kith": _load(here, "kith", RATE, SHORT), "bare": _load(here, "bare", RATE, SHORT)} for _ in range(PAIRS)]
    here.fan_out(FAN_OUT)
    return {
        "pairs": pairs,
        "p99_ratio_median": round(median(pair["kith"]["p99_ms"] / pair["bare"]["p99_ms"] for pair in pairs), 2),
        "with_fan_out": _load(here, "kith", RATE, LONG),
        "hard": {"kith": _load(here, "kith", HARD, BURST), "bare": _load(here, "bare", HARD, BURST)},
    }


def _load(here: Place, which: str, rate: int, seconds: float) -> dict[str, Any]:
    """One load; for Kith also what became of it."""
    before, cpu = here.became(), _cpu()
    work = here.drivers[which].load(rate=rate, seconds=seconds)
    result: dict[str, Any] = here.run(which, work, seconds=seconds + 60)
    all_of_it, stolen = (now - then for now, then in zip(_cpu(), cpu, strict=True))
    result["stolen"] = round(stolen / all_of_it, 3)
    if which == "kith":
        here.settle()
        result |= {name: number - before[name] for name, number in here.became().items()}
    return result


def _cpu() -> tuple[float, float]:
    """Seconds of all processors so far; those of them that the machine's host took for itself (0 where none says)."""
    times = psutil.cpu_times()
    return sum(times), getattr(times, "steal", 0.0)


def tables(result: dict[str, Any]) -> str:
    """Each mode with its rows, and the ratio that matters."""
    return "\n\n".join(_table(MODES[mode], found) for mode, found in result.items())


def _table(mode: str, found: dict[str, Any]) -> str:
    rows = [(f"{NAMES[key]}, pair {n}", pair[key]) for n, pair in enumerate(found["pairs"], 1) for key in NAMES]
    rows.append((f"Kith, while {FAN_OUT} messages go out", found["with_fan_out"]))
    rows += [(f"{NAMES[key]}, {HARD} a second", found["hard"][key]) for key in NAMES]
    return f"""### Ack over {mode}

SQLite, every Slack call taking {SLACK_SECONDS * 1000:.0f} ms. Half of the presses add one to a goal (acked means
committed), half open a form. p99 is {found["p99_ratio_median"]} × that of a bare Bolt app (median of {PAIRS}
interleaved pairs).

Presses leave at their hour whatever became of those before; "late" is by how much the sender missed it (p99), "stolen"
what the machine's host took of its processors meanwhile; then acts stored, forms opened, messages drawn anew.

| | presses/s | s | sent | unanswered | p50 ms | p99 ms | late ms | stolen | stored | opened | drawn |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
""" + "\n".join(_row(name, row) for name, row in rows)


def _row(name: str, row: dict[str, Any]) -> str:
    became = [str(row.get(key, "")) for key in ("acts_stored", "forms_opened", "messages_drawn")]
    cells = [
        row["rate"],
        f"{row['seconds']:.0f}",
        f"{row['sent']:,}",
        row["unanswered"],
        row["p50_ms"],
        row["p99_ms"],
        row["late_p99_ms"],
        f"{row['stolen']:.1%}",
    ]
    return f"| {name} | " + " | ".join(map(str, [*cells, *became])) + " |"
