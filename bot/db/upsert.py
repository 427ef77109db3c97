"""Insert a row unless it is there: "once" is a unique constraint, not a promise.

Statements are built once and kept: building one costs more than running it, and every click inserts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from bot.db.base import Base, WorkspaceRecord

Insert = sqlite.Insert | postgresql.Insert


def insert_once(session: Session, model: type[Base], **values: Any) -> bool:
    """Insert the row and return True; return False, and change nothing, if a unique constraint already has one.

    `workspace_id` comes from the session where it is bound to a workspace.
    """
    return session.execute(_once(_dialect(session), model), _own(session, model, values)).first() is not None


def insert_or_update(session: Session, model: type[Base], key: Mapping[str, Any], **values: Any) -> None:
    """Insert the row, or set these values on the row with this unique `key`; another workspace's row stays as it is.

    Rows already loaded are not refreshed.
    """
    statement = _or_update(_dialect(session), model, tuple(key), tuple(values))
    session.execute(statement, _own(session, model, {**key, **values}))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _own(session: Session, model: type[Base], values: dict[str, Any]) -> dict[str, Any]:
    workspace_id = session.info.get("workspace_id")
    if workspace_id is not None and issubclass(model, WorkspaceRecord):
        values.setdefault("workspace_id", workspace_id)
    return values


@cache
def _once(dialect: str, model: type[Base]) -> ReturningInsert[Any]:
    return _insert(dialect, model).on_conflict_do_nothing().returning(literal_column("1"))


@cache
def _or_update(dialect: str, model: type[Base], key: tuple[str, ...], names: tuple[str, ...]) -> Insert:
    insert = _insert(dialect, model)
    own = model.workspace_id == insert.excluded["workspace_id"] if issubclass(model, WorkspaceRecord) else None
    values = {name: insert.excluded[name] for name in names}
    return insert.on_conflict_do_update(index_elements=key, set_=values, where=own)


def _insert(dialect: str, model: type[Base]) -> Insert:
    table = cast("Table", model.__table__)
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
