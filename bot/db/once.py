"""Insert a row unless it is there: "once" is a unique constraint, not a promise."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, literal_column
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from bot.db.base import Base, WorkspaceRecord


def insert_once(session: Session, model: type[Base], **values: Any) -> bool:
    """Insert the row and say True; say False, and change nothing, where a unique constraint has one already.

    `workspace_id` comes from the session where it is bound to a workspace.
    """
    workspace_id = session.info.get("workspace_id")
    if workspace_id is not None and issubclass(model, WorkspaceRecord):
        values.setdefault("workspace_id", workspace_id)
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = insert(cast("Table", model.__table__)).values(**values).on_conflict_do_nothing()
    return session.execute(statement.returning(literal_column("1"))).first() is not None
