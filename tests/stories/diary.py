"""What reaches whom over many weeks: every message from Kith, and whether time brought it or somebody's own press."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.calendar import week_of
from sandbox.client import Message, Person


@dataclass(frozen=True)
class Entry:
    """One message as its reader first saw it; `at` is the sandbox's time, shown by the reader's wall clock."""

    to: str
    at: datetime
    in_group: bool
    words: str
    unasked: bool

    @property
    def note(self) -> str:
        """What is beside the usual about it."""
        return (" group" if self.in_group else "") + ("" if self.unasked else " (asked for)")

    @property
    def on(self) -> date:
        """The reader's calendar day."""
        return self.at.date()


@dataclass
class Diary:
    """Reads everybody's direct messages and group DMs again and again, and writes down what is new."""

    people: dict[str, Person]
    zones: dict[str, str]
    entries: list[Entry] = field(default_factory=list)
    _read: set[tuple[str, str, str]] = field(default_factory=set)

    @contextmanager
    def time_passes(self) -> Iterator[None]:
        """What comes within is what nobody asked for at that moment."""
        self.write(unasked=False)
        yield
        self.write(unasked=True)

    def write(self, *, unasked: bool) -> None:
        """Write down what is new since the last look."""
        for name, person in self.people.items():
            for message, in_group in _to(person):
                seen = (name, message.channel, message.ts)
                if seen not in self._read:
                    self._read.add(seen)
                    at = message.at.astimezone(ZoneInfo(self.zones[name]))
                    self.entries.append(Entry(name, at, in_group, message.words, unasked))

    def unasked(self, name: str) -> list[Entry]:
        """What came to this person by itself, oldest first."""
        return sorted((one for one in self.entries if one.to == name and one.unasked), key=lambda one: one.at)

    def by_day(self, name: str) -> dict[date, list[Entry]]:
        """The same, by the day on which it came."""
        found: dict[date, list[Entry]] = {}
        for entry in self.unasked(name):
            found.setdefault(entry.on, []).append(entry)
        return found

    def by_week(self, name: str) -> Counter[date]:
        """How many came by themselves in each week, by its Monday."""
        return Counter(week_of(entry.on) for entry in self.unasked(name))

    def told(self, name: str) -> str:
        """Everything that one person read, to be read by whoever wonders why a test fails."""
        mine = sorted((one for one in self.entries if one.to == name), key=lambda one: one.at)
        return "\n\n".join(f"[{one.at:%a %d %b %H:%M}{one.note}]\n{one.words}" for one in mine)


def _to(person: Person) -> Iterator[tuple[Message, bool]]:
    """What Kith wrote where this person reads it in private; files without words come with the message before them."""
    for conversation in person.conversations():
        kind = conversation.shape["kind"]
        if kind in ("im", "mpim") and person.bot in conversation.shape["members"]:
            for message in conversation.messages():
                if message.user == person.bot and message.words and not message.is_ephemeral:
                    yield message, kind == "mpim"
