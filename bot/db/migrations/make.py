"""`make migration NAME="add wins"`: a migration from what the models say, and no migration makes yet.

Until the first release, which is when there is data of one in tests/db/releases, it writes the one migration anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

import bot.db.models  # noqa: F401  # makes every table known
from bot.db.base import Base
from bot.db.migrate import MIGRATIONS, alembic_config, newest, upgrade
from bot.db.session import make_engine

RELEASES = Path(__file__).parents[3] / "tests" / "db" / "releases"
INITIAL = "0001"


def main(name: str) -> str:
    """Write it. Returns what was done, in a line."""
    engine = make_engine("sqlite://")
    return _add(engine, name) if any(RELEASES.glob("*.sql")) else _write_anew(engine)


def _write_anew(engine: Engine) -> str:
    versions = MIGRATIONS / "versions"
    for old in versions.glob("0*.py"):
        old.unlink()
    _write(engine, "Create every table", number=INITIAL)
    written = next(versions.glob(f"{INITIAL}_*.py"))
    written.rename(versions / f"{INITIAL}_initial.py")
    return f"{INITIAL} was written anew: there is no release yet"


def _add(engine: Engine, name: str) -> str:
    if not name.strip():
        raise SystemExit('Say what it does: make migration NAME="add wins"')
    upgrade(engine)
    with engine.connect() as connection:
        if not compare_metadata(MigrationContext.configure(connection), Base.metadata):
            raise SystemExit("The migrations make what the models say: there is nothing to add")
    number = f"{int(newest()) + 1:04}"
    _write(engine, name.strip(), number=number)
    return f"{number} was added: read it, then `pytest tests/db`"


def _write(engine: Engine, name: str, *, number: str) -> None:
    with engine.begin() as connection:
        command.revision(alembic_config(connection), name, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    print(main(" ".join(sys.argv[1:])))  # noqa: T201  # it is a command
