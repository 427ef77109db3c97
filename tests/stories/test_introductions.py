"""Introductions over the wire: a yes brings two together; a no and every silence read alike, on the same day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from bot.db.models import Contact, Help, HelpQuestion
from bot.domain.calendar import instant
from sandbox.client import Message, Person
from sandbox.http_client import wait_until
from tests.stories.test_people import goes_to
from tests.stories.town import Town, by_day, letters, posts, together, town

pytestmark = pytest.mark.story
SATURDAY = datetime(2027, 1, 9, 12, tzinfo=UTC)
WEDNESDAY, FRIDAY, MONDAY, NEXT_THURSDAY, NEXT_FRIDAY = (date(2027, 1, day) for day in (13, 15, 18, 21, 22))
LONDON = "Europe/London"
ASKED, NOTHING = "would like an introduction", "nothing has come of it"


def lets_kith_ask(person: Person, *companies: str) -> None:
    goes_to(person, "Give & ask", "Kith may ask me")
    person.home().press("What Kith may ask me")
    person.modal.submit({"Companies where I know somebody": "\n".join(companies)})
    wait_until(lambda: companies[0] in person.home().words, "what Kith may ask about")


def asks(person: Person, company: str) -> None:
    goes_to(person, "Give & ask", "Kith may ask me")
    person.home().press("List companies")
    person.modal.submit({"Companies": company})
    wait_until(lambda: f"• {company}" in person.home().words, "the company on the list")
    person.home().press("Ask for an introduction")
    person.modal.submit({"At which company?": company, "What for?": "twenty minutes about testing"})
    wait_until(lambda: "Kith looks for a way" in person.home().words, "the ask in the room")


def presses(message: Message, label: str, among: str) -> None:
    """A button of the row that has this action."""
    row = next(block for block in message.blocks if f"'{among}'" in str(block))
    message.press(label, block_id=row["block_id"])


def check_in(person: Person, on: date) -> Message:
    begins, ends = (instant(on, at, LONDON) for at in (time(0), time(23)))
    return next(one for one in letters(person, "How was your week?") if begins <= one.at <= ends)


def now(person: Person, message: Message) -> Message:
    return next(one for one in letters(person) if one.ts == message.ts)


def say_yes(person: Person, on: date) -> Message:
    friday = check_in(person, on)
    assert ASKED in friday.words
    presses(friday, "Yes, I'll ask", "introductions.yes")
    wait_until(lambda: person.modal.title == "Note to forward", "the note to forward")
    person.modal.close(everything=True)
    wait_until(lambda: "What came of it?" in now(person, friday).words, "the question what came of it")
    return now(person, friday)


def keeps_the_cap(here: Town) -> None:
    """One message a day, two where one of them brings people together, and five a week."""
    for person in here.people.values():
        written = [*letters(person), *(message for message, _ in together(person))]
        days = by_day([one for one in written if one.at > SATURDAY.replace(day=10)], LONDON)
        assert max(days.values(), default=0) <= 2
        weeks = {on.isocalendar()[1]: 0 for on in days}
        for on, number in days.items():
            weeks[on.isocalendar()[1]] += number
        assert max(weeks.values(), default=0) <= 5


def test_a_yes_of_the_other_side_brings_the_two_together() -> None:
    with town(SATURDAY) as (on, here):
        olga, ada, ben = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben"))
        here.starts(olga, "spring", ada, ben)
        lets_kith_ask(ben, "google.com")
        asks(ada, "Google Deutschland GmbH")

        here.lives_until(WEDNESDAY, "12:00", LONDON)
        room = goes_to(ben, "Give & ask", "you may know the way")
        assert ada.id not in room.split("Introductions")[0]
        here.lives_until(FRIDAY, "11:00", LONDON)
        friday = say_yes(ben, FRIDAY)
        assert "Google" not in str(letters(ada)[-1].blocks)  # she hears nothing before the other side has said yes
        presses(friday, "They said yes", "introductions.said_yes")
        ben.modal.submit({"Who said yes?": "Ana Ruiz"})
        wait_until(lambda: ben.modal.title == "Thank you", "thanks")
        ben.modal.close(everything=True)
        here.lives_until(FRIDAY, "15:00", LONDON)
        for person in (ada, ben):
            ((told, people),) = [one for one in together(person) if "Ana Ruiz" in one[0].words]
            assert sorted(people) == sorted((ada.id, ben.id))
            assert "twenty minutes about testing" in told.words
        assert "Ana Ruiz" in goes_to(ada, "People", "Ana Ruiz")
        assert "has asked for you" in goes_to(ada, "Give & ask", "has asked for you")

        here.lives_until(MONDAY, "11:00", LONDON)
        assert "has asked for you" in letters(ada, "What will you do this week")[-1].words
        (summary,) = posts(olga, "spring", "the week of 11–17 January")
        assert "Introductions that came about: 1" in summary.words
        assert "Google" not in str([one.blocks for one in letters(olga)]) + str(summary.blocks)
        keeps_the_cap(here)
        with on.kith.context.database.unit_of_work(read_only=True) as session:
            (given,) = session.scalars(select(Help))
            assert given.done_at is not None
            contacts = [one.details for one in session.scalars(select(Contact)) if one.details.get("name")]
            assert [(one["name"], one["through"]) for one in contacts] == [("Ana Ruiz", "Ben")]


def test_a_no_and_every_silence_read_alike_on_the_same_day() -> None:
    with town(SATURDAY) as (on, here):
        names = ("Olga", "Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus")
        olga, ada, says_no, cy, silent, ed, tries, gus = (here.moves_in(name, LONDON) for name in names)
        here.starts(olga, "spring", ada, says_no, cy, silent, ed, tries, gus)
        lets_kith_ask(says_no, "Google")
        lets_kith_ask(silent, "Stripe")
        lets_kith_ask(tries, "SAP")
        askers = {ada: "Google", cy: "Stripe", ed: "SAP", gus: "Nokia"}  # at Nokia nobody knows anybody
        for person, company in askers.items():
            asks(person, company)

        here.lives_until(FRIDAY, "11:00", LONDON)
        friday = check_in(says_no, FRIDAY)
        presses(friday, "Not this time", "introductions.not_this_time")
        wait_until(lambda: ASKED not in now(says_no, friday).words, "the question to be gone")
        assert ASKED in check_in(silent, FRIDAY).words
        presses(say_yes(tries, FRIDAY), "No answer", "introductions.no_answer")

        here.lives_until(NEXT_THURSDAY, "20:00", LONDON)
        for person in askers:
            assert "Kith looks for a way" in goes_to(person, "Give & ask", "You asked for an introduction")
            assert letters(person, NOTHING) == []
        here.lives_until(NEXT_FRIDAY, "11:00", LONDON)
        told = {letters(one, NOTHING)[0].words.count(NOTHING): letters(one, NOTHING)[0].at for one in askers}
        assert list(told) == [1]
        for person, company in askers.items():
            (friday,) = letters(person, NOTHING)
            assert friday.ts == check_in(person, NEXT_FRIDAY).ts
            line = next(one for one in friday.words.splitlines() if NOTHING in one)
            assert line.replace(company, "…") == (
                "You asked for an introduction at *…*: nothing has come of it this time. That is how most of them go, "
                "and it says nothing about you. A person's name, or a smaller question, often finds another way in."
            )
        keeps_the_cap(here)
        with on.kith.context.database.unit_of_work(read_only=True) as session:
            assert len(session.scalars(select(HelpQuestion)).all()) == 3
            assert session.scalars(select(Help)).all() == []
