"""Transfers an installation to another database: every row of ours, compared one by one.

Only the workers' heartbeats stay behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, exists, func, insert, select, text, update

from bot.db.base import Base
from bot.db.migrate import is_current
from bot.db.models import Delivery, Worker, Workspace
from bot.domain.states import UNFINISHED, DeliveryState, WorkspaceState
from bot.errors import UserError

BATCH = 500
MOVED = "moved to another database"
TABLES = tuple(table for table in Base.metadata.sorted_tables if table is not Worker.__table__)


class TransferError(UserError):
    """The move was not done, and nothing was changed on either side; the message says why and what to do."""


@dataclass(frozen=True)
class Transferred:
    """Rows by table, and how many messages wait."""

    rows: dict[str, int]
    waiting: int


def transfer(source: Engine, destination: Engine) -> Transferred:
    """Copy every row, compare every row, then retire the source.

    Each side is one transaction, and the source's holds the write lock. So a Kith that still runs there changes nothing
    meanwhile; afterwards its workspaces are marked as moved, so it sends nothing and refuses every act. Raises
    TransferError, with nothing changed.
    """
    for engine, name in ((source, "source"), (destination, "destination")):
        if not is_current(engine):
            raise TransferError(f"the {name} is not at the newest schema: run `kith db upgrade` on it first")
    with destination.begin() as into, source.begin() as outof:
        if outof.scalar(select(exists().where(Workspace.state == WorkspaceState.MOVED))):
            raise TransferError("the source was moved before: it lives on where it was moved to")
        _refuse_unless_empty(into)
        rows = {table.name: _copy(outof, into, table) for table in TABLES}
        for table in TABLES:
            _compare(outof, into, table)
            _continue_numbering(into, table)
        waiting = into.scalar(select(func.count()).select_from(Delivery).where(Delivery.state.in_(UNFINISHED)))
        _lay_to_rest(outof)
    return Transferred(rows, waiting or 0)


def _refuse_unless_empty(into: Connection) -> None:
    for table in TABLES:
        if into.scalar(select(func.count()).select_from(table)):
            raise TransferError(f"the destination has rows in {table.name} already: give an empty database")


def _copy(outof: Connection, into: Connection, table: Table) -> int:
    count = 0
    for batch in _rows(outof, table):
        into.execute(insert(table), batch)
        count += len(batch)
    return count


def _compare(outof: Connection, into: Connection, table: Table) -> None:
    for here, there in zip(_rows(outof, table), _rows(into, table), strict=True):
        for one, other in zip(here, there, strict=True):
            if one != other:
                key = {column.name: one[column.name] for column in table.primary_key}
                raise TransferError(f"{table.name} {key} did not arrive as it left: nothing was moved")


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    ordered = select(table).order_by(*table.primary_key)
    for batch in connection.execute(ordered).mappings().partitions(BATCH):
        yield [dict(row) for row in batch]


def _continue_numbering(into: Connection, table: Table) -> None:
    """PostgreSQL numbers rows itself: let it continue after the highest number that was copied."""
    [key, *others] = table.primary_key
    if into.dialect.name != "postgresql" or others or not isinstance(key.type, Integer):
        return
    highest = into.scalar(select(func.max(key)))
    if highest is not None:
        sequence = f"pg_get_serial_sequence('{table.name}', '{key.name}')"
        into.execute(text(f"SELECT setval({sequence}, :highest)"), {"highest": highest})  # our own names


def _lay_to_rest(outof: Connection) -> None:
    outof.execute(update(Workspace).values(state=WorkspaceState.MOVED))
    outof.execute(
        update(Delivery).where(Delivery.state.in_(UNFINISHED)).values(state=DeliveryState.CANCELLED, error=MOVED)
    )
