"""How well each two people suit, as matrices: who may be paired at all, who is new to whom, and the softer wishes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.people import PastGroup, Person, Role
from bot.domain.pairing.rules import Rules, Weights

# A new partner outweighs every softer wish of a whole program, and a second try every repeat.
NEW, SECOND_TRY, REPEAT, SOFT = 10**12, 5 * 10**11, 10**11, 10**4


@dataclass(frozen=True)
class Scores:
    """Square matrices over `people` in their order. `latest` is the number of the last round in the history."""

    people: Sequence[Person]
    feasible: NDArray[np.bool_]
    common: NDArray[np.int64]  # half hours in common
    last_paired: NDArray[np.int64]  # the round in which the two were paired last; 0 for never
    missed: NDArray[np.bool_]  # paired last, and did not meet
    ties: NDArray[np.int64]  # past buddies in common
    total: NDArray[np.int64]
    latest: int


def score(people: Sequence[Person], history: Iterable[PastGroup], rules: Rules, weights: Weights) -> Scores:
    """The matrices for these people; ids that the history knows and `people` does not are left aside."""
    index = {person.id: number for number, person in enumerate(people)}
    size = len(people)
    hours = np.array([person.hours for person in people], dtype=np.uint64)
    common = np.bitwise_count(hours[:, None] & hours[None, :]).astype(np.int64)
    last_paired, missed, latest = _past(history, index, size)
    ties = (last_paired > 0).astype(np.int64) @ (last_paired > 0).astype(np.int64)
    soft = _soft(people, common, ties, rules, weights)
    age = (latest + 1 - last_paired) * (REPEAT // (latest + 1))
    tier = np.where(last_paired == 0, NEW, np.where(missed, SECOND_TRY, 0) + age)
    feasible = _feasible(people, common, index, rules)
    total = tier + np.round(soft * SOFT).astype(np.int64)
    return Scores(people, feasible, common, last_paired, missed, ties, total, latest)


def _past(
    history: Iterable[PastGroup], index: dict[int, int], size: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_], int]:
    last = np.zeros((size, size), dtype=np.int64)
    missed = np.zeros((size, size), dtype=np.bool_)
    latest = 0
    for group in sorted(history, key=lambda past: past.round):
        latest = max(latest, group.round)
        here = [index[member] for member in group.members if member in index]
        for one, other in combinations(here, 2):
            last[one, other] = last[other, one] = group.round
            missed[one, other] = missed[other, one] = group.did_not_meet
    return last, missed, latest


def _feasible(
    people: Sequence[Person], common: NDArray[np.int64], index: dict[int, int], rules: Rules
) -> NDArray[np.bool_]:
    feasible = common >= rules.min_common_half_hours
    np.fill_diagonal(feasible, val=False)
    for pair in rules.never:
        if pair <= index.keys():
            one, other = (index[member] for member in pair)
            feasible[one, other] = feasible[other, one] = False
    if rules.mentor_rounds:
        mentor = np.array([person.role is Role.MENTOR for person in people])
        feasible &= mentor[:, None] != mentor[None, :]
    return feasible


def _soft(
    people: Sequence[Person],
    common: NDArray[np.int64],
    ties: NDArray[np.int64],
    rules: Rules,
    weights: Weights,
) -> NDArray[np.float64]:
    """From 0 to 1. The ties' inverted U follows Rajkumar et al., Science 377 (2022)."""
    known, differ, same_city = _circles(people)
    circles = np.divide(differ, known, out=np.zeros(known.shape), where=known > 0)
    tie = np.exp2(-(((ties - weights.tie_peak) / weights.tie_width) ** 2))
    hours = np.clip(common - rules.min_common_half_hours, 0, 8) / 8
    parts = (
        (weights.other_circle, circles),
        (weights.weak_ties, tie),
        (weights.asks_offers, _help(people)),
        (weights.common_hours, hours),
        (weights.same_city, same_city),
    )
    whole = sum(weight for weight, _ in parts) or 1
    return sum((weight / whole * part for weight, part in parts), start=np.zeros(known.shape))


def _circles(people: Sequence[Person]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """(circles known of both, of those how many differ, whether the city is the same)."""
    shape = (len(people), len(people))
    known, differ, same_city = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for kind in sorted({kind for person in people for kind in person.circles}):
        values = [person.circles.get(kind, "") for person in people]
        codes = {value: number for number, value in enumerate(sorted(set(values) - {""}))}
        of = np.array([codes.get(value, -1) for value in values])
        both = (of[:, None] >= 0) & (of[None, :] >= 0)
        same = both & (of[:, None] == of[None, :])
        known += both
        differ += both & ~same
        if kind == "city":
            same_city += same
    return known, differ, same_city


def _help(people: Sequence[Person]) -> NDArray[np.float64]:
    """Half for each direction in which one offers what the other asks for."""
    words = sorted({word for person in people for word in person.asks | person.offers})
    column = {word: number for number, word in enumerate(words)}
    asks = np.zeros((len(people), len(words)), dtype=np.float32)
    offers = np.zeros_like(asks)
    for row, person in enumerate(people):
        asks[row, [column[word] for word in person.asks]] = 1
        offers[row, [column[word] for word in person.offers]] = 1
    helped = (asks @ offers.T) > 0
    return (helped.astype(np.float64) + helped.T) / 2
