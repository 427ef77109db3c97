"""Two councils for twelve weeks, over the wire: people come, leave, pause and change, and the councils go on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.demo.stage import Stage
from sandbox.http_client import wait_until
from sandbox.person import Message, Person
from tests.stories.town import Town, joins, letters, posts, together, town

pytestmark = pytest.mark.story
FRIDAY = datetime(2027, 1, 8, 15, tzinfo=UTC)
FIRST = date(2027, 1, 11)  # the Monday of the first week
LONDON = "Europe/London"
NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Flo", "Gus", "Hal", "Ida")


def meets_every_week(organizer: Person, channel: str) -> None:
    """In the settings: the program has councils by its kind, from its second week on, every second week."""
    organizer.channel(channel).command("/kith", "setup")
    wait_until(lambda: organizer.modal.title == "Settings", "the settings")
    organizer.modal.press("Change", beside="Councils")
    wait_until(lambda: organizer.modal.title == "Councils", "the form")
    assert "an hour every second week, instead of buddy rounds" in organizer.modals()[0].words
    organizer.submit({"They meet": "Every week", "Week of the first meeting": FIRST.isoformat()})
    saved = "About five people, an hour every week, instead of buddy rounds"
    wait_until(lambda: saved in organizer.modal.words, "the settings to be saved")
    organizer.modal.close(everything=True)


def of_councils(person: Person) -> list[tuple[Message, list[str]]]:
    """What Kith wrote in the person's councils, from first to last, and to whom."""
    told = [(one, people) for one, people in together(person) if "ouncil" in one.words]
    return sorted(told, key=lambda pair: pair[0].at)


def latest(person: Person) -> tuple[Message, set[str]]:
    message, people = [pair for pair in of_councils(person) if "Something's wrong" in str(pair[0].blocks)][-1]
    return message, set(people)


def words_of(person: Person) -> str:
    """All that Kith wrote in the person's councils."""
    return "\n".join(message.words for message, _ in of_councils(person))


@dataclass
class Story:
    """Two councils, in one of which is Ada: `ours` are the names in hers at first."""

    on: Stage
    here: Town
    olga: Person
    people: dict[str, Person]
    ours: list[str] = field(default_factory=list)

    def until(self, week: int, weekday: int) -> None:
        """Time passes until the afternoon of that day."""
        self.here.lives_until(FIRST + timedelta(weeks=week - 1, days=weekday), "16:00", LONDON, step="6h")
        self.on.settle()

    def is_introduced(self) -> None:
        """On Tuesday, as organizers saw it before; one of each council takes a time, and all of it reads that."""
        self.until(1, 1)
        (shown,) = letters(self.olga, "councils are introduced")
        assert "Council 1" in shown.words
        told = {name: latest(person) for name, person in self.people.items()}
        assert all("Meet your council" in message.words for message, _ in told.values())
        assert Counter(len(there) for _, there in told.values()) == {4: 4, 5: 5}
        self.ours = [name for name, person in self.people.items() if person.id in told["Ada"][1]]
        for name in ("Ada", next(name for name in self.people if name not in self.ours)):
            message, _ = latest(self.people[name])
            message.press("Take this time", block_id=_first(message, "Take this time"))
        self.on.settle()
        assert all("wrote down a time for your council" in words_of(person) for person in self.people.values())

    def meets(self) -> None:
        """One says that they met and writes a line; the next meeting opens with it."""
        self.until(1, 4)
        ada = self.people["Ada"]
        latest(ada)[0].press("We met")
        self.on.settle()
        latest(ada)[0].press("Write my line")
        ada.submit({"What I'll try until we meet again": "Write to one person a day"})
        self.on.settle()
        self.until(2, 4)
        message, _ = latest(ada)
        assert "Meeting 2 of your council" in message.words
        assert "Write to one person a day" in message.words

    def everybody_met(self, *without: str) -> None:
        """Each says so of the last meeting that they read of: who does nothing for six weeks has no seat any more."""
        for name, person in self.people.items():
            message, _ = latest(person)
            label = next((one for one in ("We met", "I was there too") if one in message.buttons), "")
            if name not in without and label:
                message.press(label, block_id=_first(message, label))
                self.on.settle()

    def takes_in(self, name: str) -> None:
        """Somebody comes late, and is introduced to the smaller council."""
        late = self.people[name] = self.here.moves_in(name, LONDON)
        ada = self.people["Ada"]
        self.here.client.change_members(ada.channel("spring").id, add=(late.id,), by=ada.id)
        joins(late, "spring")
        self.until(3, 4)
        assert "is new in yours" in words_of(late)
        assert latest(late)[1] == latest(ada)[1]

    def leaves(self, *names: str) -> None:
        """They leave the program: nobody is told who, or why."""
        for name in names:
            channel = self.people[name].channel("spring")
            channel.command("/kith", "leave")
            channel.wait_for("Would you like to leave?").press("Leave")
        self.on.settle()

    def changes(self, name: str) -> None:
        """From App Home."""
        person = self.people[name]
        person.open_home()
        wait_until(lambda: "Change my council" in person.home().buttons, "App Home")
        person.home().press("Change my council")
        wait_until(lambda: person.modal.title == "Change my council", "the form")
        person.submit({})
        self.on.settle()


