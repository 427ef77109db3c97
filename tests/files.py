"""The files in which a database keeps its tables, as somebody reads them who has no keys."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from bot.db.session import Database


def files_of(database: Database) -> list[Path]:
    """Every file in which the database keeps its tables; PostgreSQL's own log of changes is not Kith's."""
    if database.engine.dialect.name == "sqlite":
        return sorted(Path(str(database.engine.url.database)).parent.glob("*.sqlite*"))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = connection.scalar(text("SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database"
                                        " WHERE datname = current_database()"))  # fmt: skip
    return sorted(path for path in Path(str(folder)).iterdir() if path.is_file())


def holding(database: Database, *marks: str) -> set[str]:
    """Those of these texts that stand in one of the files."""
    contents = [path.read_bytes() for path in files_of(database)]
    return {mark for mark in marks if any(mark.encode() in content for content in contents)}
