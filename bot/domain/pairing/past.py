"""The history of pairs, kept sparse: one entry for each pair that ever met."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.domain.pairing.people import PastGroup
from bot.domain.pairing.people_table import Bools, Ints, PeopleTable, ranges

AT_ONCE = 50_000  # groups of the history that are read at a time
Rows = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Past:
    """For the person in row i, `buddy[start[i]:start[i + 1]]` holds the rows of earlier buddies, ascending.

    `rounds_ago` (1 is the last round), `tried` (introduced, never met) and `elsewhere` (the last time in another
    program) run beside `buddy`.
    `larger` counts how often each person was in a group above the usual size, `group_size`, of this program.
    `now` is the number of the round to come.
    """

    start: Ints
    buddy: npt.NDArray[np.int32]
    rounds_ago: npt.NDArray[np.int32]
    tried: Bools
    elsewhere: Bools
    larger: Ints
    now: int

    @classmethod
    def of(cls, history: Iterable[PastGroup], table: PeopleTable, group_size: int) -> "Past":
        """Read the history once; people who are not in the table are skipped."""
        n, last = len(table), 0
        larger = np.zeros(n, dtype=np.int64)
        pairs, moments = [np.array([], dtype=np.int64)], [np.array([], dtype=np.int64)]
        groups = iter(history)
        while some := list(islice(groups, AT_ONCE)):
            rounds, members, apart, elsewhere = (list(column) for column in zip(*some, strict=True))
            last = max(last, *rounds)
            sizes = np.array([len(group) for group in members])
            rows = table.rows_of(np.fromiter(chain.from_iterable(members), dtype=np.int64))
            in_larger = rows[np.repeat((sizes > group_size) & ~np.array(elsewhere), sizes)]
            larger += np.bincount(in_larger[in_larger >= 0], minlength=n)
            pair, group = _pairs(rows, sizes, n)
            pairs.append(pair)
            moments.append((4 * np.array(rounds, dtype=np.int64) + 2 * np.array(apart) + np.array(elsewhere))[group])
        pair, moment, tried, other_program = _latest(np.concatenate(pairs), np.concatenate(moments))
        ago = (last + 1 - moment).astype(np.int32)
        one, other = np.divmod(pair, max(n, 1))
        both = np.append(pair, other * n + one)
        order = np.argsort(both)
        owner = np.append(one, other)[order]
        return cls(
            start=np.append(0, np.cumsum(np.bincount(owner, minlength=n))),
            buddy=np.append(other, one)[order].astype(np.int32),
            rounds_ago=np.tile(ago, 2)[order],
            tried=np.tile(tried, 2)[order],
            elsewhere=np.tile(other_program, 2)[order],
            larger=larger,
            now=last + 1,
        )

    def between(self, one: int, other: int) -> tuple[int, bool] | None:
        """How many rounds ago these rows were last paired, and whether they only tried; None if never."""
        begin, end = self.start[one], self.start[one + 1]
        spot = begin + int(np.searchsorted(self.buddy[begin:end], other))
        if spot < end and self.buddy[spot] == other:
            return int(self.rounds_ago[spot]), bool(self.tried[spot])
        return None

    def find(self, ones: Ints, others: Rows) -> Ints:
        """For each pair of rows its place in `buddy`; -1 for those who were never paired."""
        if not len(self.buddy):
            return np.full(len(ones), -1)
        people = len(self.start) - 1
        known = np.repeat(np.arange(people), np.diff(self.start)) * people + self.buddy  # ascending
        pair = ones * people + others
        place = np.minimum(np.searchsorted(known, pair), len(known) - 1)
        found: Ints = np.where(known[place] == pair, place, -1)
        return found

    def in_common(self, ones: Ints, others: Ints) -> Ints:
        """For each pair of rows the number of past buddies in common."""
        pair, entry = ranges(self.start[ones], self.start[ones + 1])
        shared = self.find(others[pair], self.buddy[entry]) >= 0
        return np.bincount(pair[shared], minlength=len(ones))


def _pairs(rows: Ints, sizes: Ints, n: int) -> tuple[Ints, Ints]:
    """(one * n + other, number of the group) for each two of a group who are in the table, the lower row first."""
    ends = np.repeat(np.cumsum(sizes), sizes)
    entry, other = ranges(np.arange(len(rows)) + 1, ends)
    group = np.repeat(np.arange(len(sizes)), sizes)[entry]
    one, other = rows[entry], rows[other]
    here = (one >= 0) & (other >= 0)
    return (np.minimum(one, other) * n + np.maximum(one, other))[here], group[here]


def _latest(pair: Ints, when: Ints) -> tuple[Ints, Ints, Bools, Bools]:
    """One entry a pair: its last round, whether every one of its rounds passed without a meeting, and whether the last
    was in another program.

    `when` is four times the number of the round, two more if they did not meet, and one more for another program.
    """
    span = int(when.max(initial=0)) + 1
    pair, when = np.divmod(np.sort(pair * span + when), span)
    ends = np.flatnonzero(np.diff(pair, append=-1))
    begins = np.append(0, ends[:-1] + 1) if len(pair) else ends
    tried = np.minimum.reduceat(when // 2 % 2, begins).astype(bool) if len(pair) else np.array([], dtype=bool)
    return pair[ends], when[ends] // 4, tried, (when[ends] % 2).astype(bool)
