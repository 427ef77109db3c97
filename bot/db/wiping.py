"""Wipes what a database file keeps of rows that were deleted or changed, after somebody erased their data."""

from __future__ import annotations

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

# The tables that hold Slack ids, names and profiles readably; what else is private is encrypted anyway.
_READABLE = ("members", "do_not_pair")
LOCK_MILLISECONDS = 1000


def wipe(engine: Engine) -> bool:
    """Empty SQLite's log into a file whose free places are zeros; write PostgreSQL's small tables anew.

    False where somebody who reads or writes just then was in the way: try again later. Nobody waits for it.
    """
    return _wipe_sqlite(engine) if engine.dialect.name == "sqlite" else _wipe_postgresql(engine)


def _wipe_sqlite(engine: Engine) -> bool:
    """Not within a transaction, which SQLAlchemy would begin."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        waiting = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        is_busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {waiting}")
        cursor.close()
    finally:
        connection.close()
    return not is_busy


def _wipe_postgresql(engine: Engine) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = {LOCK_MILLISECONDS}"))
        try:
            for table in _READABLE:
                connection.execute(text(f"VACUUM FULL {table}"))
            connection.execute(text("VACUUM deliveries"))
        except OperationalError:
            return False
        finally:
            connection.execute(text("RESET lock_timeout"))
    return True
