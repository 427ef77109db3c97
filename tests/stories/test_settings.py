"""Settings over the wire: what cannot be meant is refused in the form, and two organizers do not revert each other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.http_client import ViewError, wait_until
from sandbox.person import Person
from tests.stories.town import opens_programs, town

pytestmark = pytest.mark.story
FRIDAY = datetime(2027, 1, 8, 15, tzinfo=UTC)
LONDON = "Europe/London"


def opens(organizer: Person, part: str) -> None:
    """A part of the settings, from App Home."""
    opens_programs(organizer)
    organizer.home().press("Settings")
    organizer.modal.press("Change", beside=part)
    wait_until(lambda: organizer.modal.title == part, f"the form {part}")


def value_of(person: Person, block_id: str) -> str:
    """What a text field begins with."""
    (block,) = (block for block in person.modal.blocks if block.get("block_id") == block_id)
    return str(block["element"].get("initial_value"))


def test_two_organizers_at_the_same_settings() -> None:
    with town(FRIDAY) as (_, here):
        olga, otto = (here.moves_in(name, LONDON) for name in ("Olga", "Otto"))
        here.starts(olga, "spring", olga, otto)
        opens(olga, "Organizers and digest")
        olga.submit({"Organizers": ["Olga", "Otto"]})
        wait_until(lambda: olga.modal.title == "Saved", "the organizers to be saved")
        olga.modal.close(everything=True)

        opens(olga, "Rounds and groups")
        opens(otto, "Rounds and groups")
        with pytest.raises(ViewError, match="Did you mean America/New_York"):
            olga.submit({"Time zone": "EST"})
        olga.submit({"Time zone": "America/New_York", "Length of a round, in weeks": "4"})
        olga.modal.close(everything=True)

        otto.submit({"Name": "Early spring"})
        shown = otto.modal.words
        assert "Another organizer saved this while you had it open" in shown
        assert "Time zone: America/New_York" in shown
        assert "Length of a round, in weeks: 4" in shown
        assert value_of(otto, "name") == "Early spring"
        otto.submit()
        wait_until(lambda: "Early spring" in otto.modal.words, "the settings to be drawn anew")
        settings = otto.modal.words
        assert "Rounds of four weeks" in settings
        assert "America/New_York" in settings


def test_a_copy_to_a_channel_that_does_not_take_it_keeps_the_form() -> None:
    with town(FRIDAY) as (_, here):
        olga = here.moves_in("Olga", LONDON)
        here.starts(olga, "spring", olga)
        opens_programs(olga)
        olga.home().press("Settings")
        olga.modal.press("Copy to another channel")
        wait_until(lambda: olga.modal.title == "Copy the program", "the form")
        olga.submit({"To which channel?": "spring"})
        wait_until(lambda: ":warning:" in olga.modal.words, "the reason")
        assert "at home in that channel already" in olga.modal.words
        (block,) = (block for block in olga.modal.blocks if block.get("block_id") == "channel")
        assert block["element"]["initial_conversation"]
        assert olga.modal.view["submit"]
