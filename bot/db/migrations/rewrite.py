"""`make migration`: write the initial migration anew from the models. Only until the first release."""

from __future__ import annotations

from pathlib import Path

from alembic import command

from bot.db.migrate import MIGRATIONS, alembic_config
from bot.db.session import make_engine

INITIAL = "0001"


def main() -> None:
    """Replace versions/0001_initial.py by what autogenerate finds against an empty database."""
    versions = MIGRATIONS / "versions"
    for old in versions.glob("0*.py"):
        old.unlink()
    engine = make_engine("sqlite://")
    with engine.begin() as connection:
        command.revision(alembic_config(connection), "Create every table", autogenerate=True, rev_id=INITIAL)
    written = next(versions.glob(f"{INITIAL}_*.py"))
    written.rename(Path(versions) / f"{INITIAL}_initial.py")


if __name__ == "__main__":
    main()
