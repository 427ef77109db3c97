"""Brings a database to the newest schema. Called by `kith db upgrade` and by commands that run all in one process."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.orm import Session

from bot.db.encrypted import cipher_of
from bot.db.models import DatabaseState
from bot.db.upsert import insert_once
from bot.db.wiping import keep_out_of_statistics

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


class MigrationError(Exception):
    """A migration was undone: it would have broken the data."""


def upgrade(engine: Engine) -> None:
    """Run every migration that has not run yet. Safe to repeat."""
    if is_current(engine):
        return
    from alembic import command  # noqa: PLC0415  # 9 MB and 0.1 s, which most starts do not need

    with migrating(engine) as connection:
        command.upgrade(alembic_config(connection), "head")
        keep_out_of_statistics(connection)


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """The transaction of a migration. On SQLite, rows need what they refer to at its end alone, not on the way.

    SQLite changes a column by making the table anew, and dropping the old one would erase all that refers to it.
    """
    with engine.connect() as connection:
        is_sqlite, driver = engine.dialect.name == "sqlite", cast("Any", connection.connection.driver_connection)
        if is_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")  # is ignored once the transaction has begun
        try:
            with connection.begin():
                yield connection
                if is_sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                    raise MigrationError(f"a row of {lost[0]} would refer to one of {lost[2]} that is not there")
        finally:
            if is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def check_keys(engine: Engine) -> None:
    """Whether the keys fit what is stored. The first start stores a secret by which later ones find out.

    Raises CipherError if they do not fit, or if there are none.
    """
    cipher_of(engine.dialect)
    if stored_secret(engine) is None:  # of two processes that start at once, one stores it
        with Session(engine) as session, session.begin():
            insert_once(session, DatabaseState, id=1, secret=secrets.token_urlsafe(32))


def stored_secret(engine: Engine) -> str | None:
    """What the first start stored. Raises CipherError if the keys do not decrypt it."""
    with engine.connect().execution_options(read_only=True) as connection:
        found: str | None = connection.scalar(select(DatabaseState.secret))
        return found


def is_current(engine: Engine) -> bool:
    """Whether the database has the newest schema."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found == newest()


def newest() -> str:
    """The number of the newest migration, with which its file's name begins."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("0*.py")).partition("_")[0]


def alembic_config(connection: Connection | None) -> Config:
    """Alembic's configuration, working on this connection."""
    from alembic.config import Config  # noqa: PLC0415  # as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
