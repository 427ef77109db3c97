"""Looks over the shoulder of every session of one workspace: for each table its statements name that workspace."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState

from bot.db.base import WorkspaceRecord
from bot.db.session import KithSession

BOUND = "kith_bound_to"
TABLES = sorted((str(model.__tablename__) for model in WorkspaceRecord.__subclasses__()), key=len, reverse=True)
# a table as a source of rows, with its alias: never followed by a dot, nor set to anything, as a column of its name is
_SOURCE = re.compile(rf"(?:FROM|JOIN|UPDATE|,)\s+\(*({'|'.join(TABLES)})\b(?!\.|=)(?: AS (\w+))?")


class Watch:
    """`seen`: statements that would have read or changed rows of any workspace."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        event.listen(KithSession, "do_orm_execute", _note_binding)
        event.listen(Engine, "before_cursor_execute", self._look)

    def _look(self, _connection: Any, _cursor: Any, statement: str, _rows: Any, context: Any, *_more: Any) -> None:
        bound = context is not None and context.execution_options.get(BOUND)
        if bound and not is_of_one_workspace(statement):
            self.seen.append(statement)


def _note_binding(state: ORMExecuteState) -> None:
    is_reload = state.is_column_load  # of a row that the session has already
    if state.session.info.get("workspace_id") is not None and not is_reload:
        state.update_execution_options(**{BOUND: True})


@lru_cache(maxsize=4096)
def is_of_one_workspace(statement: str) -> bool:
    """Whether each source of rows in it is narrowed to a workspace. What inserts names it among its values."""
    if statement.startswith("INSERT"):
        return statement.split()[2] not in TABLES or "workspace_id" in statement
    sources = [alias or table for table, alias in _SOURCE.findall(statement)]
    return all(statement.count(f"{name}.workspace_id = ") >= sources.count(name) for name in sources)
