"""An organizer looks after a program's people from Slack alone, over the wire: found, invited, paused, kept apart,
written to; and the people hear of it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sandbox.http_client import wait_until
from tests.stories.town import letters, opens_programs, shows, town

pytestmark = pytest.mark.story
FRIDAY = datetime(2027, 1, 8, 15, tzinfo=UTC)
LONDON = "Europe/London"


def test_people_are_looked_after_from_app_home() -> None:
    with town(FRIDAY) as (_, here):
        olga, ada, ben, cleo = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben", "Cleo"))
        here.starts(olga, "spring", olga, ada, ben)

        opens_programs(olga)
        olga.home().press("People in it")
        shows(olga, "People")
        assert "three people." in olga.modal.words
        olga.modal.submit({"A part of a name": "AD"})
        wait_until(lambda: "one person of 3." in olga.modal.words, "Ada alone")
        olga.modal.press("Open")
        shows(olga, "Ada")

        olga.modal.press("Let them pause")
        shows(olga, "A pause")
        olga.modal.submit({"Pause until": "2027-02-01"})
        wait_until(lambda: "They are on a pause, and are told." in olga.modal.words, "the pause")
        olga.modal.press("Take the pause off")
        wait_until(lambda: "The pause is over." in olga.modal.words, "the end of the pause")

        olga.modal.press("Together or apart")
        shows(olga, "Together or apart")
        olga.modal.submit({"Whom?": [ben.id], "How?": "Never in one group"})
        wait_until(lambda: "Never in one group with *Ben*" in olga.modal.words, "Ada's screen")
        olga.modal.press("All people")
        shows(olga, "People")
        assert "one person of 3." in olga.modal.words

        olga.modal.press("Add somebody")
        shows(olga, "Add somebody")
        olga.modal.submit({"Whom?": [cleo.id, ada.id]})
        wait_until(lambda: f"Kith asks <@{cleo.id}>" in olga.modal.words, "the invitation")
        assert f"Not asked: <@{ada.id}>." in olga.modal.words
        olga.modal.close()
        shows(olga, "People")
        wait_until(lambda: "Invited, and not joined so far" in olga.modal.words, "the list")
        olga.modal.close(everything=True)

        here.lives_until(date(2027, 1, 8), "16:00", LONDON)
        assert len(letters(cleo, "Olga")) + len(letters(cleo, olga.id)) >= 1


def test_a_message_to_everybody_is_looked_over_changed_and_sent() -> None:
    with town(FRIDAY) as (_, here):
        olga, ada = (here.moves_in(name, LONDON) for name in ("Olga", "Ada"))
        here.starts(olga, "spring", olga, ada)
        opens_programs(olga)
        olga.home().press("Settings")
        shows(olga, "Settings")
        olga.modal.press("Write to them")
        shows(olga, "Write to them")
        olga.modal.submit({"Your message": "We meet on *Fridy*."})
        wait_until(lambda: "This goes to two people" in olga.modal.words, "the preview")
        olga.modal.press("Change it")
        wait_until(lambda: "Nothing goes out yet" in olga.modal.words, "the form")
        olga.modal.submit({"Your message": "We meet on Friday."})
        wait_until(lambda: "We meet on Friday." in olga.modal.words, "the preview")
        olga.modal.submit()
        shows(olga, "On its way")
        here.lives_until(date(2027, 1, 8), "16:00", LONDON)
        assert len(letters(ada, "We meet on Friday.")) == 1
        assert not letters(ada, "Fridy")
