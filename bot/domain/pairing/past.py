"""Who was paired with whom before, kept sparse: one entry for each pair that ever met."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from bot.domain.pairing.cohort import Bools, Cohort, Ints
from bot.domain.pairing.people import PastGroup


@dataclass(frozen=True, slots=True)
class Past:
    """For the person in row i, `buddy[start[i]:start[i + 1]]` are the rows of earlier buddies, ascending.

    `rounds_ago` (1 is the last round) and `tried` (introduced, never met) run beside `buddy`.
    `larger` counts how often each person was in a group above the usual size, `group_size`.
    `now` is the number of the round to come.
    """

    start: Ints
    buddy: npt.NDArray[np.int32]
    rounds_ago: npt.NDArray[np.int32]
    tried: Bools
    larger: Ints
    now: int

    @classmethod
    def of(cls, history: Iterable[PastGroup], cohort: Cohort, group_size: int) -> "Past":
        """Read the history once; people who are not in the cohort are skipped."""
        pairs, when = array("q"), array("q")
        larger = np.zeros(len(cohort), dtype=np.int64)
        n, last, row = len(cohort), 0, cohort.row
        for number, members, did_not_meet in history:
            last = max(last, number)
            rows = [row[member] for member in members if member in row]
            if len(members) > group_size:
                larger[rows] += 1
            for one, other in combinations(rows, 2):
                pairs.append(one * n + other if one < other else other * n + one)
                when.append(2 * number + did_not_meet)
        pair, moment, tried = _latest(np.array(pairs, dtype=np.int64), np.array(when, dtype=np.int64))
        ago = (last + 1 - moment).astype(np.int32)
        both = np.concatenate([pair, pair % n * n + pair // n]) if n else pair
        order = np.argsort(both, kind="stable")
        people = both[order] // n if n else both
        return cls(
            start=np.searchsorted(people, np.arange(n + 1)).astype(np.int64),
            buddy=(both[order] % n if n else both).astype(np.int32),
            rounds_ago=np.tile(ago, 2)[order],
            tried=np.tile(tried, 2)[order],
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

    def in_common(self, one: int, other: int) -> int:
        """How many past buddies these rows have in common."""
        return len(set(self.buddies(one).tolist()) & set(self.buddies(other).tolist()))

    def buddies(self, one: int) -> npt.NDArray[np.int32]:
        """The rows of everyone this row was ever paired with."""
        return self.buddy[self.start[one] : self.start[one + 1]]


def _latest(pair: Ints, when: Ints) -> tuple[Ints, Ints, Bools]:
    """One entry a pair: its last round, and whether every one of its rounds passed without a meeting.

    `when` is twice the number of the round, and one more if they did not meet.
    """
    order = np.lexsort((when, pair))
    pair, when = pair[order], when[order]
    ends = np.flatnonzero(np.append(pair[1:] != pair[:-1], True)) if len(pair) else np.array([], dtype=int)
    begins = np.append(0, ends[:-1] + 1) if len(pair) else ends
    tried = np.minimum.reduceat(when % 2, begins).astype(bool) if len(pair) else np.array([], dtype=bool)
    return pair[ends], when[ends] // 2, tried
