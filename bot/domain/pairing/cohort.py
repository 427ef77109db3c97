"""People as columns: sorted by id, so that nothing depends on the order they came in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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

    @classmethod
    def of(cls, people: Iterable[Person]) -> "Cohort":
        """Encode people; raise ValueError if two share an id."""
        table = sorted(people, key=lambda person: person.id)
        ids = np.array([person.id for person in table], dtype=np.int64)
        row = {person.id: position for position, person in enumerate(table)}
        if len(row) != len(table):
            raise ValueError("two people have the same id")
        kinds = sorted({kind for person in table for kind in person.circles})
        circles, circle_values = {}, {}
        for kind in kinds:
            coding: dict[str, int] = {}
            circles[kind] = np.array([_code(coding, person.circles.get(kind)) for person in table], dtype=np.int32)
            circle_values[kind] = list(coding)
        vocabulary: dict[str, int] = {}
        asks = _words([person.asks for person in table], vocabulary)
        offers = _words([person.offers for person in table], vocabulary)
        spoken = list(vocabulary)
        return cls(
            ids=ids,
            row=row,
            hours=np.array([person.hours for person in table], dtype=np.uint64),
            circles=circles,
            circle_values=circle_values,
            asks=Words(*asks, spoken),
            offers=Words(*offers, spoken),
            mentor=np.array([person.role is Role.MENTOR for person in table], dtype=bool),
            capacity=np.array([person.capacity for person in table], dtype=np.int64),
        )


def _code(coding: dict[str, int], value: str | None) -> int:
    return coding.setdefault(value, len(coding)) if value else -1


def _words(rows: Sequence[frozenset[str]], vocabulary: dict[str, int]) -> tuple[Any, Any]:
    start = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(words) for words in rows], out=start[1:])
    codes = [vocabulary.setdefault(word, len(vocabulary)) for words in rows for word in words]
    return start, np.array(codes, dtype=np.int32)
