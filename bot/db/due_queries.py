"""Queries that run at every tick: built once, and asked together to see which of them find anything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVarTuple

from sqlalchemy import BindParameter, Date, Result, Select, bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors

from bot.db.base import Instant

Columns = TypeVarTuple("Columns")

_INSTANT, _DAY = "instant", "day"


def now_plus(length: timedelta = timedelta()) -> BindParameter[datetime]:
    """In a DueQuery: the instant `length` after it is asked, or before it where `length` is negative."""
    return bindparam(f"{_INSTANT}_{length // timedelta(seconds=1)}", type_=Instant())


def today_plus(length: timedelta = timedelta()) -> BindParameter[Any]:
    """In a DueQuery: the date in UTC, `length` after it is asked."""
    return bindparam(f"{_DAY}_{length // timedelta(seconds=1)}", type_=Date())


class DueQuery(Generic[*Columns]):
    """A query whose only parameters are instants and days counted from when it is asked."""

    def __init__(self, rows: Select[*Columns]) -> None:
        self.rows = rows
        self._names = {part.key for part in visitors.iterate(rows) if isinstance(part, BindParameter)}

    def ask(self, session: Session, *, now: datetime) -> Result[*Columns]:
        """Its rows at `now`."""
        return session.execute(self.rows, self.moments(now))

    def moments(self, now: datetime) -> dict[str, Any]:
        """Its parameters at `now`."""
        return {name: value for name in self._names if (value := _moment(name, now)) is not None}


class AnyDue:
    """Several DueQueries in one statement, which says which of them would find anything."""

    def __init__(self, queries: Mapping[str, DueQuery[*tuple[Any, ...]]]) -> None:
        self.names = frozenset(queries)
        self._query = DueQuery(
            select(*(query.rows.order_by(None).exists().label(name) for name, query in queries.items()))
        )

    def found(self, session: Session, *, now: datetime) -> frozenset[str]:
        """The names of those that have rows at `now`."""
        row = self._query.ask(session, now=now).mappings().one()
        return frozenset(name for name, has_rows in row.items() if has_rows)


def _moment(name: str, now: datetime) -> Any:
    kind, _, seconds = name.partition("_")
    if kind not in (_INSTANT, _DAY):
        return None
    at = now.astimezone(UTC) + timedelta(seconds=int(seconds))
    return at.date() if kind == _DAY else at
