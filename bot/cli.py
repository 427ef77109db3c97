"""The `kith` command: each subcommand in a few lines, the work elsewhere."""

from __future__ import annotations

import typer

from bot import app
from bot.settings import load_settings

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Kith: network buddies for Slack.")
database_cli = typer.Typer(no_args_is_help=True, help="The database.")
cli.add_typer(database_cli, name="db")


@database_cli.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the newest schema."""
    app.upgrade_database(load_settings())


def main() -> None:
    """What `.venv/bin/kith` runs."""
    cli()
