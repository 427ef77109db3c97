"""People as columns: sorted by id, so that nothing depends on the order they came in."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from bot.domain.pairing.people import Person
from bot.domain.states import Role

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]
AT_ONCE = 10_000  # people who are read at a time
SPREAD = 8  # the lookup table for ids has at most this many entries for each person


@dataclass(frozen=True, slots=True)
class Keys:
    """For each person a run of codes, one a key: `codes[start[i]:start[i + 1]]`."""

    start: Ints
    codes: Codes


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """n people in rows sorted by id; `row` finds a person's row."""

    ids: Ints
    row: dict[int, int]
    hours: Masks
    circles: dict[str, Codes]
    """A code for each value; equal values have equal codes, and unknown ones are negative."""
    circle_values: Mapping[str, Sequence[str]]
    asks: Keys
    offers: Keys
    mentor: Bools
    meets_in: Codes
    """The code of each one's city; negative where it is not known, or where they would rather meet online first."""
    avoids: dict[int, Codes]
    """For some rows the codes of employers with whose people they are never grouped."""
    wished: dict[int, frozenset[int]]
    """For some rows the people (ids) who would meet a wish, and below those wished for by name."""
    named: dict[int, frozenset[int]]

    def __len__(self) -> int:
        return len(self.ids)

    def rows_of(self, people: Ints) -> Ints:
        """The row of each person; -1 for those who are not here."""
        if not len(self.ids):
            return np.full(len(people), -1)
        first, span = int(self.ids[0]), int(self.ids[-1] - self.ids[0]) + 1
        if span <= SPREAD * len(self.ids):  # as ids of a database table are: a lookup is quicker than a search
            table = np.full(span, -1)
            table[self.ids - first] = np.arange(len(self.ids))
            place = people - first
            near: Ints = np.where((place >= 0) & (place < span), table[np.clip(place, 0, span - 1)], -1)
            return near
        rows = np.minimum(np.searchsorted(self.ids, people), len(self.ids) - 1)
        found: Ints = np.where(self.ids[rows] == people, rows, -1)
        return found

    @classmethod
    def of(cls, people: Iterable[Person]) -> PeopleTable:
        """Encode people, each read once and not kept; raise ValueError if two share an id."""
        ids, hours, mentor = array("q"), array("Q"), array("b")
        say: list[Person] = []  # the few who said more about whom they are matched with
        circles = _CirclesSoFar()
        coding: dict[str, int] = {}
        asks, offers = _KeysSoFar(coding), _KeysSoFar(coding)
        waiting = iter(people)
        while some := list(islice(waiting, AT_ONCE)):
            circles.add([person.circles for person in some], len(ids))
            ids.extend([person.id for person in some])
            hours.extend([person.hours for person in some])
            mentor.extend([person.role is Role.MENTOR for person in some])
            asks.add([person.asks for person in some])
            offers.add([person.offers for person in some])
            say += [one for one in some if one.avoids or one.online_first or one.wished or one.named]
        order = np.argsort(np.array(ids, dtype=np.int64), kind="stable")
        sorted_ids = np.array(ids, dtype=np.int64)[order]
        row = {person: place for place, person in enumerate(sorted_ids.tolist())}
        if len(row) != len(ids):
            raise ValueError("two people have the same id")
        columns = {kind: column[order] for kind, column in circles.columns(len(ids)).items()}
        employers = circles.codings.get("employer", {})
        return cls(
            ids=sorted_ids,
            row=row,
            hours=np.array(hours, dtype=np.uint64)[order],
            circles=columns,
            circle_values={kind: list(coding) for kind, coding in circles.codings.items()},
            asks=asks.sorted_by(order),
            offers=offers.sorted_by(order),
            mentor=np.array(mentor, dtype=bool)[order],
            meets_in=_meeting_places(columns, [row[one.id] for one in say if one.online_first], len(ids)),
            avoids={
                row[one.id]: np.array([employers[name] for name in sorted(one.avoids) if name in employers], np.int32)
                for one in say
                if one.avoids
            },
            wished={row[one.id]: one.wished for one in say if one.wished},
            named={row[one.id]: one.named for one in say if one.named},
        )


def _meeting_places(circles: Mapping[str, Codes], online: Sequence[int], number: int) -> Codes:
    cities = circles.get("city", np.full(number, -1, dtype=np.int32))
    if online:
        cities = cities.copy()
        cities[online] = -1
    return cities


def _encoded(values: Sequence[str], coding: dict[str, int]) -> Iterator[int]:
    """The code of each value; a new value gets the next code."""
    for value in dict.fromkeys(values):
        coding.setdefault(value, len(coding))
    return map(coding.__getitem__, values)


class _CirclesSoFar:
    """Circles of people in the order of input; -1 where somebody does not tell a kind."""

    def __init__(self) -> None:
        self.codings: dict[str, dict[str, int]] = {}
        self.codes: dict[str, array[int]] = {}

    def add(self, some: Sequence[Mapping[str, str]], before: int) -> None:
        """The circles of some more people, after `before` others."""
        for kind in dict.fromkeys(chain.from_iterable(some)):
            coding, column = self.codings.setdefault(kind, {}), self.codes.setdefault(kind, array("i"))
            column.extend([-1] * (before - len(column)))
            told = [circles.get(kind, "") for circles in some]
            column.extend(code if value else -1 for code, value in zip(_encoded(told, coding), told, strict=True))

    def columns(self, number: int) -> dict[str, Codes]:
        """A code for each of so many people, by kind."""
        for column in self.codes.values():
            column.extend([-1] * (number - len(column)))
        return {kind: np.array(self.codes[kind], dtype=np.int32) for kind in sorted(self.codes)}


class _KeysSoFar:
    """Keys of people in the order of input; they are sorted at the end."""

    def __init__(self, coding: dict[str, int]) -> None:
        self.coding = coding
        self.codes, self.counts = array("i"), array("q")

    def add(self, some: Sequence[frozenset[str]]) -> None:
        """The keys of some more people."""
        self.codes.extend(_encoded(list(chain.from_iterable(some)), self.coding))
        self.counts.extend(map(len, some))

    def sorted_by(self, order: Ints) -> Keys:
        counts = np.array(self.counts, dtype=np.int64)
        ends = np.cumsum(counts)
        _, entry = ranges((ends - counts)[order], ends[order])
        start = np.append(0, np.cumsum(counts[order]))
        return Keys(start, np.array(self.codes, dtype=np.int32)[entry])


def distinct(values: Ints) -> Ints:
    """Each value once, ascending. `np.unique` does the same, but loads masked arrays first: a tenth of the import
    time.
    """
    values = np.sort(values)
    first: Ints = values[np.append(True, values[1:] != values[:-1])[: len(values)]]
    return first


def without(values: Ints, others: Ints) -> Ints:
    """The values that are not among `others`, in their order."""
    return values[np.isin(values, others, invert=True)]


def ranges(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """All numbers of several ranges, one range after the other: (which range, the number)."""
    lengths = ends - starts
    which = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return which, np.arange(len(which)) - before[which] + starts[which]
