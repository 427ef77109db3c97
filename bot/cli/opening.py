"""The database of a command: open for as long as the command runs, and closed if it fails too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.db.session import Database


@contextmanager
def opened(database_url: str) -> Iterator[Database]:
    """The database at this address."""
    from bot.db.session import Database

    database = Database(database_url)
    try:
        yield database
    finally:
        database.dispose()
