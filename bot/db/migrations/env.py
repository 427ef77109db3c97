"""What Alembic runs: our tables alone, batch mode on SQLite."""

from __future__ import annotations

from typing import Any

from alembic import context

import bot.db.models  # noqa: F401  # makes every table known
from bot.db.base import Base


def _ours(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "table" or name in Base.metadata.tables


def _migrate() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=_ours,
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="bot.db.base.",
    )
    with context.begin_transaction():
        context.run_migrations()


_migrate()
