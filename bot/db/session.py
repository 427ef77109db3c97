"""Opens transactions. Handlers, jobs and commands call `unit_of_work`; nobody else begins or commits."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Executable, Insert, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, sessionmaker, with_loader_criteria

from bot.db.base import OWN_WORKSPACE_ID, WorkspaceRecord
from bot.db.cipher import cipher_for

# In a process, at most; opened when first needed, and kept. With SQLAlchemy's own 5, and 10 more that are closed after
# each use, 64 threads of `kith web` waited up to 4 s for one; with 30, half a second (docs/operations.md).
CONNECTIONS = 25
BUSY_SECONDS = 30  # SQLite has one writer at a time: how long the others look again until they give up
DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeoutError)  # what a database that cannot be reached raises
# What SQLite and PostgreSQL call a full disk (or a full quota of it)
_FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "53100"}


_OWN_ROWS = with_loader_criteria(WorkspaceRecord, lambda row: row.is_own(), include_aliases=True)
_BOUND: WeakKeyDictionary[Executable, Executable] = WeakKeyDictionary()  # statements of modules are built once


class OtherWorkspaceError(Exception):
    """A row of another workspace was about to be written."""


class KithSession(Session):
    """A session that may be bound to one workspace: it then reads and writes no other's rows."""

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """As SQLAlchemy's. Another workspace's row, read before the session was bound, is not found either."""
        row = super().get(entity, ident, **options)
        bound_to = self.info.get("workspace_id")
        is_other = isinstance(row, WorkspaceRecord) and bound_to is not None and row.workspace_id != bound_to
        return None if is_other else row


def bind_workspace(session: Session, workspace_id: int) -> None:
    """From here on the session sees the rows of this workspace alone, and refuses to write another's."""
    session.info["workspace_id"] = workspace_id


@event.listens_for(KithSession, "do_orm_execute")
def _see_own_workspace(state: ORMExecuteState) -> None:
    workspace_id = state.session.info.get("workspace_id")
    if workspace_id is None:
        return
    if state.is_insert:
        _insert_own(state, workspace_id)
    elif not state.is_orm_statement:
        raise OtherWorkspaceError(f"a session of one workspace reads and writes models alone, not: {state.statement}")
    elif state.is_select:
        state.statement = _of_one_workspace(state.statement)
        state.parameters = {**cast("Mapping[str, Any]", state.parameters or {}), OWN_WORKSPACE_ID: workspace_id}
    else:  # it may be evaluated in Python too, which knows no parameters
        state.statement = state.statement.options(_rows_of(workspace_id))


def _insert_own(state: ORMExecuteState, workspace_id: int) -> None:
    if not isinstance(state.statement, Insert) or "workspace_id" not in state.statement.table.columns:
        return
    given = state.parameters or {}
    rows = [given] if isinstance(given, Mapping) else given
    if any(row.get("workspace_id") != workspace_id for row in rows):
        raise OtherWorkspaceError(f"a row of {state.statement.table} would not be of workspace {workspace_id}")


def _of_one_workspace(statement: Executable) -> Executable:
    """The same for every workspace, which is a parameter: SQLAlchemy then looks it up by what it remembers of it."""
    bound = _BOUND.get(statement)
    if bound is None:
        bound = _BOUND[statement] = statement.options(_OWN_ROWS)
    return bound


@lru_cache(maxsize=1024)
def _rows_of(workspace_id: int) -> LoaderCriteriaOption:
    return with_loader_criteria(WorkspaceRecord, lambda row: row.workspace_id == workspace_id, include_aliases=True)


@event.listens_for(KithSession, "before_flush")
def _write_own_workspace(session: Session, _context: object, _instances: object) -> None:
    workspace_id = session.info.get("workspace_id")
    if workspace_id is None:
        return
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, WorkspaceRecord):
            owner: int | None = row.workspace_id
            if owner is None:
                row.workspace_id = workspace_id
            elif owner != workspace_id:
                raise OtherWorkspaceError(f"{row.__tablename__} {row.id} belongs to workspace {row.workspace_id}")


def is_full(error: BaseException) -> bool:
    """Whether there was no room for what was written. Nothing of the transaction is stored then."""
    by_driver = getattr(error, "orig", None)
    return not _FULL.isdisjoint(getattr(by_driver, name, None) for name in ("sqlite_errorname", "sqlstate"))


class Database:
    """One database, SQLite or PostgreSQL, and its transactions."""

    def __init__(self, url: str, *, keys: str | None = None, connections: int = CONNECTIONS) -> None:
        self.url = url
        self.engine = make_engine(url, keys=keys, **_pool(url, connections))
        self._sessions = sessionmaker(self.engine, class_=KithSession, expire_on_commit=False)

    @contextmanager
    def unit_of_work(self, workspace_id: int | None = None, *, read_only: bool = False) -> Iterator[Session]:
        """One transaction: commits at the end, rolls back on any error. Bound to a workspace when one is given."""
        with self._sessions() as session:
            if workspace_id is not None:
                bind_workspace(session, workspace_id)
            if read_only:
                session.connection(execution_options={"read_only": True})
            yield session
            session.commit()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _pool(url: str, connections: int) -> dict[str, int]:
    in_memory = make_url(url).get_backend_name() == "sqlite" and make_url(url).database in (None, "", ":memory:")
    return {} if in_memory else {"pool_size": connections, "max_overflow": 0}


def make_engine(url: str, *, keys: str | None = None, **options: Any) -> Engine:
    """An engine with foreign keys, WAL and immediate writers on SQLite; READ COMMITTED on PostgreSQL.

    Private columns are encrypted with these keys, or with those of an SQLite file's key file (`bot.db.cipher`). What a
    statement was given stands in no error: it would be in the log.
    """
    parsed = make_url(url)
    options |= {"hide_parameters": True}
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, isolation_level="READ COMMITTED", pool_pre_ping=True, **options)
    else:
        engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, **options)
        event.listen(engine, "do_connect", lambda *_: _make_for_owner(parsed.database))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    engine.dialect.cipher = cipher_for(parsed, keys)  # type: ignore[attr-defined]  # read by bot.db.encrypted
    return engine


def _make_for_owner(path: str | None) -> None:
    """Make an SQLite file that nobody else can read; the files that SQLite puts beside it are as readable as it is."""
    if path and path != ":memory:" and not path.startswith("file:"):
        with suppress(OSError):  # it is there, or its folder is not: connecting says so
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver leaves transactions to us
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is erased is overwritten
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns into a writer can be refused at once; writers therefore queue from their first statement.
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
