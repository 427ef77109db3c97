"""Queries that are asked at every tick: built once, and many asked in one to see which of them find anything."""

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


def ahead(length: timedelta = timedelta()) -> BindParameter[datetime]:
    """In a look: the instant that is `length` after it is asked (before it where that is negative)."""
    return bindparam(f"{_INSTANT}_{length // timedelta(seconds=1)}", type_=Instant())


def day_ahead(length: timedelta = timedelta()) -> BindParameter[Any]:
    """In a look: the date in UTC, `length` after it is asked."""
    return bindparam(f"{_DAY}_{length // timedelta(seconds=1)}", type_=Date())


class Look(Generic[*Columns]):
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


class FirstLook:
    """Several looks in one query: it says which of them would find anything."""

    def __init__(self, looks: Mapping[str, Look[*tuple[Any, ...]]]) -> None:
        self.names = frozenset(looks)
        self._look = Look(select(*(look.rows.order_by(None).exists().label(name) for name, look in looks.items())))

    def found(self, session: Session, *, now: datetime) -> frozenset[str]:
        """The names of those that have rows at `now`."""
        row = self._look.ask(session, now=now).mappings().one()
        return frozenset(name for name, has_rows in row.items() if has_rows)


def _moment(name: str, now: datetime) -> Any:
    kind, _, seconds = name.partition("_")
    if kind not in (_INSTANT, _DAY):
        return None
    at = now.astimezone(UTC) + timedelta(seconds=int(seconds))
    return at.date() if kind == _DAY else at
