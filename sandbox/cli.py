"""The command that starts a sandbox."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from sandbox.clock import ClockError, instant
from sandbox.core import Options, Sandbox
from sandbox.manifest import ManifestError
from sandbox.people import MembersFileError
from sandbox.server import serve

app = typer.Typer(add_completion=False)


def _limits(value: str) -> float | None:
    """`on`, `off` or a factor."""
    if value in ("on", "off"):
        return 1.0 if value == "on" else None
    try:
        factor = float(value)
    except ValueError as error:
        raise typer.BadParameter('say "on", "off" or a number such as 0.1') from error
    if factor <= 0:
        raise typer.BadParameter("the factor must be above 0; use off for no limits")
    return factor


def _instant(value: str | None) -> datetime | None:
    try:
        return instant(value, "start") if value else None
    except ClockError as error:
        raise typer.BadParameter(str(error)) from error


def announce(sandbox: Sandbox, *, as_json: bool) -> None:
    """Print where the sandbox is and how to connect to it."""
    described = sandbox.described()
    if as_json:
        typer.echo(json.dumps(described))
        return
    typer.echo(f"Slack sandbox: {sandbox.url} (open it in a browser to act as anyone)")
    for name in ("api_url", "app_token", "signing_secret", "client_id", "client_secret"):
        typer.echo(f"  {name:<15}{described[name]}")
    for workspace in described["workspaces"]:
        typer.echo(f"  {workspace['name']} ({workspace['team_id']})  {workspace['bot_token'] or 'not installed'}")


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8400,
    members: Annotated[Path | None, typer.Option(help="JSON file of members and channels.")] = None,
    people: Annotated[int | None, typer.Option(min=1, help="This many invented members in each workspace.")] = None,
    manifest: Annotated[Path | None, typer.Option(help="The app's manifest.json: scopes, events, commands.")] = None,
    limits: Annotated[str, typer.Option(help="Rate limits: on, off, or a factor on the time they count in.")] = "on",
    http: Annotated[str | None, typer.Option(help="Send events to this URL, signed; without it: Socket Mode.")] = None,
    workspaces: Annotated[int, typer.Option(min=1, help="How many workspaces, each with its own people.")] = 1,
    org: Annotated[bool, typer.Option(help="Put the workspaces into one organisation.")] = False,
    installed: Annotated[bool, typer.Option(help="Start with the app installed everywhere.")] = True,
    record: Annotated[
        Path | None, typer.Option(help="Write each request and event to this file as JSON lines.")
    ] = None,
    start: Annotated[
        str | None, typer.Option(help="Product time at the beginning, such as 2027-01-04T07:00+01:00; now if absent.")
    ] = None,
    open_as: Annotated[str | None, typer.Option(help="Whom the page acts as first: an id, handle or name.")] = None,
    open_channel: Annotated[str | None, typer.Option(help='What it shows first: an id, a name, or "home".')] = None,
    patience: Annotated[
        float, typer.Option(min=0.1, help="Seconds in which the app must answer, and a trigger_id lives. Slack: 3.")
    ] = 3.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON when ready.")] = False,
) -> None:
    """A Slack workspace on your own machine, for bots to be tried and tested against."""
    options = Options(
        port=port,
        members=members,
        people=people,
        manifest=manifest,
        limits=_limits(limits),
        http_url=http,
        workspaces=workspaces,
        org=org,
        installed=installed,
        record=record,
        start=_instant(start),
        open_as=open_as,
        open_channel=open_channel,
        patience_seconds=patience,
    )
    try:
        serve(options, lambda running: announce(running, as_json=as_json))
    except (ManifestError, MembersFileError, OSError) as error:
        typer.echo(f"The sandbox cannot start: {error}", err=True)
        raise typer.Exit(1) from error
