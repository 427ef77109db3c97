"""Many threads' writes in one transaction."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from bot.db.gathering import Gathered
from bot.db.session import Database


class Writes:
    """Doubles what it is given; the first write waits until it is let go."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, _session: Session, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        self.begun.set()
        assert self.go_on.wait(10)
        if 13 in items:
            raise ValueError("thirteen")
        return [item * 2 for item in items]


def test_who_comes_while_one_write_is_under_way_is_in_the_next(database: Database) -> None:
    writes = Writes()
    gathered = Gathered(database, writes)
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(gathered.put, 1)
        assert writes.begun.wait(10)
        rest = [pool.submit(gathered.put, number) for number in range(2, 10)]
        while gathered.waiting < len(rest):
            threading.Event().wait(0.001)
        writes.go_on.set()
        assert [first.result(10), *(one.result(10) for one in rest)] == [number * 2 for number in range(1, 10)]
    assert writes.batches[0] == [1]
    assert sorted(writes.batches[1]) == list(range(2, 10))
    assert len(writes.batches) == 2


def test_a_write_that_fails_fails_for_everyone_in_it_and_for_nobody_after(database: Database) -> None:
    writes = Writes()
    writes.go_on.set()
    gathered = Gathered(database, writes)
    with pytest.raises(ValueError, match="thirteen"):
        gathered.put(13)
    assert gathered.put(4) == 8
