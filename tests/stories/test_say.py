"""A say in matching, over the wire: a swap does not break a comfort rule, a wish comes true, and nobody reads why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sandbox.http_client import ViewError, wait_until
from sandbox.person import Person
from tests.stories.town import letters, opens_programs, posts, together, town

pytestmark = pytest.mark.story
FRIDAY = datetime(2027, 1, 8, 15, tzinfo=UTC)
SUNDAY, MONDAY = date(2027, 1, 10), date(2027, 1, 11)
LONDON = "Europe/London"
# What members said, in any of their words; nobody but its author may ever read it
SAID = ("my employer", "nline first", "ishes", "wished", "Zebra", "second round", "often as")


def opens_settings(organizer: Person) -> None:
    """Rounds of a week, which the organizer sees first."""
    opens_programs(organizer)
    organizer.home().press("Settings")
    organizer.modal.press("Change", beside="Rounds and groups")
    wait_until(lambda: organizer.modal.title == "Rounds and groups", "the form")
    preview = {"Show me the groups before they are introduced": "24 hours before"}
    organizer.submit({**preview, "Length of a round, in weeks": "1"})
    organizer.modal.close(everything=True)


def works_at(person: Person, employer: str) -> None:
    """In their profile."""
    person.command("/kith", "profile")
    person.modal.press("More: school, city, my day …")
    wait_until(lambda: "Employer" in person.modal.words, "all fields")
    person.submit({"Employer, present or last": employer})


def room(person: Person) -> str:
    """What somebody reads of their own say, in the room Me."""
    person.open_home()
    wait_until(lambda: "Me" in person.home().buttons, "App Home")
    before = person.home_hash
    person.home().press("Me")
    wait_until(lambda: person.home_hash != before and "My say in matching" in person.home().words, "the room Me")
    return person.home().words


def says(person: Person, values: dict[str, Any], more: dict[str, Any] | None = None) -> None:
    """In the room Me, and behind *More* if there is more to say."""
    room(person)
    person.home().press("Say it")
    wait_until(lambda: person.modal.title == "My say in matching", "the form")
    if more:
        person.fill(values)
        person.modal.press("More: a field, a school, a city, two buddies …")
        wait_until(lambda: "A note to myself" in person.modal.words, "all fields")
    person.submit(more or values)


def all_read(person: Person) -> str:
    """Everything that Kith wrote where this person reads it."""
    shown = [*letters(person), *(one for one, _ in together(person)), *posts(person, "spring", "")]
    return "\n".join(one.words for one in shown)


def buddies(person: Person) -> list[set[str]]:
    """With whom they were introduced, in the order of the introductions."""
    return [set(people) - {person.id} for said, people in together(person) if "you are buddies" in said.words]


def test_comfort_rules_hold_a_wish_comes_true_and_nobody_misses_who_sits_out() -> None:
    with town(FRIDAY) as (on, here):
        names = ("Olga", "Ada", "Ben", "Cleo", "Dan", "Eve", "Flo")
        olga, ada, ben, cleo, dan, eve, flo = (here.moves_in(name, LONDON) for name in names)
        members = (ada, ben, cleo, dan, eve, flo)
        here.starts(olga, "spring", *members)
        opens_settings(olga)

        def lives_until(day: date, at: str) -> None:
            here.lives_until(day, at, LONDON, step="30m" if day - MONDAY < timedelta(days=1) else "3h")
            on.settle()

        works_at(ada, "Google")
        works_at(ben, "YouTube")
        says(
            ada, {"What I'd rather have": ["Nobody of my employer", "Online first: no meeting in person to begin with"]}
        )
        says(cleo, {"People I'd like to meet in the next round": ["Dan"]}, {"A note to myself": "Zebra crossings"})
        says(dan, {"People I'd like to meet in the next round": ["Cleo"]})
        says(eve, {"How often I'd like a buddy": "Every second round"})
        assert "Zebra crossings" in room(cleo)

        lives_until(SUNDAY, "10:00")
        (proposed,) = letters(olga, "The next round of")
        mate = next(one for one in members if one is not ada and _in_one(proposed.words, ada, one))
        assert mate is not ben
        proposed.press("Move people")
        with pytest.raises(ViewError, match="cannot be grouped"):
            olga.submit({"This person": mate.name, "The other person": "Ben"})
        assert "employer" not in olga.modal.words
        olga.modal.close(everything=True)

        lives_until(MONDAY, "12:00")
        assert buddies(cleo) == [{dan.id}]
        assert buddies(ada)[0] != {ben.id}
        assert len(buddies(eve)) == 1
        assert "Zebra crossings" not in room(cleo)  # used up
        words = room(eve)
        assert "Your next one comes with the round that starts on Monday 25 January" in words

        second, third = MONDAY + timedelta(weeks=1), MONDAY + timedelta(weeks=2)
        lives_until(second, "12:00")
        assert len(buddies(eve)) == 1
        assert all(len(buddies(one)) == 2 for one in members if one is not eve)
        assert eve.id not in letters(olga, "this round has begun")[-1].words
        lives_until(third, "12:00")
        assert len(buddies(eve)) == 2

        for one in (olga, *members):
            read = all_read(one)
            own = ("often as", "second round", "wished") if one is eve else ()
            assert not [said for said in SAID if said in read and said not in own], one.name


def _in_one(words: str, one: Person, other: Person) -> bool:
    """Whether a line of the proposal names both."""
    return any(one.id in line and other.id in line for line in words.splitlines())
