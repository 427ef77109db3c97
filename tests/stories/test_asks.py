"""An ask finds a helper by what it means; somebody over their limit is left in peace; over the wire."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from bot.db.models import CheckIn, Help, HelpQuestion, Notice
from sandbox.client import Person
from sandbox.http_client import wait_until
from tests.stories.test_people import goes_to
from tests.stories.town import answers, letters, posts, together, town

pytestmark = pytest.mark.story
SATURDAY = datetime(2027, 1, 9, 12, tzinfo=UTC)
FRIDAY, MONDAY, SECOND_FRIDAY = (date(2027, 1, day) for day in (15, 18, 22))
LONDON = "Europe/London"
TEACHING, RESUME = "How did you move from teaching into tech?", "Who reads my résumé for data analyst roles?"
USED_TO_TEACH = "Used to teach, now an engineer: happy to tell how"


def offers(person: Person, line: str, *, often: str = "Four times a month") -> None:
    goes_to(person, "Give & ask", "You offer")
    person.home().press("Change what I offer")
    person.modal.submit({"One thing more": line, "How often may Kith ask you for help?": often})
    wait_until(lambda: line[:20] in person.home().words, "the offer in the room")


def asks(person: Person, line: str, *, kind: str = "Advice") -> None:
    goes_to(person, "Give & ask", "You offer")
    person.home().press("Ask for something")
    person.modal.submit(
        {
            "What kind of help?": kind,
            "What do you ask for?": line,
            "In the channel?": ["The weekly summary may show it, with my name"],
        }
    )
    wait_until(lambda: person.modal.title == "You have asked", "that it is asked")
    person.modal.close(everything=True)


def test_an_ask_finds_a_helper_by_what_it_means() -> None:
    with town(SATURDAY) as (on, here):
        olga, ada, ben, cleo, dora = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben", "Cleo", "Dora"))
        here.starts(olga, "spring", ada, ben, cleo, dora)
        offers(ben, USED_TO_TEACH)
        offers(cleo, "I bake bread and show how")
        offers(dora, "Taught maths at a school, work in software now", often="Never")
        asks(ada, TEACHING)
        goes_to(cleo, "Give & ask", TEACHING)

        here.lives_until(FRIDAY, "12:00", LONDON)
        (friday,) = letters(ben, "How was your week?")
        assert f"asks for advice: “{TEACHING}”" in friday.words
        for other in (cleo, dora, ada):
            (theirs,) = letters(other, "How was your week?")
            assert "Could you help?" not in theirs.words
        answers(friday, "I can help")
        wait_until(lambda: any("can help" in one.words for one, _ in together(ada)), "the two to be put in touch")
        ((both, people),) = [one for one in together(ada) if "can help" in one[0].words]
        assert TEACHING in both.words
        assert sorted(people) == sorted((ada.id, ben.id))
        assert f"offers: “{USED_TO_TEACH}”" in both.words

        goes_to(ada, "Give & ask", "can help: you are in touch")
        ada.home().press("It's done")
        ada.modal.submit()
        wait_until(lambda: ada.modal.title == "Done", "that it is done")
        ada.modal.press("Write a line of thanks")
        ada.modal.submit({"What would you like to say?": "for an honest hour"})
        goes_to(ben, "Give & ask", "given 1, received 0")
        goes_to(ada, "Give & ask", "given 0, received 1")
        asks(ada, RESUME, kind="Feedback")

        here.lives_until(MONDAY, "11:00", LONDON)
        (summary,) = posts(olga, "spring", "the week of 11–17 January")
        assert "New asks: 1" in summary.words  # the other was posted in the week before
        assert "Times somebody helped: 1" in summary.words
        assert RESUME in summary.words
        assert TEACHING not in summary.words
        cleo.channel("spring").wait_for(RESUME).press("I can help")
        wait_until(lambda: any(RESUME in one.words for one, _ in together(cleo)), "Cleo and Ada to be put in touch")
        with on.kith.context.database.unit_of_work(read_only=True) as session:
            assert session.scalars(select(func.count(Help.id))).one() == 2
            assert session.scalars(select(func.count(HelpQuestion.id))).one() == 1
            assert session.scalars(select(func.max(Notice.of_week))).one() <= 5
            (thanked,) = session.scalars(select(CheckIn).where(CheckIn.thanks != ""))
            assert (thanked.thanks, thanked.thanks_shared) == ("for an honest hour", True)


def test_an_ask_that_nobody_answers_lapses_after_one_reminder() -> None:
    with town(SATURDAY) as (_, here):
        olga, ada, ben = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben"))
        here.starts(olga, "spring", ada, ben)
        asks(ada, TEACHING)
        here.lives_until(FRIDAY, "12:00", LONDON)
        (friday,) = letters(ada, "How was your week?")
        assert "Does it still hold?" not in friday.words
        here.lives_until(SECOND_FRIDAY, "12:00", LONDON)
        friday = letters(ada, "How was your week?")[-1]
        assert f"You ask: “{TEACHING}”, open until Saturday 23 January. Does it still hold?" in friday.words
        here.lives_until(date(2027, 1, 25), "12:00", LONDON)
        assert TEACHING not in goes_to(ben, "Give & ask", "No other ask is open")
        assert TEACHING in goes_to(ada, "Give & ask", "was open until Saturday 23 January")
        ada.home().press("Ask again")
        goes_to(ben, "Give & ask", TEACHING)
