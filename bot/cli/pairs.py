"""`kith pairs`: a programme before it starts, the next round before it goes out, and why two people meet or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.opening import opened
from bot.domain.programs import MIXES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.domain.pairing import Simulation
    from bot.domain.pairing.rules import Mixes

pairs_cli = typer.Typer(no_args_is_help=True, help="Who meets whom.")


@pairs_cli.callback()
def _pairs() -> None:
    """Who meets whom."""


def _known(mix: str) -> str:
    if mix not in MIXES:
        raise typer.BadParameter(f"{mix!r} is none of {', '.join(MIXES)}.")
    return mix


def _across_or_within(only: str) -> str:
    if only not in ("", "across", "within"):
        raise typer.BadParameter(f"{only!r} is neither across nor within.")
    return only


@pairs_cli.command()
def simulate(  # typer takes each option as an argument
    members: Annotated[int, typer.Option(min=2, max=400, help="how many people")],
    rounds: Annotated[int, typer.Option(min=1, max=400, help="how many rounds in a row")],
    size: Annotated[
        int | None, typer.Option(min=2, max=6, help="people in a group: 2 to 4, in a council 4 to 6")
    ] = None,
    circles: Annotated[int, typer.Option(min=1, help="schools or employers the people come from, evenly")] = 1,
    mix: Annotated[
        str, typer.Option(callback=_known, help=f"what matching looks for: {', '.join(MIXES)}")
    ] = "balanced",
    only: Annotated[
        str, typer.Option(callback=_across_or_within, help="the hard rule to meet only across, or only within, circles")
    ] = "",
    sits_out: Annotated[bool, typer.Option("--sits-out", help="one over sits out instead of joining")] = False,
    seed: Annotated[int, typer.Option(help="the same seed gives the same groups")] = 1,
    picture: Annotated[
        Path | None, typer.Option(dir_okay=False, help="write the matrix of first meetings to this PNG")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the groups of each round, as JSON")] = False,
    councils: Annotated[
        bool,
        typer.Option("--councils", help="councils that stay; rounds are then weeks, in which people come and leave"),
    ] = False,
    joins: Annotated[int, typer.Option(min=0, help="with --councils: how many people come later")] = 0,
    leaves: Annotated[int, typer.Option(min=0, help="with --councils: how many people leave")] = 0,
) -> None:
    """Play a programme through before it starts: who meets whom, repeats, fairness."""
    if only == "across" and circles < 2:
        raise typer.BadParameter("Across circles nobody could meet anybody: give two or more.", param_hint="--circles")
    if councils and only:
        raise typer.BadParameter("The rule is played through with buddies, not with councils.", param_hint="--only")
    if councils:
        _councils(members, rounds, size or 5, circles, mix, seed, joins, leaves, as_json=as_json)
        return
    if size is not None and size > 4:
        raise typer.BadParameter("A buddy group has 2 to 4 people.", param_hint="--size")
    from bot.domain.pairing import simulate as play
    from bot.domain.states import OddOne
    from bot.settings import load_settings

    if picture and not picture.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {picture.parent}", param_hint="--picture")
    odd_one = OddOne.SITS_OUT if sits_out else OddOne.TRIO
    program = partial(
        play,
        members=members,
        rounds=rounds,
        size=size or 2,
        circles=circles,
        odd_one=odd_one,
        weights=load_settings().weights.of(mix),
        seed=seed,
    )
    played, free = program(only=only), program() if only else None
    if picture:
        from bot.views.pairing_chart import first_meetings

        picture.write_bytes(first_meetings(played))
    if as_json:
        typer.echo(json.dumps(_as_data(played) | ({"only": only, "without_the_rule": _as_data(free)} if free else {})))
    else:
        _print(played, circles=circles)
        for line in _cost(played, free, only) if free else ():
            typer.echo(line)
        if picture:
            typer.echo(f"The matrix of first meetings is in {picture}.")


def _councils(  # each option by its own
    members: int, weeks: int, size: int, circles: int, mix: str, seed: int, joins: int, leaves: int, *, as_json: bool
) -> None:
    """Councils from week to week: how large they are, who comes and leaves, which go on in others."""
    from bot.domain.pairing.simulating_councils import simulate_councils
    from bot.settings import load_settings
    from bot.views.pairing_councils import as_data, facts, rows

    if not 4 <= size <= 6:
        raise typer.BadParameter("A council has 4 to 6 people.", param_hint="--size")
    if members < 3:
        raise typer.BadParameter("A council needs three people.", param_hint="--members")
    played = simulate_councils(
        members=members,
        weeks=weeks,
        wanted=size,
        circles=circles,
        joins=joins,
        leaves=leaves,
        weights=load_settings().weights.of(mix),
        seed=seed,
    )
    if as_json:
        typer.echo(json.dumps(as_data(played)))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table("week", "councils", "people in each", "came", "left", "merged", "without one")
    for row in rows(played):
        table.add_row(*row)
    console.print(table)
    for line in facts(played, circles=circles):
        console.print(line, highlight=False)


def _as_data(played: Simulation) -> dict[str, object]:
    return {
        "members": played.members,
        "rounds": [[list(group) for group in groups] for groups in played.rounds],
        "repeats": list(played.repeats),
        "larger": {str(one): times for one, times in sorted(played.larger.items())},
        "sat_out": {str(one): times for one, times in sorted(played.sat_out.items())},
        "meetings": played.meetings,
        "across_circles": played.across,
    }


def _print(played: Simulation, *, circles: int) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table("round", "groups", "meetings that are new", "repeats", "pairs that have met")
    everybody = played.members * (played.members - 1) // 2
    first = list(played.first_met.values())
    for number, repeats in enumerate(played.repeats, start=1):
        met = sum(round_ <= number for round_ in first)
        cells = (number, len(played.rounds[number - 1]), first.count(number), repeats, f"{met} of {everybody}")
        table.add_row(*map(str, cells))
    console.print(table)
    for line in _facts(played, circles=circles):
        console.print(line, highlight=False)


def _cost(played: Simulation, free: Simulation, only: str) -> list[str]:
    """What the rule costs, beside the same programme without it."""
    places, pairs = played.members * len(played.rounds), played.members * (played.members - 1) // 2
    return [
        f"Only {only} circles, and the same programme without that rule:",
        f"  Without a buddy: {played.sat_out.total()} of {places} times, instead of {free.sat_out.total()}.",
        f"  Meetings again: {sum(played.repeats)}, instead of {sum(free.repeats)}.",
        f"  Pairs that have met: {len(played.first_met)} of {pairs}, instead of {len(free.first_met)}.",
    ]


def _facts(played: Simulation, *, circles: int) -> list[str]:
    people = range(1, played.members + 1)
    without = next((number for number, repeats in enumerate(played.repeats) if repeats), len(played.repeats))
    lines = [f"Rounds before anyone meets somebody again: {without}."]
    if played.larger:
        times = [played.larger[one] for one in people]
        lines.append(f"In a larger group each person is from {min(times)} to {max(times)} times.")
    if played.sat_out:
        times = [played.sat_out[one] for one in people]
        lines.append(f"Each person sits out from {min(times)} to {max(times)} times.")
    if circles > 1:
        lines.append(f"Between different circles: {played.across / max(1, played.meetings):.0%} of the meetings.")
    return lines


@pairs_cli.command()
def preview(
    program: Annotated[str, typer.Argument(help="the program's id, or its name")],
) -> None:
    """The next round as it would be if it started now: groups with reasons, and who has none and why."""
    from bot.services.rounds.dry_run import dry_run
    from bot.views.rounds.plain_text import group_line, left_out_line

    with _reading() as (session, now, mixes):
        round_ = dry_run(session, program, now=now, mixes=mixes)
    for group in round_.plan.groups:
        typer.echo(group_line(group.members, group.reasons, round_.names))
    for one in round_.plan.left_out:
        typer.echo(left_out_line(one, round_.names))


@pairs_cli.command()
def explain(
    program: Annotated[str, typer.Argument(help="the program's id, or its name")],
    one: Annotated[str, typer.Argument(help="a Slack user id, or a name")],
    other: Annotated[str, typer.Argument(help="another")],
) -> None:
    """Why two people would be together in the next round, or why not."""
    from bot.services.rounds.dry_run import explain_two
    from bot.views.rounds.plain_text import explanation_lines

    with _reading() as (session, now, mixes):
        round_, why = explain_two(session, program, one, other, now=now, mixes=mixes)
    for line in explanation_lines(why, round_.names):
        typer.echo(line)


@contextmanager
def _reading() -> Iterator[tuple[Session, datetime, Mixes]]:
    """A transaction that reads the configured database, time and weights. Something not found is one line."""
    from bot.clock import SystemClock
    from bot.db.migrate import is_current
    from bot.domain.errors import NotFoundError
    from bot.errors import UserError
    from bot.settings import load_settings

    settings = load_settings()
    with opened(settings) as database:
        if not is_current(database.engine):
            raise UserError("The database is empty or older than the code: run `kith db upgrade`.")
        try:
            with database.unit_of_work(read_only=True) as session:
                yield session, SystemClock().now(), settings.weights
        except NotFoundError as error:
            raise UserError(str(error)) from None


@pairs_cli.command()
def mentors(  # typer takes each option as an argument
    members: Annotated[int, typer.Option(min=2, max=400, help="how many people, the mentors among them")],
    mentors: Annotated[int, typer.Option(min=1, max=400, help="how many of them are mentors")],
    room: Annotated[int, typer.Option(min=1, max=3, help="mentees that each of them takes")] = 1,
    circles: Annotated[int, typer.Option(min=1, help="schools or employers the people come from, evenly")] = 1,
    mix: Annotated[
        str, typer.Option(callback=_known, help=f"what matching looks for: {', '.join(MIXES)}")
    ] = "balanced",
    seed: Annotated[int, typer.Option(help="the same seed gives the same pairs")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="who has which mentor, as JSON")] = False,
) -> None:
    """Let everybody ask for whoever suits, before a programme starts: who finds a mentor, and how even it is."""
    from bot.domain.pairing.simulating_mentors import simulate_mentors
    from bot.settings import load_settings

    if mentors >= members:
        raise typer.BadParameter("Somebody has to be there who is no mentor.", param_hint="--mentors")
    weights = load_settings().weights.of(mix)
    played = simulate_mentors(members=members, mentors=mentors, room=room, circles=circles, weights=weights, seed=seed)
    if as_json:
        typer.echo(json.dumps({"mentor_of": {str(one): mentor for one, mentor in sorted(played.mentor_of.items())}}))
        return
    loads = played.mentees.values()
    typer.echo(f"{len(played.mentor_of)} of {members - mentors} find a mentor; {played.without} find none with room.")
    typer.echo(f"Each mentor has from {min(loads)} to {max(loads)} mentees.")
    if circles > 1:
        typer.echo(f"Between different circles: {played.across / max(1, len(played.mentor_of)):.0%} of the pairs.")
