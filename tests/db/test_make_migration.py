"""`make migration` writes the one migration anew until there is a release, and adds from then on; tried in a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db.migrate import newest
from bot.db.session import Database, bind_workspace
from tests.conftest import KEYS
from tests.factories import make_participant, make_program, make_workspace

pytestmark = pytest.mark.process
ROOT = Path(__file__).parents[2]
# A column that refers to another table: SQLite makes the table anew for it
WINS = """
from sqlalchemy import ForeignKey
from sqlalchemy.orm import mapped_column
Program.won_by_id = mapped_column(ForeignKey("members.id"))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The core in a folder of its own, and beside it where the data of releases lies."""
    shutil.copytree(ROOT / "bot", tmp_path / "copy" / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "copy" / "tests" / "db" / "releases").mkdir(parents=True)
    return tmp_path / "copy"


def release(copy: Path) -> None:
    (copy / "tests" / "db" / "releases" / "1.0.sql").touch()


def change_a_model(copy: Path) -> None:
    with (copy / "bot" / "db" / "models" / "__init__.py").open("a") as models:
        models.write(WINS)


def make(copy: Path, name: str = "") -> subprocess.CompletedProcess[str]:
    return in_copy(copy, "-m", "bot.db.migrations.make", name)


def in_copy(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, "PYTHONPATH": str(copy)}
    return subprocess.run([sys.executable, *words], cwd=copy, env=told, capture_output=True, text=True, check=False)


def versions(copy: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (copy / "bot" / "db" / "migrations" / "versions").glob("0*.py")}


def test_before_the_first_release_the_one_migration_is_written_anew(copy: Path) -> None:
    assert make(copy).stdout.splitlines()[-1] == "0001 was written anew: there is no release yet"
    before = versions(copy)
    assert before.keys() == {"0001_initial.py"}
    make(copy)
    assert versions(copy) == before
    change_a_model(copy)
    make(copy)
    assert versions(copy).keys() == before.keys()
    assert "won_by_id" in versions(copy)["0001_initial.py"]


def test_after_a_release_a_migration_is_added_that_keeps_what_is_there(copy: Path, database: Database) -> None:
    with database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        make_participant(session, make_program(session))
    before, number = versions(copy), f"{int(newest()) + 1:04}"
    release(copy)
    change_a_model(copy)
    assert make(copy, "add wins").stdout.splitlines()[-1] == f"{number} was added: read it, then `pytest tests/db`"
    written = versions(copy)
    added = written.pop(f"{number}_add_wins.py")
    assert written == before
    assert "won_by_id" in added

    upgraded = in_copy(
        copy,
        "-c",
        "import sys; from bot.db.migrate import upgrade; from bot.db.session import make_engine;"
        f" upgrade(make_engine({database.url!r}, keys={KEYS!r}))",
    )
    assert upgraded.returncode == 0, upgraded.stderr
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*), count(won_by_id) FROM programs")).one() == (1, 0)
        assert connection.scalar(text("SELECT count(*) FROM participants")) == 1
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == number


def test_after_a_release_it_wants_a_name_and_something_to_add(copy: Path) -> None:
    release(copy)
    before = versions(copy)
    assert 'make migration NAME="add wins"' in make(copy).stderr
    assert "there is nothing to add" in make(copy, "add wins").stderr
    assert versions(copy) == before
