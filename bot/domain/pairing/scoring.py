"""Scores of pairs: for any set of people two square matrices, one for repeats, one for the softer wishes.

Everything is whole numbers, so that every machine computes the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.pairing.apart import barred_rows, circle_codes
from bot.domain.pairing.hashed_noise import draws, pair_draws
from bot.domain.pairing.past import Past
from bot.domain.pairing.people import PastGroup, Person
from bot.domain.pairing.people_table import Bools, Codes, Keys, PeopleTable, ranges
from bot.domain.pairing.round_wishes import RoundWishes
from bot.domain.pairing.rules import Rules, Weights
from bot.domain.pairing.score_table import FULL, MOST_TIES, ScoreTable, Small
from bot.domain.pairing.solving import NEW, SECOND_TRY, SOFT_BITS, Ints, level_of_repeat

NOISE_BITS = SOFT_BITS - FULL.bit_length()
SMALL = 256  # up to this many people a matrix product counts common buddies faster
Matrix = NDArray[np.int64]
Counts = NDArray[np.uint8]


@dataclass(frozen=True)
class Scoring:
    """All scores and rules of pairs while a round is planned. A row number stands for a person in `people`."""

    people: PeopleTable
    past: Past
    rules: Rules
    weights: Weights
    chances: NDArray[np.uint64]
    apart: dict[int, Ints]
    """For some rows those with whom they are never grouped, for something personal or by their organizers."""
    circle: Codes | None
    """The circle of each, where the program goes only across or only within one."""
    kinds: tuple[str, ...]
    """The kinds of circles in which people should differ."""
    scores: ScoreTable
    least: dict[int, int]
    """People for whom fewer half-hours in common are enough, and how many."""
    round_wishes: RoundWishes

    @classmethod
    def of(
        cls, people: Iterable[Person], history: Iterable[PastGroup], rules: Rules, weights: Weights, *, seed: int
    ) -> Scoring:
        """Read people and history once each."""
        table = PeopleTable.of(people)
        past = Past.of(history, table, rules.group_size)
        kinds = tuple(kind for kind in table.circles if kind != "city" or not weights.same_city)
        wishes = RoundWishes.of(table)
        scores = ScoreTable.of(weights, rules.min_common_half_hours, len(kinds), with_wishes=bool(len(wishes.ones)))
        least = {table.row[person]: least for person, least in rules.lowered.items() if person in table.row}
        return cls(
            people=table,
            past=past,
            rules=rules,
            weights=weights,
            chances=draws(table.ids, seed, past.now),
            apart=barred_rows(table, rules),
            circle=circle_codes(table, rules),
            kinds=kinds,
            scores=scores,
            least=least,
            round_wishes=wishes,
        )

    def may_meet(self, one: int, other: int) -> bool:
        """Whether nothing personal, no organizer and no circle keeps these two rows apart."""
        if other in self.apart.get(one, ()):
            return False
        return self.circle is None or bool(self.circle[one] == self.circle[other]) is self.rules.within

    def in_reach(self, row: int) -> Bools:
        """Who of all is not kept from this row by the program's circle."""
        if self.circle is None:
            return np.ones(len(self.people), dtype=bool)
        reach: Bools = (self.circle == self.circle[row]) == self.rules.within
        return reach

    def enough(self, row: int) -> Ints:
        """So many half-hours in common are enough for the person in this row and each other."""
        usual = self.rules.min_common_half_hours
        needed = np.full(len(self.people), min(usual, self.least.get(row, usual)))
        for other, least in self.least.items():
            needed[other] = min(needed[other], least)
        return needed

    def feasible(self, rows: Ints) -> Bools:
        """Which of these may be paired with each other: common hours, and nothing that keeps them apart."""
        return self._feasible(rows, self.common_hours(rows))

    def _feasible(self, rows: Ints, common: Counts) -> Bools:
        allowed: Bools = common >= self.rules.min_common_half_hours
        local = {int(row): place for place, row in enumerate(rows)} if self.apart or self.least else {}
        for row in self.least.keys() & local.keys():
            near = common[local[row]] >= self.least[row]
            allowed[local[row]] |= near
            allowed[:, local[row]] |= near
        np.fill_diagonal(allowed, val=False)
        for row in self.apart.keys() & local.keys():
            others = [local[other] for other in self.apart[row].tolist() if other in local]
            allowed[local[row], others] = False
        if self.circle is not None:
            codes = self.circle[rows]
            allowed &= (codes[:, None] == codes[None, :]) == self.rules.within
        return allowed

    def common_hours(self, rows: Ints) -> Counts:
        """Half-hours that suit both."""
        masks, kind = np.unique(self.people.hours[rows], return_inverse=True)
        common: Counts = np.bitwise_count(masks[:, None] & masks[None, :]).take(kind, 0).take(kind, 1)
        return common

    def matrices(self, rows: Ints) -> tuple[Small, Small]:
        """(levels, wishes) of these rows, in as little memory as possible."""
        common = self.common_hours(rows)
        return self._levels(rows, common), self._wishes(rows, common)

    def levels(self, rows: Ints) -> Matrix:
        """NEW for people who never met, SECOND_TRY and repeats by age below it, -1 for those who may not be paired."""
        return self._levels(rows, self.common_hours(rows)).astype(np.int64)

    def _levels(self, rows: Ints, common: Counts) -> Small:
        levels = np.where(self._feasible(rows, common), np.int16(NEW), np.int16(-1))
        owner, entry, place = self._past_entries(rows)
        age = self.past.rounds_ago[entry].astype(np.int64)
        level = level_of_repeat(age) + np.where(self.past.tried[entry], SECOND_TRY, 0)
        levels[owner, place] = np.minimum(levels[owner, place], level)
        return levels

    def soft(self, rows: Ints) -> Matrix:
        """The softer wishes, below 2**SOFT_BITS; the lowest bits are noise that decides between equals."""
        return (self.wishes(rows) << NOISE_BITS) + self.noise(rows)

    def soft_of(self, ones: Ints, others: Ints, wishes: NDArray[np.integer[Any]]) -> Ints:
        """The same for single pairs of rows whose wishes are known."""
        noise = pair_draws(self.chances[ones], self.chances[others], NOISE_BITS)
        return (wishes.astype(np.int64) << NOISE_BITS) + noise

    def noise(self, rows: Ints) -> Matrix:
        """A number below 2**NOISE_BITS for each pair, by the round's seed."""
        chances = self.chances[rows]
        return pair_draws(chances[:, None], chances[None, :], NOISE_BITS)

    def wishes(self, rows: Ints) -> Matrix:
        """How well the weights are met, from 0 to FULL."""
        return self._wishes(rows, self.common_hours(rows)).astype(np.int64)

    def _wishes(self, rows: Ints, common: Counts) -> Small:
        wish = self.scores.hours.take(common)
        if self.weights.weak_ties:
            self._add_ties(rows, wish)
        if self.weights.asks_offers:
            helps = self._helps(rows) * np.int16(self.scores.help)
            wish += helps
            wish += helps.T
        self._add_circles(rows, wish)
        self.round_wishes.add(wish, self._places(rows), self.scores.wish)
        return wish

    def _add_ties(self, rows: Ints, wish: Small) -> None:
        scores = self.scores.ties
        if len(self.people) <= SMALL:
            wish += scores.take(np.minimum(self.ties(rows), MOST_TIES))
            return
        through = self._meetings_through(rows)
        if 8 * len(through) > wish.size:
            times = np.bincount(through, minlength=wish.size)
            wish += scores.take(times, mode="clip").reshape(wish.shape)
            return
        pair, times = np.unique(through, return_counts=True)
        wish += scores[0]
        wish.ravel()[pair] += scores.take(times, mode="clip") - scores[0]

    def ties(self, rows: Ints) -> Matrix:
        """How many past buddies each two have in common."""
        size, people = len(rows), len(self.people)
        owner, entry, _ = self._past_entries(rows, inside=False)
        if people <= SMALL:
            met = np.zeros((size, people), dtype=np.float32)
            met[owner, self.past.buddy[entry]] = 1
            shared: Matrix = np.rint(met @ met.T).astype(np.int64)
            return shared
        return np.bincount(self._meetings_through(rows), minlength=size * size).reshape(size, size)

    def _meetings_through(self, rows: Ints) -> Ints:
        """For each past buddy in common of two of these rows, their two places in a flat matrix."""
        owner, entry, _ = self._past_entries(rows, inside=False)
        through = self.past.buddy[entry]
        order = np.argsort(through, kind="stable")
        owner, through = owner[order], through[order]
        ends = np.flatnonzero(np.diff(through, append=-1)) + 1
        one, other = ranges(np.arange(len(owner)) + 1, np.repeat(ends, np.diff(ends, prepend=0)))
        ones, others = owner[one], owner[other]
        return np.append(ones * len(rows) + others, others * len(rows) + ones)

    def _past_entries(self, rows: Ints, *, inside: bool = True) -> tuple[Ints, Ints, Ints]:
        """(place of the owner in rows, index into the past, place of the buddy in rows), of buddies inside rows."""
        owner, entry = ranges(self.past.start[rows], self.past.start[rows + 1])
        if not inside:
            return owner, entry, entry
        place = self._places(rows)[self.past.buddy[entry]]
        kept = place >= 0
        return owner[kept], entry[kept], place[kept]

    def _places(self, rows: Ints) -> Ints:
        places = np.full(len(self.people), -1, dtype=np.int64)
        places[rows] = np.arange(len(rows))
        return places

    def _helps(self, rows: Ints) -> Bools:
        """Whether the column's person offers something near what the row's person asks for."""
        helps = np.zeros((len(rows), len(rows)), dtype=bool)
        askers, offerers = _by_key(self.people.asks, rows), _by_key(self.people.offers, rows)
        for key in askers.keys() & offerers.keys():
            helps[np.ix_(askers[key], offerers[key])] = True
        return helps

    def _add_circles(self, rows: Ints, wish: Small) -> None:
        """The share of the circles known of both in which they differ; one city counts separately if it is wanted."""
        size, kinds = len(rows), self.kinds
        if self.scores.city:
            wish += np.int16(self.scores.city) * _same(self.people.meets_in[rows])
        if not self.weights.other_circle or not kinds:
            return
        share = self.scores.circles
        state = np.zeros((size, size), np.uint8)  # which entry of `share`: each unknown kind is a row further
        for kind in kinds:
            mine = self.people.circles[kind][rows]
            state += _same(mine)
            unknown = mine < 0
            if unknown.any():
                state += np.uint8(share.shape[1]) * (unknown[:, None] | unknown[None, :])
        wish += share.ravel().take(state)


def _same(codes: NDArray[np.int32]) -> Bools:
    """Where two have the same value; an unknown value equals no other."""
    own = np.where(codes < 0, -1 - np.arange(len(codes)), codes)
    if max(len(own), own.max(initial=0)) < np.iinfo(np.int16).max:
        own = own.astype(np.int16)  # four times as many are compared at once
    same: Bools = own[:, None] == own[None, :]
    np.fill_diagonal(same, val=False)
    return same


def _by_key(keys: Keys, rows: Ints) -> dict[int, Ints]:
    """For each key the places in `rows` of the people who have it."""
    place, entry = ranges(keys.start[rows], keys.start[rows + 1])
    codes = keys.codes[entry]
    order = np.argsort(codes, kind="stable")
    found, begins = np.unique(codes[order], return_index=True)
    return dict(zip(found.tolist(), np.split(place[order], begins[1:]), strict=True)) if len(found) else {}
