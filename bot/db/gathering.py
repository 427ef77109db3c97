"""Many threads write, one transaction carries them: SQLite has one writer, and a commit costs more than a row."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from bot.db.session import Database

Item = TypeVar("Item")
Result = TypeVar("Result")


class Gathered(Generic[Item, Result]):
    """`write(session, items)` gives a result for each item. Who comes while one write is under way is in the next."""

    def __init__(self, database: Database, write: Callable[[Session, Sequence[Item]], Sequence[Result]]) -> None:
        self._database, self._write = database, write
        self._waiting: list[tuple[Item, Future[Result]]] = []
        self._lock = threading.Lock()
        self.writing = threading.Lock()  # held while a write is under way, for those who are to go after it
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="gathered")

    def put(self, item: Item) -> Future[Result]:
        """The item's result, once it is committed; or what the transaction raised: nothing is written then."""
        result: Future[Result] = Future()
        result.set_running_or_notify_cancel()  # who no longer waits cannot take it back
        with self._lock:
            self._waiting.append((item, result))
            is_first = len(self._waiting) == 1
        if is_first:
            self._writer.submit(self._commit)
        return result

    def close(self) -> None:
        """Write what is there, and take nothing more."""
        self._writer.shutdown(wait=True)

    def _commit(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, []
        try:
            with self.writing, self._database.unit_of_work() as session:
                written = self._write(session, [item for item, _ in batch])
        except Exception as error:  # whatever it is, everyone who waits is told
            for _, result in batch:
                result.set_exception(error)
        else:
            for (_, result), value in zip(batch, written, strict=True):
                result.set_result(value)
