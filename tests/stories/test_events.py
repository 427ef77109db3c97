"""An event: two who would like company are put in touch, go, and one leaves with a name; over the wire."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Contact, EventGoer
from sandbox.client import Person
from sandbox.http_client import wait_until
from tests.stories.test_people import goes_to
from tests.stories.town import letters, posts, together, town

pytestmark = pytest.mark.story
SATURDAY = datetime(2027, 1, 9, 12, tzinfo=UTC)
TUESDAY, THURSDAY, FRIDAY, MONDAY = (date(2027, 1, day) for day in (12, 14, 15, 18))
LONDON, BERLIN = "Europe/London", "Europe/Berlin"


def adds(person: Person) -> None:
    goes_to(person, "Events", "Nothing is planned yet")
    person.home().press("Add an event")
    person.modal.submit(
        {
            "What is it?": "Product talk",
            "Which day?": THURSDAY.isoformat(),
            "At what time (United Kingdom Time)?": "18:30",
            "Where?": "https://meet.example.org/7",
        }
    )
    wait_until(lambda: "Product talk" in person.home().words, "the event in the room")


def wants_company(person: Person) -> None:
    goes_to(person, "Events", "Product talk")
    person.home().press("Go with someone")
    wait_until(lambda: "puts you in touch" in person.home().words, "that they go")


def test_two_go_together_and_one_of_them_meets_somebody_new() -> None:
    with town(SATURDAY) as (on, here):
        olga, ada, ben, cleo = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben", "Cleo"))
        ben.change(tz=BERLIN)
        here.starts(olga, "spring", ada, ben, cleo)
        adds(ada)
        announces(olga)
        cleo.channel("spring").wait_for("Product talk").press("I'm going")
        for person in (ada, ben):
            wants_company(person)
        assert "Thu 14 Jan, 19:30" in ben.home().words

        here.lives_until(TUESDAY, "12:00", LONDON)
        for person in (ada, ben):
            ((_, people),) = [one for one in together(person) if "Product talk" in one[0].words]
            assert sorted(people) == sorted((ada.id, ben.id))
        assert not [one for one in together(cleo) if "Product talk" in one[0].words]

        here.lives_until(THURSDAY, "12:00", LONDON)
        (today,) = letters(ben, "You go to *Product talk* today")
        assert ada.id in str(today.blocks)
        here.lives_until(FRIDAY, "11:00", LONDON)
        for person in (ada, ben):
            friday = person.dm().wait_for("Did you go to *Product talk*")
            asked = next(block for block in friday.blocks if "events.went" in str(block))
            friday.press("Yes, and I met somebody new" if person is ada else "Yes", block_id=asked["block_id"])
        ada.modal.submit({"Who is it?": "Grace Hopper, Navy"})
        assert "Grace Hopper" in goes_to(ada, "People", "Grace Hopper")
        with on.kith.context.database.unit_of_work(read_only=True) as session:
            assert [one.went for one in session.scalars(select(EventGoer).order_by(EventGoer.id))] == [None, True, True]
            assert len(session.scalars(select(CheckIn.event_id).where(CheckIn.event_id.is_not(None))).all()) == 2
            assert "Navy" in [one.details.get("organisation") for one in session.scalars(select(Contact))]
        here.lives_until(MONDAY, "11:00", LONDON)
        (summary,) = posts(olga, "spring", "the week of 11–17 January")
        assert "Visits to events: 2" in summary.words


def announces(organizer: Person) -> None:
    goes_to(organizer, "Events", "Product talk")
    organizer.home().press("Post in the channel")
    wait_until(lambda: "will read this once you press" in str(organizer.modal.view["blocks"]), "how many read it")
    organizer.modal.submit()
    organizer.modal.close(everything=True)
    wait_until(lambda: bool(posts(organizer, "spring", "Product talk")), "the post in the channel")
