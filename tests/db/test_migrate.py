"""The migrations make what the models say, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import bot.db.models  # noqa: F401
from bot.db.base import Base
from bot.db.migrate import is_current, upgrade
from bot.db.session import Database


def test_migrations_make_exactly_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        ours = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _parents: kind != "table" or name in Base.metadata.tables},
        )
        assert compare_metadata(ours, Base.metadata) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    upgrade(database.engine)
    assert is_current(database.engine)
