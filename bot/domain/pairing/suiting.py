"""How well people suit: for any set of them two square matrices, one for what comes first, one for the softer wishes.

Everything is whole numbers, so that every machine computes the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.chance import draws, pair_draws
from bot.domain.pairing.cohort import Bools, Cohort, Words
from bot.domain.pairing.past import Past
from bot.domain.pairing.people import HALF_HOURS_A_DAY, PastGroup, Person
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.solving import NEW, SECOND_TRY, SOFT_BITS, Ints, level_of_repeat

FULL = (1 << 14) - 1  # what the softer wishes are worth when all of them are fulfilled
NOISE_BITS = SOFT_BITS - 14
MOST_TIES = 64
SMALL = 256  # up to so many people, counting common buddies by a matrix product is quicker
Matrix = NDArray[np.int64]


@dataclass(frozen=True)
class Suiting:
    """Everything that is asked about pairs while a round is planned. People are rows of `cohort`."""

    cohort: Cohort
    past: Past
    rules: Rules
    weights: Weights
    chances: NDArray[np.uint64]
    apart: dict[int, list[int]]

    @classmethod
    def of(
        cls, people: Iterable[Person], history: Iterable[PastGroup], rules: Rules, weights: Weights, *, seed: int
    ) -> Suiting:
        """Read people and history once each."""
        cohort = Cohort.of(people)
        past = Past.of(history, cohort, rules.group_size)
        apart: dict[int, list[int]] = {}
        for pair in rules.never:
            one, other = (cohort.row.get(person, -1) for person in pair)
            if one >= 0 and other >= 0:
                apart.setdefault(one, []).append(other)
                apart.setdefault(other, []).append(one)
        return cls(cohort, past, rules, weights, draws(cohort.ids, seed, past.now), apart)

    def feasible(self, rows: Ints) -> Bools:
        """Who of these may be paired with whom: common hours, do-not-pair entries, roles."""
        allowed = self.common_hours(rows) >= self.rules.min_common_half_hours
        np.fill_diagonal(allowed, val=False)
        local = {int(row): place for place, row in enumerate(rows)} if self.apart else {}
        for row in self.apart.keys() & local.keys():
            others = [local[other] for other in self.apart[row] if other in local]
            allowed[local[row], others] = False
        if self.rules.mentor_rounds:
            mentor = self.cohort.mentor[rows]
            allowed &= mentor[:, None] != mentor[None, :]
        return allowed

    def common_hours(self, rows: Ints) -> NDArray[np.uint8]:
        """Half-hours that suit both."""
        hours = self.cohort.hours[rows]
        common: NDArray[np.uint8] = np.bitwise_count(hours[:, None] & hours[None, :])
        return common

    def levels(self, rows: Ints) -> Matrix:
        """NEW for people who never met, SECOND_TRY and repeats by age below it, -1 for who may not be paired."""
        levels = np.where(self.feasible(rows), NEW, -1)
        owner, entry, place = self._past_entries(rows)
        age = self.past.rounds_ago[entry].astype(np.int64)
        level = level_of_repeat(age) + np.where(self.past.tried[entry], SECOND_TRY, 0)
        levels[owner, place] = np.minimum(levels[owner, place], level)
        return levels

    def soft(self, rows: Ints) -> Matrix:
        """The softer wishes, below 2**SOFT_BITS; the lowest bits are noise that decides between equals."""
        return (self.wishes(rows) << NOISE_BITS) + self.noise(rows)

    def noise(self, rows: Ints) -> Matrix:
        """A number below 2**NOISE_BITS for each pair, by the round's seed."""
        chances = self.chances[rows]
        return pair_draws(chances[:, None], chances[None, :], NOISE_BITS)

    def wishes(self, rows: Ints) -> Matrix:
        """How well the weights are met, from 0 to FULL."""
        weights = self.weights
        whole = sum(self._amounts()) or 1
        wish = np.zeros((len(rows), len(rows)), dtype=np.int64)
        if weights.common_hours:
            beyond = np.clip(np.arange(HALF_HOURS_A_DAY + 1) - self.rules.min_common_half_hours, 0, 8)
            wish += (FULL * weights.common_hours * beyond // (8 * whole))[self.common_hours(rows)]
        if weights.weak_ties:
            wish += self._tie_worth(whole)[np.minimum(self.ties(rows), MOST_TIES)]
        if weights.asks_offers:
            helps = self._helps(rows)
            wish += FULL * weights.asks_offers // (2 * whole) * (helps.astype(np.int64) + helps.T)
        return wish + self._circle_worth(rows, whole)

    def _amounts(self) -> tuple[int, ...]:
        weights = self.weights
        amounts = (weights.other_circle, weights.weak_ties, weights.asks_offers, weights.common_hours)
        return (*amounts, weights.same_city)

    def _tie_worth(self, whole: int) -> Ints:
        """An inverted U over the number of common past buddies: whole at the peak, half a width away from it."""
        width = self.weights.tie_width**2
        distance = (np.arange(MOST_TIES + 1) - self.weights.tie_peak) ** 2
        return FULL * self.weights.weak_ties * width // (whole * (width + distance))

    def ties(self, rows: Ints) -> Matrix:
        """How many past buddies each two have in common."""
        size, people = len(rows), len(self.cohort)
        owner, entry, _ = self._past_entries(rows, inside=False)
        if people <= SMALL:
            met = np.zeros((size, people), dtype=np.float32)
            met[owner, self.past.buddy[entry]] = 1
            shared: Matrix = np.rint(met @ met.T).astype(np.int64)
            return shared
        through = self.past.buddy[entry].astype(np.int64)
        way, second = _ranges(self.past.start[through], self.past.start[through + 1])
        place = self._places(rows)[self.past.buddy[second]]
        inside = place >= 0
        count = np.bincount(owner[way[inside]] * size + place[inside], minlength=size * size)
        return count.reshape(size, size)

    def _past_entries(self, rows: Ints, *, inside: bool = True) -> tuple[Ints, Ints, Ints]:
        """(place of the owner in rows, index into the past, place of the buddy in rows), of buddies inside rows."""
        owner, entry = _ranges(self.past.start[rows], self.past.start[rows + 1])
        if not inside:
            return owner, entry, entry
        place = self._places(rows)[self.past.buddy[entry]]
        kept = place >= 0
        return owner[kept], entry[kept], place[kept]

    def _places(self, rows: Ints) -> Ints:
        places = np.full(len(self.cohort), -1, dtype=np.int64)
        places[rows] = np.arange(len(rows))
        return places

    def _helps(self, rows: Ints) -> Bools:
        """Whether the column's person offers something that the row's person asks for."""
        helps = np.zeros((len(rows), len(rows)), dtype=bool)
        askers, offerers = _by_word(self.cohort.asks, rows), _by_word(self.cohort.offers, rows)
        for word in askers.keys() & offerers.keys():
            helps[np.ix_(askers[word], offerers[word])] = True
        return helps

    def _circle_worth(self, rows: Ints, whole: int) -> Matrix:
        shape = (len(rows), len(rows))
        known, differ, worth = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8), np.zeros(shape, np.int64)
        in_person = self.weights.same_city > 0
        for kind, codes in self.cohort.circles.items():
            mine = codes[rows]
            both = (mine >= 0)[:, None] & (mine >= 0)[None, :]
            same = both & (mine[:, None] == mine[None, :])
            if in_person and kind == "city":
                worth += FULL * self.weights.same_city // whole * same
                continue
            known += both
            differ += both & ~same
        if self.weights.other_circle and self.cohort.circles:
            kinds = np.arange(len(self.cohort.circles) + 1)
            share = FULL * self.weights.other_circle * kinds[None, :] // (whole * np.maximum(kinds, 1)[:, None])
            worth += share[known, differ]
        return worth


def _ranges(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """All numbers of several ranges, one range after the other, with the number of the range of each."""
    lengths = ends - starts
    which = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return which, np.arange(len(which)) - before[which] + starts[which]


def _by_word(words: Words, rows: Ints) -> dict[int, Ints]:
    """For each word the places in `rows` of those who have it."""
    place, entry = _ranges(words.start[rows], words.start[rows + 1])
    codes = words.codes[entry]
    order = np.argsort(codes, kind="stable")
    found, begins = np.unique(codes[order], return_index=True)
    return dict(zip(found.tolist(), np.split(place[order], begins[1:]), strict=True)) if len(found) else {}
