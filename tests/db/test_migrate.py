"""The migrations make what the models say, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import bot.db.models  # noqa: F401
from bot.db.base import Base
from bot.db.migrate import alembic_config, is_current, newest, upgrade
from bot.db.session import Database


def test_migrations_make_exactly_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    upgrade(database.engine)
    assert is_current(database.engine)


def test_the_newest_migration_is_told_by_its_file() -> None:
    assert newest() == ScriptDirectory.from_config(alembic_config(None)).get_current_head()


def test_an_empty_database_is_not_current_until_it_is_upgraded() -> None:
    database = Database("sqlite://")
    assert not is_current(database.engine)
    upgrade(database.engine)
    assert is_current(database.engine)
    database.dispose()
