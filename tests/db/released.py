"""The data of a release, as SQL that both databases load. `python -m tests.db.released 1.0` writes releases/1.0.sql.

It is what the demo's people lived through in two weeks, and beside it a workspace with a row of every other table. From
the first file on, `make migration` adds instead of writing anew, and `tests/db/test_upgrades.py` upgrades each file.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import typer
from alembic import command
from sqlalchemy import Boolean, Engine, text

from bot.clock import real_now
from bot.db.base import Base
from bot.db.migrate import alembic_config, migrating, newest
from bot.db.migrations.make import RELEASES
from bot.db.session import Database, bind_workspace
from bot.delivery import upkeep
from bot.demo.play import CURTAIN, perform, rehearse
from bot.demo.stage import stage
from bot.domain.states import WorkspaceState
from sandbox.people import SAMPLE
from tests.factories import make_workspace
from tests.rows import MODELS, make_any

# What is private in the files is encrypted with it, and nothing else is
KEYS = "a3N3b2p6TWhYcUVYZ0VFQ3h5b3hGbFZ3SGN0b2tleTE="
PEOPLE, WEEKS = 18, 2
_HEADER = re.compile(r"-- revision: (\w+)\n-- until: (\S+)\n")


@dataclass(frozen=True)
class Data:
    """Every row of a database: at which revision, and the moment until which its people have lived."""

    revision: str
    until: datetime
    rows: str

    def __str__(self) -> str:
        return f"-- revision: {self.revision}\n-- until: {self.until.isoformat()}\n{self.rows}"

    @classmethod
    def read(cls, path: Path) -> Data:
        """What `str` wrote."""
        written = path.read_text(encoding="utf-8")
        found = _HEADER.match(written)
        assert found, f"{path.name} does not say of which revision it is"
        return cls(found[1], datetime.fromisoformat(found[2]), written[found.end() :])


def taken(engine: Engine, *, until: datetime) -> Data:
    """The data of an SQLite database at the newest schema. Private columns stay encrypted."""
    parts = []
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            keys = ", ".join(column.name for column in table.primary_key)
            stored = text(f"SELECT {names} FROM {table.name} ORDER BY {keys}")  # noqa: S608  # names from our models
            flags = [isinstance(column.type, Boolean) for column in table.columns]
            if rows := [f"({', '.join(map(_literal, row, flags))})" for row in connection.execute(stored)]:
                parts.append(f"INSERT INTO {table.name} ({names}) VALUES\n" + ",\n".join(rows) + ";\n")
    return Data(newest(), until, "".join(parts))


def _literal(value: Any, is_flag: bool) -> str:  # noqa: FBT001  # mapped over two lists
    if value is None:
        return "NULL"
    if is_flag:
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


def load(engine: Engine, data: Data) -> dict[str, int]:
    """Fill an empty database, made at the data's revision. Returns how many rows each table has."""
    with migrating(engine) as connection:
        command.upgrade(alembic_config(connection), data.revision)
    tables = re.findall(r"^INSERT INTO (\w+) ", data.rows, re.MULTILINE)
    raw = engine.raw_connection()
    driver: Any = raw.driver_connection
    if engine.dialect.name == "postgresql":
        driver.execute(f"SET LOCAL TIME ZONE 'UTC'; {data.rows}")
        for table in tables:
            _continue_numbering(driver, table)
    else:
        driver.executescript(f"BEGIN; {data.rows} COMMIT;")
    raw.commit()
    raw.close()
    return counted(engine, tables)


def _continue_numbering(driver: Any, table: str) -> None:
    """PostgreSQL numbers rows itself: it goes on after the highest number that was loaded."""
    is_numbered = "SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'id'"
    if driver.execute(is_numbered, [table]).fetchone():
        numbers = f"SELECT pg_get_serial_sequence('{table}', 'id') AS name, max(id) AS highest FROM {table}"  # noqa: S608
        driver.execute(f"SELECT setval(name, highest) FROM ({numbers}) AS last WHERE name IS NOT NULL")  # noqa: S608


def counted(engine: Engine, tables: Iterable[str]) -> dict[str, int]:
    """How many rows each of these tables has."""
    with engine.connect() as connection:
        return {table: connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables}  # noqa: S608


def with_one_of_each(database: Database, *, now: datetime) -> None:
    """Add a workspace with a row of every table that has none. Kith says nothing there, as its token was revoked."""
    empty = [table for table, rows in counted(database.engine, Base.metadata.tables).items() if not rows]
    with database.unit_of_work() as session:
        workspace = make_workspace(session, state=WorkspaceState.REVOKED, state_changed_at=now)
        bind_workspace(session, workspace.id)
        for model in MODELS:
            if model.__tablename__ in empty:
                make_any(session, model)


@contextmanager
def _cohort() -> Iterator[str]:
    """The sample's first people: with all of them a file has more than it needs."""
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({**sample, "members": sample["members"][:PEOPLE]}, file)
        file.flush()
        yield file.name


def main(version: str) -> None:
    """Live the demo's weeks and write what came of them. What was released once is never written anew."""
    path = RELEASES / f"{version}.sql"
    if path.exists():
        raise SystemExit(f"{path} is there: what was released stays as it is")
    os.environ["KITH_TOKEN_KEYS"] = KEYS
    with _cohort() as members, stage(start=CURTAIN, members=members) as running:
        for week in perform(rehearse(running, seed=7, tell=typer.echo), weeks=WEEKS):
            typer.echo(f"week {week} of {WEEKS} is over")
        running.settle()
        database, now = running.kith.context.database, running.client.clock.now()
        with database.unit_of_work() as session:
            upkeep.prune(
                session, before=real_now() + timedelta(days=1)
            )  # the texts of what was sent: they would be most of it
        with_one_of_each(database, now=now)
        path.parent.mkdir(exist_ok=True)
        path.write_text(str(taken(database.engine, until=now)), encoding="utf-8")
    typer.echo(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
