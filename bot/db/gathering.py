"""Many threads write, one transaction carries them: SQLite has one writer, and a commit costs more than a row."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from bot.db.session import Database

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Entry(Generic[Item, Result]):
    def __init__(self, item: Item) -> None:
        self.item = item
        self.result: Result | None = None
        self.error: Exception | None = None
        self.is_done = False


class Gathered(Generic[Item, Result]):
    """`write(session, items)` gives a result for each item. Who comes while one write is under way is in the next."""

    def __init__(self, database: Database, write: Callable[[Session, Sequence[Item]], Sequence[Result]]) -> None:
        self._database, self._write = database, write
        self._waiting: list[_Entry[Item, Result]] = []
        self._is_writing = False
        self._changed = threading.Condition()

    @property
    def waiting(self) -> int:
        """How many wait for the next write."""
        return len(self._waiting)

    def put(self, item: Item) -> Result:
        """The item's result, once it is committed. Raises what the transaction raised: nothing is written then."""
        entry = _Entry[Item, Result](item)
        with self._changed:
            self._waiting.append(entry)
            self._changed.wait_for(lambda: entry.is_done or not self._is_writing)
            batch = [] if entry.is_done else self._waiting
            if batch:
                self._waiting, self._is_writing = [], True
        if batch:
            self._commit(batch)
        if entry.error is not None:
            raise entry.error
        return entry.result  # type: ignore[return-value]  # set, as there was no error

    def _commit(self, batch: list[_Entry[Item, Result]]) -> None:
        try:
            with self._database.unit_of_work() as session:
                results = self._write(session, [entry.item for entry in batch])
            for entry, result in zip(batch, results, strict=True):
                entry.result = result
        except Exception as error:  # whatever it is, everyone who waits is told
            for entry in batch:
                entry.error = error
        with self._changed:
            for entry in batch:
                entry.is_done = True
            self._is_writing = False
            self._changed.notify_all()
