"""The tables and the chart of what the pairing part measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

CHART = Path(__file__).parent.parent / "docs" / "images" / "pairing.png"


def tables(result: dict[str, Any]) -> str:
    """Markdown for docs/performance.md."""
    imports = result["imports"]
    lines = [
        "## Pairing",
        "",
        _WORDS,
        "",
        f"Python with numpy and the solver imported, no more: {imports['wall']:.2f} s, {imports['cpu']:.2f} CPU s.",
        "",
        "| members | seconds | CPU s | CPU s beside imports | MB | repeats | below assignment | below degree bound |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in result["sizes"]:
        lap = f"{row['below_assignment_bound']:.2%}" if "below_assignment_bound" in row else "–"
        lines.append(
            f"| {row['members']:,} | {row['wall']:.2f} | {row['cpu']:.2f} | {row['cpu'] - imports['cpu']:.2f} "
            f"| {row['memory_mb']:.0f} | {row['repeats']} | {lap} | {row['below_degree_bound']:.2%} |"
        )
    lines += ["", "Beside others on the same people (ratios to Kith's):", ""]
    lines += [
        "| members | engine | CPU seconds | ratio | repeats | rules broken | wishes met | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in result["peers"]:
        own = next(one for one in result["peers"] if one["members"] == row["members"] and one["engine"] == "kith")
        lines.append(
            f"| {row['members']:,} | {row['engine']} | {row['cpu']:.2f} | {row['cpu'] / own['cpu']:.1f} "
            f"| {row['repeats']} | {row['broken']} | {row['wishes']:.1%} | {row['wishes'] / own['wishes']:.2f} |"
        )
    return "\n".join([*lines, "", "![Time, memory and quality of pairing beside other engines](images/pairing.png)"])


_WORDS = """Whole processes, from the start of Python to the plan, 20 rounds of history read, on the generator of
`benchmarks/_crowd.py` (about 67 % of the pairs may be paired) and without its own time; medians of 9 up to 1,000
members, of 3 up to 10,000. The degree bound gives everyone their own best partner; the assignment bound is half the
linear assignment. The exact engines get all pairs of 100 people and each one's sixteen best of 1,000: with all of those
they do not end in minutes. Where seconds are far above CPU seconds, others used the machine too. Up to 128 people Kith
also looks at the rounds to come, which the others do not."""


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
