"""The whole database in one file, taken while Kith runs, and the way back from it. Neither overwrites anything."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import URL, make_url

from bot.db.migrate import newest
from bot.errors import UserError


class BackupError(UserError):
    """Nothing was written or restored."""


def back_up(database_url: str, to: Path) -> None:
    """Write a backup that only its owner can read: an SQLite file, or what `pg_dump -Fc` writes.

    Raises BackupError where there is a file already or no database, or where the copy does not succeed.
    """
    url = make_url(database_url)
    with _new_file(to):
        if url.get_backend_name() == "sqlite":
            _copy_sqlite(file_of(database_url), to)
        else:
            _run("pg_dump", "--format=custom", "--no-owner", f"--file={to}", database=url)


def restore(backup: Path, database_url: str) -> None:
    """Fill a database that is not there yet (SQLite) or empty (PostgreSQL). The schema is the backup's.

    Raises BackupError for a file that is no backup, or a newer Kith's, and for a database that holds something.
    """
    url = make_url(database_url)
    if not backup.is_file():
        raise BackupError(f"There is no file {backup}.")
    if url.get_backend_name() == "sqlite":
        _restore_sqlite(backup, file_of(database_url))
    else:
        _restore_postgres(backup, url)


def undo(database_url: str) -> None:
    """Take away what `restore` made, where nobody has the keys for it. A PostgreSQL database stays as it is."""
    if make_url(database_url).get_backend_name() == "sqlite":
        for name in (f"{file_of(database_url)}{end}" for end in ("", "-wal", "-shm")):
            Path(name).unlink(missing_ok=True)


def file_of(database_url: str) -> Path:
    """The SQLite file of this address. Raises BackupError where it names none."""
    name = make_url(database_url).database
    if name in (None, "", ":memory:"):
        raise BackupError("KITH_DATABASE_URL names no file: write it as sqlite:///kith.sqlite")
    return Path(str(name))


def _restore_sqlite(backup: Path, to: Path) -> None:
    there = [path for path in (to, Path(f"{to}-wal"), Path(f"{to}-shm")) if path.exists()]
    if there:
        names = ", ".join(map(str, there))
        raise BackupError(f"{names}: there already. Stop Kith, move that away, and restore again.")
    version = _version_of(backup)
    if version is None:
        raise BackupError(f"{backup} is no backup of Kith's in an SQLite file.")
    if version > newest():
        raise BackupError(f"{backup} was written by a newer Kith. Restore it with that one.")
    with _new_file(to):
        _copy_sqlite(backup, to)


def _restore_postgres(backup: Path, url: URL) -> None:
    engine = create_engine(url)
    try:
        tables = inspect(engine).get_table_names()
    finally:
        engine.dispose()
    if tables:
        raise BackupError("The database of KITH_DATABASE_URL is not empty. Make an empty one, and restore into that.")
    if "alembic_version" not in _run("pg_restore", "--list", str(backup)):
        raise BackupError(f"{backup} is no backup of Kith's from PostgreSQL.")
    _run("pg_restore", "--single-transaction", "--no-owner", str(backup), database=url)


def _version_of(path: Path) -> str | None:
    """The newest migration that has run in this SQLite file; None for any other file."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as opened:
            row = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(row[0]) if row else None


def _copy_sqlite(source: Path, to: Path) -> None:
    """By SQLite's own backup: copying the file alone misses its write-ahead log."""
    if not source.is_file():
        raise BackupError(f"There is no database {source}: KITH_DATABASE_URL says where it is.")
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as read, closing(sqlite3.connect(to)) as copy:
            read.backup(copy)
            found = copy.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupError(f"{source} could not be copied: {error}.") from error
    if found != "ok":
        raise BackupError(f"{source} is damaged: {found}.")


@contextmanager
def _new_file(path: Path) -> Iterator[None]:
    """A file of its owner's alone; gone again where what is to be in it could not be written."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise BackupError(f"{path} is there already, and is left as it is.") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from error
    with ExitStack() as undone:
        undone.callback(path.unlink)
        yield
        undone.pop_all()


def _run(program: str, *words: str, database: URL | None = None) -> str:
    """What one of PostgreSQL's programs prints. The password is no word of its command, which others could read."""
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"There is no {program} here: install PostgreSQL's client programs (postgresql-client).")
    environment = dict(os.environ)
    if database is not None:
        address = database.set(drivername="postgresql", password=None).render_as_string()
        words = (*words, f"--dbname={address}")
        environment |= {"PGPASSWORD": database.password} if database.password else {}
    ended = subprocess.run([found, *words], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if ended.returncode:
        raise BackupError(f"{program} failed: {ended.stderr.strip() or ended.returncode}")
    return ended.stdout
