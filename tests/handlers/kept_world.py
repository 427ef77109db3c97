"""The rows of a world that was built once in this process, written again into an empty database.

Building one takes a third of a second, and a thousand tests begin with it; writing its rows takes a tenth of that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from bot.db.base import Base

# What no workspace has is there before the world, and stays
TABLES = [table for table in Base.metadata.sorted_tables if "workspace_id" in table.columns]
Kept = Mapping[str, list[dict[str, Any]]]


def holds_only(connection: Connection, workspace_id: int) -> bool:
    """Whether there is that workspace, the first one, and nothing else of anybody."""
    ids = [row[0] for row in connection.execute(select(_table("workspaces").c.id))]
    members = connection.scalar(select(func.count()).select_from(_table("members")))
    return ids == [workspace_id] and not members


def keep(connection: Connection) -> Kept:
    """Every row of the workspace, but not its own."""
    rows = {table.name: [dict(row._mapping) for row in connection.execute(select(table))] for table in TABLES}
    return {name: found for name, found in rows.items() if found}


def write(connection: Connection, kept: Kept) -> None:
    """The rows again, with their ids; the next new row gets the next one."""
    is_sqlite = connection.dialect.name == "sqlite"
    # Tables name each other both ways, and all the rows belong together
    connection.execute(
        text("PRAGMA defer_foreign_keys = ON" if is_sqlite else "SET LOCAL session_replication_role = replica")
    )
    for name, rows in kept.items():
        connection.execute(_table(name).insert(), rows)
        if not is_sqlite and "id" in rows[0]:
            last = max(row["id"] for row in rows)
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})"))


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