def test_two_councils_live_for_twelve_weeks_and_nobody_is_stranded_or_named() -> None:
    with town(FRIDAY) as (on, here):
        olga = here.moves_in("Olga", LONDON)
        story = Story(on, here, olga, {name: here.moves_in(name, LONDON) for name in NAMES})
        here.starts(olga, "spring", *story.people.values(), preset="Councils")
        (invited, *_) = posts(olga, "spring", "you are warmly invited")
        assert "In a council of about five you meet the same people every second week" in invited.words
        assert "buddy" not in invited.words
        meets_every_week(olga, "spring")
        story.is_introduced()
        story.meets()
        story.takes_in("Joe")
        ada = story.people["Ada"]
        leaver, mover, *others = [name for name in story.ours if name != "Ada"]

        story.leaves(leaver)
        story.until(4, 4)
        story.everybody_met(leaver)
        message, there = latest(ada)
        assert "The councils have changed a little" in words_of(ada)
        assert story.people[leaver].id not in message.words
        assert len(there) == 4

        story.changes(mover)
        story.until(6, 4)
        assert "is new in yours" in words_of(story.people[mover])
        assert ada.id not in latest(story.people[mover])[1]
        assert story.people[mover].id not in latest(ada)[1]
        assert "asked" not in words_of(ada)

        # Ada and Joe are left alone; two have left the other council, which takes them in and reads that they are new
        theirs = [name for name in NAMES if name not in story.ours]
        story.leaves(*theirs[:2])
        story.leaves(*others)
        story.until(8, 4)
        assert latest(ada)[1] == latest(story.people["Joe"])[1] == latest(story.people[mover])[1]
        assert len(latest(ada)[1]) == 6

        gone = (leaver, *others, *theirs[:2])
        story.everybody_met(*gone)
        story.until(12, 4)
        here_still = {name: one for name, one in story.people.items() if name not in gone}
        for person in here_still.values():
            _, there = latest(person)
            assert person.id in there
            assert 3 <= len(there) <= 6
            told = [one for one, _ in of_councils(person) if one.words.startswith(("Meeting", "Your council", "Meet"))]
            assert max(Counter(one.at.date() for one in told).values()) == 1
        assert "Their meetings last week" in letters(olga, "*Councils*")[-1].words


def _first(message: Message, label: str) -> str:
    """The block of the first button with this label."""
    return next(
        str(block["block_id"])
        for block in message.blocks
        for element in (block.get("accessory") or {}, *block.get("elements", ()))
        if element.get("type") == "button" and element["text"]["text"] == label
    )
