"""The `kith` command. Each subcommand imports what it needs inside its function, so that help is quick."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import backup
from bot.cli.deliveries import deliveries_cli
from bot.cli.keys import keys_cli
from bot.cli.manifest import manifest
from bot.cli.opening import opened
from bot.cli.pairs import pairs_cli
from bot.errors import UserError

if TYPE_CHECKING:
    from bot.settings import Settings

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Kith: network buddies for Slack.")
database_cli = typer.Typer(no_args_is_help=True, help="The database.")
cli.add_typer(database_cli, name="db")
cli.add_typer(deliveries_cli, name="deliveries")
cli.add_typer(keys_cli, name="keys")
cli.add_typer(pairs_cli, name="pairs")


def _say_version(*, is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        typer.echo(f"kith {version('kith')}")
        raise typer.Exit


@cli.callback()
def kith(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Network buddies for Slack."""


@cli.command(add_help_option=False, context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
def sandbox(context: typer.Context, words: Annotated[list[str] | None, typer.Argument()] = None) -> None:
    """A Slack workspace on your own machine, for bots to be tried and tested against."""
    from sandbox.cli import app

    app(words or [], prog_name=context.command_path)


@cli.command()
def demo(
    weeks: Annotated[int, typer.Option(min=1, max=26, help="How many weeks to live through with --exit.")] = 4,
    seed: Annotated[int, typer.Option(help="Deals the parts; the same seed gives the same facts.")] = 7,
    to_the_end: Annotated[
        bool, typer.Option("--exit", help="Without a browser: live through the weeks, then end.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --exit: print the run's facts.")] = False,
    port: Annotated[int, typer.Option(help="Port of the page on 127.0.0.1; 0 takes a free one.")] = 8400,
    limits: Annotated[str, typer.Option(help="Slack's rate limits: on, off, or a factor on their time.")] = "off",
) -> None:
    """A whole program on this machine, without a Slack account: 24 people, and a clock that you move."""
    from bot.demo import show
    from bot.logs import configure_logs

    configure_logs("WARNING")
    if not to_the_end:
        show.stay_open(seed=seed, port=port, limits=limits)
    elif not show.run_to_the_end(weeks=weeks, seed=seed, as_json=as_json, limits=limits):
        raise typer.Exit(1)


@cli.command()
def run() -> None:
    """All of Kith in one process, by Socket Mode: SLACK_BOT_TOKEN and SLACK_APP_TOKEN are enough."""
    from bot.server import running

    running.run(_settings())


@cli.command()
def web() -> None:
    """HTTP alone: events, interactivity, commands, OAuth install, health, metrics. Goes with `kith worker`."""
    from bot.server import running

    running.serve_web(_settings())


@cli.command()
def worker() -> None:
    """Clock and deliveries alone. Any number of them on one PostgreSQL."""
    from bot.server import running

    running.work(_settings())


@cli.command()
def doctor(
    live: Annotated[
        bool, typer.Option("--live", help="Ask the workspace too: every message and view, and a message to you.")
    ] = False,
    who: Annotated[str, typer.Option("--as", help="With --live: you in Slack, by member id or handle.")] = "",
    team: Annotated[str, typer.Option(help="With --live: the workspace (T…), where several installed Kith.")] = "",
    seconds: Annotated[float, typer.Option(min=1, help="With --live: how long the form waits for you.")] = 120,
) -> None:
    """Look at settings, database, tokens, scopes and keys, and say for each fault what to do."""
    import logging

    from rich.console import Console
    from rich.table import Table

    from bot.cli.doctor import examine

    settings = _settings()
    logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)  # the table says what failed
    findings = examine(settings)
    if live:
        from bot.cli.live import examine_live

        def tell(text: str) -> None:
            typer.echo(text, err=True)

        findings += list(examine_live(settings, findings, who=who, team=team, patience=seconds, tell=tell))
    table = Table("", "what", "found", "what to do")
    for finding in findings:
        table.add_row(finding.mark, finding.what, finding.found, finding.to_do)
    Console().print(table)
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else 1)


@cli.command()
def alive() -> None:
    """Whether a `kith run` or `kith worker` of this host was seen within the last minute; for health checks."""
    from bot.clock import real_now
    from bot.delivery import upkeep

    with opened(_settings()) as database, database.unit_of_work(read_only=True) as session:
        if not upkeep.is_alive(session, now=real_now()):
            typer.echo("No `kith run` or `kith worker` of this host was seen within the last minute.", err=True)
            raise typer.Exit(1)


@cli.command("migrate-from")
def migrate_from(source_url: Annotated[str, typer.Argument(help="sqlite:///…, the installation to move")]) -> None:
    """Move an installation into the empty database of KITH_DATABASE_URL. The old one sends nothing afterwards."""
    from bot import app

    moved = app.move_from(source_url, _settings())
    rows = sum(moved.rows.values())
    typer.echo(f"Moved {rows} rows, each compared; {moved.waiting} waiting messages go out from here.")


@database_cli.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the newest schema."""
    from bot import app

    app.upgrade_database(_settings())


cli.command()(manifest)
cli.command("backup")(backup.back_up)
cli.command("restore")(backup.restore)
database_cli.command("restored")(backup.restored)


def _settings() -> Settings:
    from bot.logs import configure_logs
    from bot.settings import load_settings

    settings = load_settings()
    configure_logs(settings.log_level)
    return settings


def main() -> None:
    """The entry point of `.venv/bin/kith`. An error that a person can mend is shown without a traceback."""
    try:
        cli()
    except UserError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except Exception as error:
        said = _about_database(error)
        if said is None:
            raise
        typer.echo(said, err=True)
        sys.exit(2)


def _about_database(error: Exception) -> str | None:
    """The message for a database error, or None. SQLAlchemy is imported here because that takes a while."""
    from sqlalchemy.exc import ArgumentError, OperationalError, ProgrammingError

    if isinstance(error, ArgumentError):
        return "A database's address is sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME."
    if isinstance(error, OperationalError | ProgrammingError):
        cause = str(error.orig).partition("\n")[0]
        return (
            f"The database cannot be used: {cause}\n`kith db upgrade` makes and mends it; KITH_DATABASE_URL says where."
        )
    return None
