"""Cohorts over whole programmes: rounds without a repeat for every size up to 100; weeks in groups of three and four.

It takes several minutes: each programme is played from its first round to its last, on all processors at once.
"""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from bot.domain.pairing import simulate

MOST = 100
SOCIAL_GOLFERS = (
    (5, 3, "7"), (6, 3, "7–8"), (7, 3, "–"), (8, 3, "–"), (9, 3, "10–13"), (10, 3, "–"), (11, 3, "–"), (4, 4, "5"),
    (5, 4, "5"), (6, 4, "7"), (7, 4, "6–9"), (8, 4, "9–10"), (9, 4, "–"), (10, 4, "–"), (25, 4, "25"),
)  # fmt: skip


def run() -> dict[str, Any]:
    """For each number of members, with one circle and with two, how many rounds passed without a repeat."""
    programmes = [(number, circles) for number in range(MOST, 3, -1) for circles in (1, 2)]
    with ProcessPoolExecutor() as pool:
        groups = pool.map(_weeks, SOCIAL_GOLFERS)
        threes = pool.submit(_threes)
        played = list(pool.map(_programme, programmes))
        return {"programmes": played, "groups": list(groups), "threes": threes.result()}


def _programme(of: tuple[int, int]) -> dict[str, Any]:
    """Even: rounds before the first repeat. Odd: repeats over n - 1 rounds, and what counting makes unavoidable."""
    number, circles = of
    began = time.process_time()
    played = simulate(members=number, rounds=number - 1, circles=circles, seed=number)
    cpu = (time.process_time() - began) / (number - 1)
    row = {"members": number, "circles": circles, "repeats": sum(played.repeats), "cpu_a_round": cpu}
    if number % 2:
        return row | {"unavoidable": (number - 1) * (number + 3) // 2 - number * (number - 1) // 2}
    return row | {"rounds": next((at for at, again in enumerate(played.repeats) if again), number - 1)}


def _weeks(of: tuple[int, int, str]) -> dict[str, Any]:
    groups, size, published = of
    most = (groups * size - 1) // (size - 1)
    played = simulate(members=groups * size, rounds=min(most, 25), size=size)
    weeks = next((at for at, again in enumerate(played.repeats) if again), len(played.repeats))
    return {"groups": groups, "size": size, "weeks": weeks, "published": published, "most": most}


def _threes() -> dict[str, Any]:
    began = time.process_time()
    played = simulate(members=999, rounds=50, size=3)
    return {"repeats": sum(played.repeats), "cpu_a_round": (time.process_time() - began) / 50}


def tables(result: dict[str, Any]) -> str:
    """Markdown for docs/performance.md."""
    lines = ["## Cohorts", "", _said_of_even(result["programmes"]), "", _said_of_odd(result["programmes"]), ""]
    lines += ["| groups | of | weeks without a repeat | published | at most, by counting |", "|---|---|---|---|---|"]
    lines += [
        f"| {row['groups']} | {row['size']} | {row['weeks']} | {row['published']} | {row['most']} |"
        for row in result["groups"]
    ]
    threes = result["threes"]
    return "\n".join(
        [
            *lines,
            "",
            f"999 in threes, 50 rounds: {threes['repeats']} repeats, {threes['cpu_a_round']:.2f} CPU s a round.",
            "Published: the social golfer table at cs.brown.edu/~sello/golf.html, known and possible at most.",
        ]
    )


def _said_of_even(programmes: list[dict[str, Any]]) -> str:
    even = [row for row in programmes if "rounds" in row]
    short = [
        f"{row['members']} with {row['circles']} ({row['rounds']})"
        for row in even
        if row["rounds"] < row["members"] - 1
    ]
    said = "all of them" if not short else "all but " + ", ".join(short)
    slowest = max(row["cpu_a_round"] for row in programmes)
    return (
        f"Rounds without a repeat for every even number of members from {min(row['members'] for row in even)} to "
        f"{max(row['members'] for row in even)}, with one circle and with two: n − 1 in {said}; at most {slowest:.2f} "
        "CPU seconds a round, in a programme's mean."
    )


def _said_of_odd(programmes: list[dict[str, Any]]) -> str:
    odd = [row for row in programmes if "unavoidable" in row]
    more = [
        f"{row['members']} with {row['circles']} ({row['repeats']}, not {row['unavoidable']})"
        for row in odd
        if row["repeats"] > row["unavoidable"]
    ]
    said = "all of them" if not more else "all but " + ", ".join(more)
    return (
        f"Repeats over n − 1 rounds with trios, every odd number from {min(row['members'] for row in odd)} to "
        f"{max(row['members'] for row in odd)}: no more than counting makes unavoidable in {said}."
    )
