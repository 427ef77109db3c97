"""Wipes what a database file keeps of rows that were deleted or changed, after somebody erased their data."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, String, text
from sqlalchemy.exc import OperationalError

from bot.db.base import Base
from bot.db.encrypted import is_encrypted

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


def keep_out_of_statistics(connection: Connection) -> None:
    """PostgreSQL is to keep no samples of what can be erased: they would outlive it, in a table that is not Kith's."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            is_readable = isinstance(column.type, String) and not is_encrypted(column.type)
            if is_readable and column.info.get("erase") in ("becomes", "row"):
                connection.execute(text(f"ALTER TABLE {table.name} ALTER COLUMN {column.name} SET STATISTICS 0"))
