"""SQLite has one writer at a time, and lets the others look again now and then: here they queue instead."""

from __future__ import annotations

import fcntl
import os
import threading
from contextlib import suppress

BUSY_SECONDS = 30


class WritersTurn:
    """The turn to write into one SQLite file. Threads queue at a lock; processes at two empty files beside it.

    Who waits for the turn stands at the second file, where there is room for one: whoever has just written cannot be
    back before them. Where no file can be, SQLite says so better. The files may be deleted while nothing runs.
    """

    def __init__(self, database_file: str) -> None:
        self._lock = threading.Lock()
        self._held = threading.local()
        self._paths = (f"{database_file}-turn", f"{database_file}-next")
        self._files: list[int] = []

    def __enter__(self) -> None:
        # Who waits too long goes on to SQLite, which then says that the database is locked.
        self._held.by_us = self._lock.acquire(timeout=BUSY_SECONDS)
        if self._held.by_us:
            with suppress(OSError):
                self._queue()

    def __exit__(self, *_error: object) -> None:
        if self._held.by_us:
            for file in self._files:
                fcntl.flock(file, fcntl.LOCK_UN)
            self._lock.release()

    def close(self) -> None:
        """Close the files; they are opened again when somebody writes."""
        with self._lock:
            for file in self._files:
                os.close(file)
            self._files = []

    def _queue(self) -> None:
        if not self._files:
            self._files = [os.open(path, os.O_RDWR | os.O_CREAT, 0o600) for path in self._paths]
        turn, next_one = self._files
        fcntl.flock(next_one, fcntl.LOCK_EX)
        fcntl.flock(turn, fcntl.LOCK_EX)
        fcntl.flock(next_one, fcntl.LOCK_UN)
