"""What every table has in common."""

from __future__ import annotations

import pytest
from sqlalchemy import UniqueConstraint

import bot.db.models  # noqa: F401  # so that every table is known
from bot.db.base import Base


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_on_sqlite_no_index_and_no_unique_key_begins_with_the_workspace(name: str) -> None:
    table = Base.metadata.tables[name]
    keys = [list(key.columns) for key in table.constraints if isinstance(key, UniqueConstraint)]
    filled = [index for index in table.indexes if index.dialect_options["sqlite"]["where"] is None]
    assert "workspace_id" not in {columns[0].name for columns in keys}
    assert "workspace_id" not in {next(iter(index.columns)).name for index in filled}
