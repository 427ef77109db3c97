"""Transfers an installation to another database: copies every row of Kith's tables, then compares copy and original.

Only the workers' heartbeats are not copied; what is encrypted is decrypted here and encrypted there.
`kith migrate-from` calls this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Table, delete, exists, func, insert, select, text, update

from bot.db.base import Base
from bot.db.migrate import is_current
from bot.db.models import DatabaseState, Delivery, Worker, Workspace
from bot.domain.states import UNFINISHED, DeliveryState, WorkspaceState
from bot.errors import UserError

BATCH = 500
MOVED = "moved to another database"
TABLES = tuple(table for table in Base.metadata.sorted_tables if table is not Worker.__table__)


class TransferError(UserError):
    """The move was not done, and nothing was changed on either side; the message says why and what to do."""


@dataclass(frozen=True)
class Transferred:
    """How many rows of each table were copied, and how many messages are still to be sent."""

    rows: dict[str, int]
    waiting: int


def transfer(source: Engine, destination: Engine) -> Transferred:
    """Copy every row, compare every row, then retire the source.

    Each side is one transaction. The transaction of the source holds the write lock, so a Kith that still runs there
    changes nothing meanwhile. Afterwards the source's workspaces are marked as moved: a Kith that runs there sends
    nothing and refuses every act. Raises TransferError if it cannot be done; nothing is changed then.
    """
    for engine, name in ((source, "source"), (destination, "destination")):
        if not is_current(engine):
            raise TransferError(f"the {name} is not at the newest schema: run `kith db upgrade` on it first")
    with destination.begin() as target, source.begin() as origin:
        if origin.scalar(select(exists().where(Workspace.state == WorkspaceState.MOVED))):
            raise TransferError("the source was moved before: its workspaces are in the database that it was moved to")
        _refuse_unless_empty(target)
        rows = {table.name: _copy(origin, target, table) for table in TABLES}
        for table in TABLES:
            _compare(origin, target, table)
            _continue_numbering(target, table)
        waiting = target.scalar(select(func.count()).select_from(Delivery).where(Delivery.state.in_(UNFINISHED)))
        _retire(origin)
    return Transferred(rows, waiting or 0)


def _refuse_unless_empty(target: Connection) -> None:
    for table in TABLES:
        if table is not DatabaseState.__table__ and target.scalar(select(func.count()).select_from(table)):
            raise TransferError(f"the destination has rows in {table.name} already: give an empty database")
    target.execute(delete(DatabaseState))  # with the rows comes the secret by which some of them were hashed


def _copy(origin: Connection, target: Connection, table: Table) -> int:
    count = 0
    for batch in _rows(origin, table):
        target.execute(insert(table), batch)
        count += len(batch)
    return count


def _compare(origin: Connection, target: Connection, table: Table) -> None:
    for here, there in zip(_rows(origin, table), _rows(target, table), strict=True):
        for one, other in zip(here, there, strict=True):
            if one != other:
                key = {column.name: one[column.name] for column in table.primary_key}
                raise TransferError(f"{table.name} {key} did not arrive as it left: nothing was moved")


def _rows(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    ordered = select(table).order_by(*table.primary_key)
    for batch in connection.execute(ordered).mappings().partitions(BATCH):
        yield [dict(row) for row in batch]


def _continue_numbering(target: Connection, table: Table) -> None:
    """PostgreSQL numbers rows itself: let it continue after the highest number that was copied."""
    [key, *others] = table.primary_key
    if target.dialect.name != "postgresql" or others or not isinstance(key.type, Integer):
        return
    highest = target.scalar(select(func.max(key)))
    if highest is not None:
        sequence = f"pg_get_serial_sequence('{table.name}', '{key.name}')"
        target.execute(text(f"SELECT setval({sequence}, :highest)"), {"highest": highest})  # names from our models


def _retire(origin: Connection) -> None:
    origin.execute(update(Workspace).values(state=WorkspaceState.MOVED))
    origin.execute(
        update(Delivery).where(Delivery.state.in_(UNFINISHED)).values(state=DeliveryState.CANCELLED, error=MOVED)
    )
