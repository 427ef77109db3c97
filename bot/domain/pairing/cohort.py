"""People as columns: sorted by id, so that nothing depends on the order they came in."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.domain.pairing.people import Person, Role

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Words:
    """For each person a run of codes: `codes[start[i]:start[i + 1]]`, indices into `vocabulary`."""

    start: Ints
    codes: npt.NDArray[np.int32]
    vocabulary: Sequence[str]

    def of(self, person: int) -> set[str]:
        """The words of the person in row `person`."""
        return {self.vocabulary[code] for code in self.codes[self.start[person] : self.start[person + 1]]}


@dataclass(frozen=True, slots=True)
class Cohort:
    """n people in rows sorted by id; `row` finds a person's row."""

    ids: Ints
    row: dict[int, int]
    hours: Masks
    circles: dict[str, npt.NDArray[np.int32]]
    """A code for each value; equal values have equal codes, and unknown ones are negative."""
    circle_values: Mapping[str, Sequence[str]]
    asks: Words
    offers: Words
    mentor: Bools
    capacity: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def rows_of(self, people: Ints) -> Ints:
        """The row of each person; -1 for who is not here."""
        if not len(self.ids):
            return np.full(len(people), -1)
        rows = np.minimum(np.searchsorted(self.ids, people), len(self.ids) - 1)
        found: Ints = np.where(self.ids[rows] == people, rows, -1)
        return found

    @classmethod
    def of(cls, people: Iterable[Person]) -> Cohort:
        """Encode people, each seen once and not kept; raise ValueError if two share an id."""
        ids, hours, mentor, capacity = array("q"), array("Q"), array("b"), array("q")
        circles: dict[str, array[int]] = {}
        values: dict[str, dict[str, int]] = {}
        vocabulary: dict[str, int] = {}
        asks, offers = _WordsSoFar(vocabulary), _WordsSoFar(vocabulary)
        for person in people:
            for kind, value in person.circles.items():
                if value:
                    coding, column = values.setdefault(kind, {}), circles.setdefault(kind, array("i"))
                    column.extend([-1] * (len(ids) - len(column)))
                    column.append(coding.setdefault(value, len(coding)))
            ids.append(person.id)
            hours.append(person.hours)
            mentor.append(person.role is Role.MENTOR)
            capacity.append(person.capacity)
            asks.add(person.asks)
            offers.add(person.offers)
        order = np.argsort(np.array(ids, dtype=np.int64), kind="stable")
        sorted_ids = np.array(ids, dtype=np.int64)[order]
        row = {person: place for place, person in enumerate(sorted_ids.tolist())}
        if len(row) != len(ids):
            raise ValueError("two people have the same id")
        for column in circles.values():
            column.extend([-1] * (len(ids) - len(column)))
        spoken = list(vocabulary)
        return cls(
            ids=sorted_ids,
            row=row,
            hours=np.array(hours, dtype=np.uint64)[order],
            circles={kind: np.array(circles[kind], dtype=np.int32)[order] for kind in sorted(circles)},
            circle_values={kind: list(coding) for kind, coding in values.items()},
            asks=asks.sorted_by(order, spoken),
            offers=offers.sorted_by(order, spoken),
            mentor=np.array(mentor, dtype=bool)[order],
            capacity=np.array(capacity, dtype=np.int64)[order],
        )


class _WordsSoFar:
    """Words of people as they come, to be put in another order at the end."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self.vocabulary = vocabulary
        self.codes, self.counts = array("i"), array("q")

    def add(self, words: frozenset[str]) -> None:
        self.codes.extend(self.vocabulary.setdefault(word, len(self.vocabulary)) for word in words)
        self.counts.append(len(words))

    def sorted_by(self, order: Ints, vocabulary: Sequence[str]) -> Words:
        counts = np.array(self.counts, dtype=np.int64)
        ends = np.cumsum(counts)
        _, entry = ranges((ends - counts)[order], ends[order])
        start = np.append(0, np.cumsum(counts[order]))
        return Words(start, np.array(self.codes, dtype=np.int32)[entry], vocabulary)


def ranges(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """All numbers of several ranges, one range after the other: (which range, the number)."""
    lengths = ends - starts
    which = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return which, np.arange(len(which)) - before[which] + starts[which]
