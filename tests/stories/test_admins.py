"""A program whose only organizer is gone, over the wire: an admin is told and takes it over; the members hear of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sandbox.http_client import wait_until
from tests.stories.town import letters, posts, town

pytestmark = pytest.mark.story
FRIDAY = datetime(2027, 1, 8, 15, tzinfo=UTC)
LONDON = "Europe/London"


def test_a_program_whose_organizer_is_gone_is_taken_over_by_an_admin() -> None:
    with town(FRIDAY) as (_, here):
        olga, ada, ben = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben"))
        amara = here.client.add_person("Amara", tz=LONDON, is_admin=True)
        here.starts(olga, "spring", olga, ada, ben)
        olga.change(deleted=True)
        here.lives_until(date(2027, 1, 11), "12:00", LONDON)

        told = [letter for person in (amara, ada, ben) for letter in letters(person, "nobody who organizes it")]
        assert [letter.person.id for letter in told] == [amara.id]
        assert posts(ada, "spring", "have been asked who takes it over")

        told[0].press("Take it over")
        wait_until(lambda: posts(ada, "spring", "looks after"), "the channel to hear of it")
        assert f"<@{amara.id}> looks after" in posts(ada, "spring", "looks after")[-1].words
