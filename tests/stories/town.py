"""The words in which the stories are told: people with names and zones, programs, weeks that pass."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo.stage import Stage, environment, sandbox_process, stage
from bot.domain.calendar import instant
from sandbox.client import Message, Person, SandboxClient
from sandbox.http_client import SandboxError, wait_until

# Not Slack's three seconds: the machine of a test stands still at times, and what is told here is not how fast Kith is.
PATIENCE = "30"
PROMPT, CHECKIN, SUMMARY, DIGEST = "What will you do this week", "How was your week?", "the week of", "Who takes part"


@dataclass
class Town:
    """A sandbox and whoever lives in it."""

    client: SandboxClient
    people: dict[str, Person] = field(default_factory=dict)

    def moves_in(self, name: str, zone: str) -> Person:
        """Somebody new, whose Slack shows this zone."""
        self.people[name] = self.client.add_person(name, tz=zone)
        return self.people[name]

    def starts(
        self,
        organizer: Person,
        channel: str,
        *members: Person,
        preset: str = "Career program",
        ends: str = "When an organizer ends it",
    ) -> None:
        """The organizer sets a program up in a new channel, in two clicks; these members join."""
        there = [organizer.id, organizer.bot, *(member.id for member in members)]
        self.client.create_channel(channel, by=organizer.id, members=there)
        organizer.channel(channel).command("/kith", "setup")
        organizer.modal.submit({"Kind of program": preset})
        shows(organizer, "Start the program")
        organizer.modal.submit({"The program ends": ends})
        organizer.channel(channel).wait_for("you are warmly invited")
        shows(organizer, "It's on")
        organizer.modal.close(everything=True)
        for member in members:
            joins(member, channel)

    def breaks(self, organizer: Person, channel: str, written: str) -> None:
        """The organizer enters breaks in the settings of the channel's program."""
        organizer.channel(channel).command("/kith", "setup")
        shows(organizer, "Settings")
        organizer.modal.press("Change", beside="Breaks")
        shows(organizer, "Breaks")
        organizer.modal.submit({"Breaks": written})
        shows(organizer, "Settings")
        organizer.modal.close(everything=True)

    def lives_until(self, on: date, at: str, zone: str, *, step: str = "3h") -> datetime:
        """Time passes, in steps at each of which Kith does what is due."""
        hour, minute = map(int, at.split(":"))
        moment = instant(on, datetime.min.time().replace(hour=hour, minute=minute), zone)
        return self.client.clock.to(moment, step=step)


@contextmanager
def town(start: datetime) -> Iterator[tuple[Stage, Town]]:
    """An empty town, and Kith in this process."""
    with stage(start=start, people="1", patience=PATIENCE) as on:
        yield on, Town(on.client)


@dataclass
class Computer:
    """A town whose Kith runs in processes of its own, which start and are killed; they share one database."""

    folder: Path
    addresses: dict[str, Any]
    town: Town
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "kith.sqlite"

    def starts_kith(self) -> subprocess.Popen[bytes]:
        """`kith run`; when this returns it follows the town's clock and hears its people."""
        told = {**os.environ, **environment(self.addresses, self.database, pacing=False)}
        log = self.folder / f"kith-{len(self.processes)}.log"
        command = [str(Path(sys.executable).with_name("kith")), "run"]
        with log.open("wb") as written:
            process = subprocess.Popen(command, env=told, cwd=self.folder, stdout=written, stderr=written)
        self.processes.append(process)
        wait_until(lambda: '"action": "running"' in log.read_text(), "Kith to run", 60)
        return process

    def kills(self, process: subprocess.Popen[bytes]) -> None:
        """As if the power had gone. The town's clock goes on without it."""
        process.kill()
        process.wait()
        self.town.client.clock.forget(f"kith-{process.pid}")


@contextmanager
def computer(folder: Path, start: datetime) -> Iterator[Computer]:
    """An empty town, and no Kith yet; what was started is ended with it."""
    options = {"start": start.isoformat(), "port": "0", "limits": "off", "people": "1", "patience": PATIENCE}
    with sandbox_process(options) as addresses, SandboxClient(addresses["url"]) as client:
        here = Computer(folder, addresses, Town(client))
        try:
            yield here
        finally:
            for process in here.processes:
                process.kill()
                process.wait()


def shows(person: Person, title: str) -> None:
    """Wait for the modal of this title; if it does not come, say what is there instead."""
    try:
        wait_until(lambda: person.modal.title == title, title)
    except SandboxError as error:
        raise AssertionError(f"not {title!r} but {person.modal.title!r}: {person.modal.words}") from error


def opens_programs(person: Person) -> None:
    """App Home, in the room of the programs that they organize."""
    person.open_home()
    wait_until(lambda: "Programs" in person.home().buttons, "App Home")
    # What stands there may be from before an act whose drawing is on its way: what is drawn after the press counts.
    before = person.home_hash
    person.home().press("Programs")
    wait_until(
        lambda: person.home_hash != before and "Programs I organize" in person.home().words, "the room of programs"
    )


def joins(person: Person, channel: str) -> None:
    """The button in the channel, and the screen that says who sees what."""
    person.channel(channel).wait_for("you are warmly invited").press("Join")
    person.modal.submit()
    if left_open := person.modals():
        left_open[-1].close(everything=True)


def letters(person: Person, containing: str = "") -> list[Message]:
    """What Kith wrote to a person alone, for good, oldest first."""
    return [
        message
        for message in person.dm().messages()
        if message.user == person.bot and not message.is_ephemeral and containing in message.words
    ]


def posts(person: Person, channel: str, containing: str) -> list[Message]:
    """What Kith posted in a channel that the person sees."""
    return [one for one in person.channel(channel).messages() if one.user == person.bot and containing in one.words]


def together(person: Person) -> list[tuple[Message, list[str]]]:
    """What Kith wrote in the person's group DMs, each with the ids of the people in it."""
    return [
        (message, [member for member in group.shape["members"] if member != person.bot])
        for group in person.groups()
        for message in group.messages()
        if message.user == person.bot and message.words  # the calendar file comes without any
    ]


def wall(message: Message, zone: str) -> str:
    """When it came, as the wall clock of a zone showed it: `Mon 2027-03-08 09:00`."""
    return f"{message.at.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


def by_day(messages: list[Message], zone: str) -> Counter[date]:
    """How many came on each day of a zone."""
    return Counter(message.at.astimezone(ZoneInfo(zone)).date() for message in messages)


def answers(message: Message, label: str) -> None:
    """Presses the first button with this label, and waits until Kith has drawn the message anew."""
    block_id = next(
        block["block_id"]
        for block in message.blocks
        for element in (block.get("accessory"), *block.get("elements", []))
        if element and element.get("type") == "button" and element["text"]["text"] == label
    )
    message.press(label, block_id=block_id)
    conversation = message.person.dm()
    wait_until(
        lambda: next(one for one in conversation.messages() if one.ts == message.ts).blocks != message.blocks,
        f"{label!r} to change {message!r}",
    )
