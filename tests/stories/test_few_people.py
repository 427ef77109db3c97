"""A program that begins with few people: its organizer sees what is posted, is warned in time, and invites again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sandbox.http_client import wait_until
from tests.stories.town import joins, letters, shows, town

pytestmark = pytest.mark.story
WEDNESDAY = datetime(2027, 1, 6, 9, tzinfo=UTC)
FRIDAY, MONDAY = date(2027, 1, 8), date(2027, 1, 11)
LONDON = "Europe/London"


def test_an_organizer_knows_what_is_posted_and_hears_in_time_that_few_have_joined() -> None:
    with town(WEDNESDAY) as (on, here):
        olga, ada, ben = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben"))
        there = [olga.id, olga.bot, ada.id, ben.id]
        on.client.create_channel("spring", by=olga.id, members=there)
        channel = olga.channel("spring")
        channel.command("/kith", "setup")
        olga.modal.submit({"Kind of program": "Career program"})
        shows(olga, "Start the program")
        assert "The three people in its channel" in str(olga.modal.view["blocks"])
        assert not [one for one in channel.messages() if one.user == olga.bot and one.words]

        olga.modal.submit({"Name": "Spring walkers", "What the channel reads": "Bring a scarf."})
        said = channel.wait_for("you are warmly invited")
        assert "Spring walkers" in said.words
        assert "Bring a scarf." in said.words
        wait_until(lambda: olga.modal.title == "It's on", "the program to be on")
        olga.modal.close(everything=True)
        joins(ada, "spring")
        here.lives_until(FRIDAY, "11:00", LONDON)
        (warning,) = letters(olga, "one person takes part so far")
        assert f"<@{ada.id}>" in str(warning.blocks)
        warning.press("Invite again")
        assert "in its channel" in str(olga.modal.view["blocks"])
        olga.modal.submit({"What the channel reads": "Still time."})
        again = ben.channel("spring").wait_for("There is room for you in")
        assert "Still time." in again.words
        olga.modal.close(everything=True)
        joins(ben, "spring")
        wait_until(lambda: "Joined lately" in str(olga.open_home().blocks), "Home to show who joined")
