"""A row of any model, filled by the types of its columns: for what must hold of every table, also of the next one."""

from __future__ import annotations

import enum
from datetime import date, datetime, time
from itertools import count
from typing import Any

from sqlalchemy import Column, inspect
from sqlalchemy.orm import Session

from bot.db.base import Base, Instant, WorkspaceRecord
from tests.factories import LONG_AGO

MODELS: tuple[type[WorkspaceRecord], ...] = tuple(
    sorted(
        (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, WorkspaceRecord)),
        key=lambda model: model.__name__,
    )
)
# Of two, one: a question is about an ask or an introduction, a meeting is of a buddy group or a mentor pair
ALSO = {"help_questions.ask_id", "meetings.group_id"}
_BY_TABLE = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
_numbers = count(1)


def make_any(session: Session, model: type[WorkspaceRecord]) -> Any:
    """A new row of the session's workspace, with new rows for everything that it must refer to."""
    columns = inspect(model).columns
    row = model(**{one.key: _value(session, one) for one in columns if _is_needed(one) or str(one) in ALSO})
    session.add(row)
    session.flush()
    return row


def _is_needed(column: Column[Any]) -> bool:
    is_given = column.nullable or column.default is not None or column.primary_key
    return not is_given and column.key != "workspace_id"


def _value(session: Session, column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return make_any(session, _BY_TABLE[key.column.table]).id
    kind: Any = datetime if isinstance(column.type, Instant) else column.type.python_type
    if issubclass(kind, enum.Enum):
        return next(iter(kind))
    values = {
        datetime: LONG_AGO,
        date: LONG_AGO.date(),
        time: LONG_AGO.time(),
        int: 1,
        float: 1.0,
        bool: False,
    }
    return values.get(kind, {}) if kind is not str else f"text {next(_numbers)}"
