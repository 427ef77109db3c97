"""What Alembic runs; batch mode on SQLite."""

from __future__ import annotations

from alembic import context

import bot.db.models  # noqa: F401  # makes every table known
from bot.db.base import Base


def _migrate() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="bot.db.base.",
    )
    with context.begin_transaction():
        context.run_migrations()


_migrate()
