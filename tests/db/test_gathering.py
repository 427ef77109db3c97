"""Many threads' writes in one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from sqlalchemy.orm import Session

from bot.db.gathering import Gathered
from bot.db.session import Database

Make = Callable[["Writes"], Gathered[int, int]]


class Writes:
    """Doubles what it is given; the first write waits until it is let go."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, _session: Session, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        self.begun.set()
        assert self.go_on.wait(30)
        if 13 in items:
            raise ValueError("thirteen")
        return [item * 2 for item in items]


@pytest.fixture
def make(database: Database) -> Iterator[Make]:
    made: list[Gathered[int, int]] = []

    def make(writes: Writes) -> Gathered[int, int]:
        made.append(Gathered(database, writes))
        return made[-1]

    yield make
    for gathered in made:
        gathered.close()


def test_who_comes_while_one_write_is_under_way_is_in_the_next(make: Make) -> None:
    writes = Writes()
    gathered = make(writes)
    first = gathered.put(1)
    assert writes.begun.wait(30)
    rest = [gathered.put(number) for number in range(2, 10)]
    writes.go_on.set()
    assert [one.result(30) for one in (first, *rest)] == [number * 2 for number in range(1, 10)]
    assert writes.batches == [[1], list(range(2, 10))]


def test_what_follows_a_write_follows_in_the_order_of_the_items(make: Make) -> None:
    writes, followed = Writes(), list[int]()
    gathered = make(writes)
    results = [gathered.put(number) for number in range(5)]
    for result in results:
        result.add_done_callback(lambda done: followed.append(done.result()))
    writes.go_on.set()
    gathered.close()
    assert followed == [0, 2, 4, 6, 8]


def test_others_can_wait_until_no_write_is_under_way(make: Make) -> None:
    writes = Writes()
    gathered = make(writes)
    result = gathered.put(1)
    assert writes.begun.wait(30)
    assert gathered.writing.locked()
    writes.go_on.set()
    result.result(30)
    assert not gathered.writing.locked()


def test_who_no_longer_waits_takes_nothing_back(make: Make) -> None:
    writes = Writes()
    result = make(writes).put(4)
    assert not result.cancel()
    writes.go_on.set()
    assert result.result(30) == 8


def test_a_write_that_fails_fails_for_everyone_in_it_and_for_nobody_after(make: Make) -> None:
    writes = Writes()
    writes.go_on.set()
    gathered = make(writes)
    with pytest.raises(ValueError, match="thirteen"):
        gathered.put(13).result(30)
    assert gathered.put(4).result(30) == 8
