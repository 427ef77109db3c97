"""Wipes what a database file keeps of rows that were deleted or changed, after somebody erased their data."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

# The tables that hold Slack ids, names and profiles readably; what else is private is encrypted anyway.
_READABLE = ("members", "do_not_pair")
LOCK_MILLISECONDS = 1000


def wipe(engine: Engine) -> bool:
    """Empty SQLite's log into a file whose free places are zeros; write PostgreSQL's small tables anew.

    False where somebody who reads or writes just then was in the way: try again later. Nobody waits for it.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            return _wipe_sqlite(connection)
        try:
            connection.execute(text(f"SET lock_timeout = {LOCK_MILLISECONDS}"))
            for table in _READABLE:
                connection.execute(text(f"VACUUM FULL {table}"))
            connection.execute(text("VACUUM deliveries"))
        except OperationalError:
            return False
        finally:
            connection.execute(text("RESET lock_timeout"))
        return True


def _wipe_sqlite(connection: Connection) -> bool:
    waiting = connection.scalar(text("PRAGMA busy_timeout"))
    connection.execute(text("PRAGMA busy_timeout = 0"))
    try:
        busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
    finally:
        connection.execute(text(f"PRAGMA busy_timeout = {waiting}"))
    return not busy
