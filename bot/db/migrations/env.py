"""What Alembic runs; batch mode on SQLite."""

from __future__ import annotations

from typing import Literal

from alembic import context
from sqlalchemy.types import TypeEngine

import bot.db.models  # noqa: F401  # makes every table known
from bot.db.base import Base
from bot.db.encrypted import is_encrypted


def _as_stored(kind: str, item: object, _context: object) -> str | Literal[False]:
    """A private column is text to the database."""
    return "sa.Text()" if kind == "type" and isinstance(item, TypeEngine) and is_encrypted(item) else False


def _migrate() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="bot.db.base.",
        render_item=_as_stored,
    )
    with context.begin_transaction():
        context.run_migrations()


_migrate()
