"""The database of a command: open for as long as the command runs, and closed if it fails too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.db.session import Database
    from bot.settings import Settings


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database of these settings."""
    from bot.db.session import Database

    database = Database(settings.database_url, keys=settings.keys)
    try:
        yield database
    finally:
        database.dispose()
