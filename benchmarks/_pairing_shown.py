"""The tables and the chart of what the pairing part measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

CHART = Path(__file__).parent.parent / "docs" / "images" / "pairing.png"


def tables(result: dict[str, Any]) -> str:
    """Markdown for docs/performance.md."""
    lines = [
        "## Pairing",
        "",
        _WORDS,
        "",
        "| members | seconds | CPU seconds | MB | repeats | below assignment bound |",
    ]
    lines[-1] += " below degree bound |"
    lines.append("|---|---|---|---|---|---|---|")
    for row in result["sizes"]:
        lap = f"{row['below_assignment_bound']:.2%}" if "below_assignment_bound" in row else "–"
        lines.append(
            f"| {row['members']:,} | {row['wall']:.2f} | {row['cpu']:.2f} | {row['memory_mb']:.0f} | {row['repeats']} "
            f"| {lap} | {row['below_degree_bound']:.2%} |"
        )
    lines += ["", "Beside others on the same people (ratio of CPU seconds to Kith's):", ""]
    lines += [
        "| members | engine | CPU seconds | ratio | repeats | rules broken | wishes met |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in result["peers"]:
        own = next(
            one["cpu"] for one in result["peers"] if one["members"] == row["members"] and one["engine"] == "kith"
        )
        lines.append(
            f"| {row['members']:,} | {row['engine']} | {row['cpu']:.2f} | {row['cpu'] / own:.1f} | {row['repeats']} "
            f"| {row['broken']} | {row['wishes']:.1%} |"
        )
    return "\n".join([*lines, "", _said_of_rounds(result["rounds"]), "", *_of_groups(result["groups"])])


_WORDS = """Whole process with its imports, 20 rounds of history, the generator of `benchmarks/pairing.py` (about 67 %
of the pairs may be paired); medians of 3 up to 10,000 members, on a machine that others used too: CPU seconds say more
than seconds. The degree bound gives everyone their own best partner; the assignment bound is half the linear
assignment."""


def _said_of_rounds(rounds: dict[str, Any]) -> str:
    short = [
        f"{number} with {circles} ({found})"
        for circles, by_number in rounds["without_repeat"].items()
        for number, found in by_number.items()
        if found < int(number) - 1
    ]
    numbers = sorted(map(int, rounds["without_repeat"]["2"]))
    said = "all of them" if not short else "all but " + ", ".join(short)
    return (
        f"Rounds without a repeat for every even number of members from {numbers[0]} to {numbers[-1]}, "
        "with one circle and with two: "
        f"n − 1 in {said}; at most {rounds['slowest_mean_round_cpu']:.2f} CPU seconds a round, in a programme's mean."
    )


def _of_groups(rows: list[dict[str, Any]]) -> list[str]:
    lines = ["| groups | of | weeks without a repeat | published |", "|---|---|---|---|"]
    lines += [f"| {row['groups']} | {row['size']} | {row['weeks']} | {row['published']} |" for row in rows[:-1]]
    last = rows[-1]
    return [
        *lines,
        "",
        f"999 in threes, {last['weeks']} rounds: {last['repeats']} repeats, {last['cpu_a_round']:.2f} CPU s a round.",
        "Published: the social golfer table at cs.brown.edu/~sello/golf.html, known and possible at most.",
    ]


def chart(result: dict[str, Any]) -> None:
    """Write docs/images/pairing.png."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - the engines are measured without
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(9, 3.8), dpi=150, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    members = [row["members"] for row in result["sizes"]]
    left.loglog(members, [row["cpu"] for row in result["sizes"]], "o-", color="#0072B2", label="CPU seconds")
    left.loglog(
        members, [row["memory_mb"] for row in result["sizes"]], "s--", color="#5F6B7A", label="MB, whole process"
    )
    left.set_xlabel("members")
    left.set_title("Time and memory of a round", loc="left")
    left.legend(frameon=False)
    peers = [row for row in result["peers"] if row["members"] == 1_000]
    names = [row["engine"] for row in peers]
    bars = right.barh(names, [row["cpu"] for row in peers], color="#9CC9E3")
    labels = [f"{row['wishes']:.0%} of wishes, {row['repeats']} repeats, {row['broken']} broken" for row in peers]
    right.bar_label(bars, labels, padding=3, fontsize=7)
    right.set_xscale("log")
    right.set_xlim(right=right.get_xlim()[1] * 30)
    right.invert_yaxis()
    right.set_xlabel("CPU seconds")
    right.set_title("1,000 members", loc="left")
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    CHART.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(CHART)
