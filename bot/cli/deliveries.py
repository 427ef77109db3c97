"""`kith deliveries`: which messages wait, which failed and why; send them again, or call them off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.opening import opened
from bot.domain.errors import NotFoundError
from bot.domain.states import DeliveryState

if TYPE_CHECKING:
    from bot.delivery.admin import DeliveryAdmin

deliveries_cli = typer.Typer(no_args_is_help=True, help="Messages: list them, look at one, send it again, call it off.")

_STATES = {
    DeliveryState.QUEUED: "waiting (queued)",
    DeliveryState.SENDING: "being sent (sending)",
    DeliveryState.SENT: "sent",
    DeliveryState.FAILED: "not delivered (failed)",
    DeliveryState.CANCELLED: "called off (cancelled)",
}
Number = Annotated[int, typer.Argument(help="The number that `kith deliveries list` shows.")]


@deliveries_cli.command("list")
def list_deliveries(
    state: Annotated[DeliveryState | None, typer.Option(help="Only those in this state.")] = None,
    team: Annotated[str, typer.Option(help="Only those of this Slack team (T…).")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, the newest first.")] = 30,
) -> None:
    """The messages, newest first, what to do about those that failed, and how many there are in each state."""
    from rich.console import Console
    from rich.table import Table

    from bot.views.undelivered import UNDELIVERED

    table = Table("number", "team", "state", "kind", "to", "decided (UTC)", "why", box=None)
    with _admin() as admin:
        rows, counts = admin.newest(state=state, team=team, limit=limit), admin.counts()
    for row in rows:
        decided = f"{row.decided_at:%Y-%m-%d %H:%M}"
        table.add_row(str(row.number), row.team, row.state, row.kind, row.to, decided, row.why)
    Console().print(table)
    for why in sorted({row.why for row in rows} & UNDELIVERED.keys()):
        typer.echo(f"{why}: {UNDELIVERED[why]}.")
    said = ", ".join(f"{count} {_STATES[found]}" for found, count in counts.items())
    typer.echo(said or "There are no messages yet.")


@deliveries_cli.command("show")
def show_delivery(number: Number) -> None:
    """Everything about one message but its text."""
    with _admin() as admin:
        for name, value in admin.show(number).items():
            typer.echo(f"{name:18} {value}")


@deliveries_cli.command("retry")
def retry_deliveries(
    number: Annotated[int | None, typer.Argument(help="The number that `kith deliveries list` shows.")] = None,
    error: Annotated[str, typer.Option(help="Instead of one: all that failed by this name.")] = "",
) -> None:
    """Send a message that failed or was called off."""
    if (number is None) == (not error):
        raise typer.BadParameter("give one number, or --error NAME")
    with _admin() as admin:
        numbers = admin.failed_by(error) if number is None else [number]
        done = [one for one in numbers if admin.retry(one)]
    typer.echo(f"{len(done)} of {len(numbers)} will be sent.")
    if len(done) < len(numbers):
        typer.echo("The others neither failed nor were cancelled, or their texts are deleted (KITH_KEEP_DAYS).")
        raise typer.Exit(1)


@deliveries_cli.command("cancel")
def cancel_delivery(number: Number) -> None:
    """Call off a message that waits."""
    with _admin() as admin:
        is_cancelled = admin.cancel(number)
    if not is_cancelled:
        typer.echo(f"Message {number} is sent, failed, or about to be sent: it cannot be called off.")
        raise typer.Exit(1)
    typer.echo(f"Message {number} will not be sent.")


@contextmanager
def _admin() -> Iterator[DeliveryAdmin]:
    from bot.delivery.admin import DeliveryAdmin
    from bot.delivery.outbox import Outbox
    from bot.settings import load_settings

    with opened(load_settings()) as database:
        try:
            yield DeliveryAdmin(database, Outbox())
        except NotFoundError as error:
            typer.echo(str(error))
            raise typer.Exit(1) from None
