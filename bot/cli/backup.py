"""`kith backup` and `kith restore`, and what is to be done after any restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.opening import opened

if TYPE_CHECKING:
    from bot.settings import Settings

FILE = Annotated[Path, typer.Argument(help="The backup.", dir_okay=False)]


def back_up(file: FILE) -> None:
    """Write the whole database to a new file, while Kith runs. The keys are not in it."""
    from bot.db import backup
    from bot.settings import load_settings

    settings = load_settings()
    backup.back_up(settings.database_url, file)
    keys = "KITH_TOKEN_KEYS" if settings.keys else f"{backup.file_of(settings.database_url)}.keys"
    typer.echo(f"{file} is whole. What members wrote is read with the keys alone: keep {keys} too, in another place.")


def restore(file: FILE) -> None:
    """Fill the database of KITH_DATABASE_URL, which must be empty or not there yet. Then start Kith.

    What was sent since the backup is not sent again.
    """
    from bot import app
    from bot.db import backup
    from bot.db.cipher import CipherError
    from bot.settings import load_settings

    settings = load_settings()
    backup.restore(file, settings.database_url)
    try:
        app.upgrade_database(settings)
    except CipherError:
        backup.undo(settings.database_url)
        raise
    _go_on(settings)


def restored() -> None:
    """After a restore by other means, before Kith is started: what was sent since the backup is not sent again."""
    from bot.settings import load_settings

    _go_on(load_settings())


def _go_on(settings: Settings) -> None:
    from bot.clock import real_now
    from bot.db.restore import after_restore

    with opened(settings) as database, database.unit_of_work() as session:
        found = after_restore(session, now=real_now())
    typer.echo(f"{found.in_doubt} waiting messages are looked for in Slack before they are sent.")
    typer.echo(f"{found.programs} programs go on from now.")
    if found.since is not None:
        typer.echo(f"What fell due after {found.since:%Y-%m-%d %H:%M} UTC is not in the backup, and not done again.")
