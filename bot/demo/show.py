"""What `kith demo` prints and how long it stays."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from datetime import timedelta
from html import unescape
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from bot.clock import real_now
from bot.demo.cast import CHANNEL, ORGANIZER
from bot.demo.facts import Facts, gather
from bot.demo.play import CURTAIN, ZONE, Play, perform, rehearse
from bot.demo.stage import DemoError, free_port, stage
from bot.domain.calendar import instant, next_monday
from bot.server.running import wait_for_signal
from bot.services import members, page_access
from sandbox.client import Conversation, SandboxError

PORT = 8400
LINK_LASTS = timedelta(days=1)  # nobody else can be on this machine's loopback in a demo


def run_to_the_end(*, weeks: int, seed: int, as_json: bool, limits: str) -> bool:
    """Live the weeks without a browser; print the last summary and digest, or the facts. Whether all went well."""
    console = Console(stderr=as_json)
    began = time.monotonic()
    with stage(start=CURTAIN, limits=limits) as running:
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=as_json
        ) as progress:
            task = progress.add_task("The curtain rises", total=None)
            play = rehearse(running, seed=seed, tell=lambda line: progress.update(task, description=line))
            try:
                for number in perform(play, weeks=weeks):
                    progress.console.print(f"  week {number} of {weeks} is over")
            except SandboxError as error:
                raise DemoError(f"the demo stopped: {error}") from error
        facts = gather(running)
        if as_json:
            Console(soft_wrap=True).print_json(json.dumps(facts.to_json()))
        else:
            _print_end(console, play, facts, seconds=time.monotonic() - began)
    return facts.nothing_failed


def stay_open(*, seed: int, port: int, limits: str) -> None:
    """Set up, introduce the first buddies, print one address, and stay until Ctrl-C."""
    console = Console()
    page_port = port + 1 if port else free_port()  # one that was asked for has its neighbour for the page
    told = {"open_as": ORGANIZER, "open_channel": CHANNEL}
    with stage(start=CURTAIN, port=port, limits=limits, web_port=page_port, **told) as running:
        play = rehearse(running, seed=seed, tell=lambda line: console.print(f"  {line} …"))
        play.set_up()
        play.furnish()
        console.print("  Monday morning: the first buddies are introduced …")
        monday = next_monday(CURTAIN.date())
        running.client.clock.to(instant(monday, CURTAIN.time().replace(hour=10), ZONE))
        console.print(Panel.fit(_WELCOME.format(url=running.url, page=_page_link(play)), title="Kith", padding=(1, 3)))
        wait_for_signal()
        console.print("The demo ends; nothing of it is kept.")


def _page_link(play: Play) -> str:
    """The organizers' page, signed in as the one who started the program."""
    context, person = play.stage.kith.context, play.organizer.person
    with context.database.unit_of_work() as session:
        actor = members.known(session, slack_team_id=play.stage.client.workspaces()[0]["id"], slack_user_id=person.id)
        token = page_access.make_link(session, actor, now=real_now(), lasts=LINK_LASTS)
    return f"{context.settings.page_url}/link/{token}"


_WELCOME = """Open [bold]{url}[/bold]
and the organizers' page: {page}

You are Marcus, who started the program. Act as anyone on the left; press what Kith sends them.
Move the clock at the top: “to Friday 10:00”, “+1 week”. Ctrl-C ends the demo."""


def _print_end(console: Console, play: Play, facts: Facts, *, seconds: float) -> None:
    organizer = play.organizer.person
    summary = _last(organizer.channel(CHANNEL), "the week of")
    digest = _last(organizer.dm(), "Who takes part")
    names = {person.id: person.name for person in play.stage.client.everyone()}
    console.print(Panel(as_read(summary, names), title=f"The last summary, in #{CHANNEL}"))
    console.print(Panel(as_read(digest, names), title=f"The last digest, to {ORGANIZER}"))
    counts = "   ".join(f"{name.replace('_', ' ')} {_formatted(value)}" for name, value in facts.to_json().items())
    console.print(f"{counts}\n{seconds:.0f} s")


def as_read(words: str, names: Mapping[str, str]) -> Text:
    """Slack's markup as people see it: names (by user id) for mentions, bold for what stands between stars."""
    named = re.sub(r"<@(\w+)>", lambda found: f"@{names.get(found[1], found[1])}", words)
    return Text.from_markup(re.sub(r"\*([^*\n]+)\*", r"[bold]\1[/bold]", escape(unescape(named))))


def _formatted(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    return ", ".join(f"{count} {name}" for name, count in value.items()) or "none"


def _last(conversation: Conversation, text: str) -> str:
    message = conversation.find(text)
    return message.words if message else "(none)"
