"""Meaning: how often the offer that answers an ask is found, and how often one that does not is called near.

`python -m benchmarks.meaning FILE [--json]` reads `{"offers": ["…"], "asks": [{"text": "…", "meets": [0, 3]}]}`;
`meets` may be empty: then nothing near is right. Only what is at NEAR or above is shown, the nearest first, as members
see it.

- first right, among three: of the asks that meet something, those whose first shown, or one of three, meets them.
- false alarms: of the pairs of an ask and an offer that does not meet it, those at NEAR or above.
- first wrong: of all asks, those of which the first shown is wrong.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.domain.meaning import NEAR, Text, nearness_of

DATA = Path(__file__).parent / "data"
SETS = {"to build on": "meaning_build*.json", "to report": "meaning_report.json", "written last": "meaning_last.json"}
Z = 1.959964  # 95 %
RATES = {
    "first_right": "first right",
    "among_three": "right among three",
    "false_alarms": "false alarms (pairs)",
    "first_wrong": "first shown is wrong",
}


def run() -> dict[str, Any]:
    """Each set; several files of one are counted together."""
    return {
        name: _together([measured(json.loads(file.read_text())) for file in sorted(DATA.glob(files))])
        for name, files in SETS.items()
    }


def _together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    rates = {name: _interval(*(sum(part[name][of] for part in parts) for of in ("hits", "of"))) for name in RATES}
    counts = {name: sum(part[name] for part in parts) for name in ("asks", "offers")}
    return parts[0] | counts | rates


def measured(data: dict[str, Any]) -> dict[str, Any]:
    """The rates with their 95 % intervals by Wilson, and microseconds a text."""
    began = time.process_time()
    Text.of("")
    table_read = time.process_time() - began  # once in a process
    began = time.process_time()
    offers = [Text.of(offer) for offer in data["offers"]]
    asks = [Text.of(ask["text"]) for ask in data["asks"]]
    first = time.process_time() - began
    began = time.process_time()
    for text in (*data["offers"], *(ask["text"] for ask in data["asks"])):
        Text.of(text)
    again = time.process_time() - began
    began = time.process_time()
    shown = [_shown(ask, offers) for ask in asks]
    compared = time.process_time() - began
    right = [set(ask["meets"]) for ask in data["asks"]]
    met = [(found, meets) for found, meets in zip(shown, right, strict=True) if meets]
    wrong = sum(len(set(found) - meets) for found, meets in zip(shown, right, strict=True))
    texts = len(offers) + len(asks)
    return {
        "asks": len(asks),
        "offers": len(offers),
        "first_right": _rate((bool(found[:1] and found[0] in meets) for found, meets in met)),
        "among_three": _rate((not meets.isdisjoint(found[:3]) for found, meets in met)),
        "false_alarms": _interval(wrong, sum(len(offers) - len(meets) for meets in right)),
        "first_wrong": _rate(bool(found and found[0] not in meets) for found, meets in zip(shown, right, strict=True)),
        "milliseconds_to_read_the_table": 1e3 * table_read,
        "microseconds_a_text_first": 1e6 * first / texts,
        "microseconds_a_text": 1e6 * again / texts,
        "microseconds_a_pair": 1e6 * compared / (len(offers) * len(asks)),
    }


def _shown(ask: Text, offers: list[Text]) -> list[int]:
    """The offers near an ask, the nearest first."""
    near = {number: nearness_of(ask, offer) for number, offer in enumerate(offers)}
    return sorted((number for number in near if near[number] >= NEAR), key=lambda number: (-near[number], number))


def _rate(hits: Iterable[bool]) -> dict[str, Any]:
    counted = list(hits)
    return _interval(sum(counted), len(counted))


def _interval(hits: int, of: int) -> dict[str, Any]:
    """A share and its interval by Wilson."""
    if not of:
        return {"hits": 0, "of": 0, "share": 0.0, "low": 0.0, "high": 1.0}
    share, spread = hits / of, Z * Z / of
    middle, width = share + spread / 2, Z * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return {
        "hits": hits,
        "of": of,
        "share": share,
        "low": max(0.0, (middle - width) / (1 + spread)),
        "high": min(1.0, (middle + width) / (1 + spread)),
    }


def _told(rate: dict[str, Any]) -> str:
    return f"{rate['hits']:,} of {rate['of']:,}: {rate['share']:.1%} ({rate['low']:.1%}–{rate['high']:.1%})"


def tables(result: dict[str, Any]) -> str:
    """Markdown for docs/performance.md."""
    lines = [
        "## Meaning",
        "",
        "Asks and offers in `benchmarks/data/`, written and labelled by hand: some to build the table of words on,",
        "some to report, and some written after the table, counted once and never built on: nearest to what strangers",
        "write. Shown is what is near, the nearest first; in parentheses 95 % intervals (Wilson). False alarms are",
        "pairs called near, of all pairs of an ask and an offer that does not meet it.",
        "",
        f"| | {' | '.join(result)} |",
        f"|---|{'---|' * len(result)}",
        "| asks, offers | " + " | ".join(f"{one['asks']}, {one['offers']}" for one in result.values()) + " |",
    ]
    lines += [
        f"| {label} | {' | '.join(_told(one[name]) for one in result.values())} |" for name, label in RATES.items()
    ]
    for name, label in (
        ("microseconds_a_text", "a text, its words known"),
        ("microseconds_a_text_first", "a text, its words new"),
        ("microseconds_a_pair", "a pair of texts"),
    ):
        lines.append(f"| {label} | {' | '.join(f'{one[name] / 1000:.3f} ms' for one in result.values())} |")
    read = next(iter(result.values()))["milliseconds_to_read_the_table"]
    return "\n".join([*lines, "", f"The table of words is read once in a process, in {read:,.0f} ms."])


def main(arguments: list[str]) -> None:
    """Measure one file."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.meaning", description="Measure nearness on labelled asks."
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    options = parser.parse_args(arguments)
    result = measured(json.loads(options.file.read_text()))
    if options.json:
        print(json.dumps(result, indent=1))
        return
    table = Table("", "share (95 % interval)", title=options.file.name)
    table.add_row("asks, offers", f"{result['asks']}, {result['offers']}")
    for name, label in RATES.items():
        table.add_row(label, _told(result[name]))
    table.add_row("a text, a pair", f"{result['microseconds_a_text']:.0f} µs, {result['microseconds_a_pair']:.1f} µs")
    Console().print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
