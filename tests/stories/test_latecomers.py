"""Who comes late or comes back is not stranded, and organizers read who is with whom: over the wire."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sandbox.http_client import wait_until
from sandbox.person import Person
from tests.stories.town import joins, letters, opens_programs, together, town

pytestmark = pytest.mark.story
FRIDAY = datetime(2027, 1, 8, 15, tzinfo=UTC)
SUNDAY, MONDAY = date(2027, 1, 10), date(2027, 1, 11)
BACK_ON, DAY_AFTER = date(2027, 1, 19), date(2027, 1, 20)  # a Tuesday and a Wednesday of the same round
LONDON = "Europe/London"


def shows_the_groups_before(organizer: Person) -> None:
    """In the settings."""
    organizer.open_home()
    wait_until(lambda: "Settings" in organizer.home().buttons, "App Home")
    organizer.home().press("Settings")
    organizer.modal.press("Change", beside="Rounds and groups")
    wait_until(lambda: organizer.modal.title == "Rounds and groups", "the form")
    organizer.submit({"Show me the groups before they are introduced": "24 hours before"})
    organizer.modal.close(everything=True)


def test_nobody_who_comes_late_or_comes_back_is_stranded() -> None:
    with town(FRIDAY) as (on, here):
        olga, ada, ben, cleo, dan, eve, flo, gus = (
            here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben", "Cleo", "Dan", "Eve", "Flo", "Gus")
        )
        here.starts(olga, "spring", ada, ben, cleo, dan, eve, flo)
        shows_the_groups_before(olga)
        flo.command("/kith", "pause")
        flo.submit({"The day I'm back": BACK_ON.isoformat()})

        def lives_until(day: date, at: str) -> None:
            here.lives_until(day, at, LONDON, step="30m")
            on.settle()

        lives_until(SUNDAY, "10:00")
        (proposed,) = letters(olga, "The next round of")
        assert gus.id not in proposed.words

        here.client.change_members(ada.channel("spring").id, add=(gus.id,), by=ada.id)
        joins(gus, "spring")
        lives_until(SUNDAY, "11:00")
        (proposed,) = letters(olga, "The next round of")
        assert gus.id in proposed.words

        lives_until(MONDAY, "12:00")
        (listed,) = letters(olga, "this round has begun")
        assert "three groups" in listed.words
        assert listed.words.count("not met yet") == 3
        ((introduced, people),) = together(gus)
        assert len(people) == 2
        introduced.press("We met")
        lives_until(MONDAY, "13:00")
        (listed,) = letters(olga, "this round has begun")
        assert (listed.words.count("not met yet"), listed.words.count("*met*")) == (2, 1)
        opens_programs(olga)
        wait_until(lambda: "Who is with whom" in olga.home().buttons, "the programs of now")
        olga.home().press("Who is with whom")
        wait_until(lambda: olga.modal.title == "Who is with whom", "the list")
        assert gus.id in olga.modal.words

        away = len(letters(flo))
        lives_until(DAY_AFTER, "15:00")
        first, *later = letters(flo)[away:]
        assert "Welcome back" in first.words
        assert "Kith is looking for a buddy for you" in first.words
        assert not [one.words for one in later if "while a round" in one.words]
        ((_, with_flo),) = together(flo)
        assert len(with_flo) == 3
