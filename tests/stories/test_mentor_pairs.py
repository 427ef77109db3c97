"""A mentor pair over the wire, from the organizer's invitation to the last word; a question that comes to nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from bot.db.models import MentorPair
from bot.domain.calendar import instant
from bot.domain.mentor_pairs import Closed
from sandbox.client import Message, Person
from sandbox.http_client import wait_until
from tests.stories.test_people import goes_to
from tests.stories.town import Town, answers, by_day, letters, opens_programs, posts, together, town

pytestmark = pytest.mark.story
SATURDAY = datetime(2027, 1, 9, 12, tzinfo=UTC)
MONDAY, TUESDAY, FRIDAY = (date(2027, 1, day) for day in (11, 12, 15))
SECOND_MONDAY, SECOND_FRIDAY, THIRD_MONDAY, THIRD_FRIDAY = (date(2027, 1, day) for day in (18, 22, 25, 29))
THIRD_WEDNESDAY = date(2027, 1, 27)
LAST_MONDAY, LAST_FRIDAY = date(2027, 2, 1), date(2027, 2, 5)
LONDON = "Europe/London"
ASKED, PAIR = "would like you as a mentor", "is your mentor in"
LINES = {
    "What for": "Leaving teaching",
    "How often, and for how long": "Every Tuesday",
    "Where": "On the phone",
    "Until when": "Until it is done",
    "What stays between us": "Names of employers",
}


def wants_mentors(olga: Person, *, weeks: str) -> None:
    opens_programs(olga)
    olga.home().press("Settings")
    olga.modal.press("Change", beside="Rounds and groups")
    wait_until(lambda: olga.modal.title == "Rounds and groups", "the form")
    olga.submit({"Mentors": ["Mentors beside buddies"], "A mentor pair lasts, in weeks": weeks})
    wait_until(lambda: "Nobody is a mentor yet" in olga.modal.words, "the warning")


def asks_for(olga: Person, *people: Person) -> None:
    olga.modal.press("Invite mentors")
    wait_until(lambda: "Whom would you like to ask?" in olga.modal.words, "whom to ask")
    olga.submit({"Whom would you like to ask?": [one.id for one in people]})
    wait_until(lambda: "Kith asks" in olga.modal.words, "that Kith asks")
    olga.modal.close(everything=True)


def becomes_a_mentor(person: Person, line: str) -> None:
    person.dm().wait_for("would you be a mentor").press("Yes, I'd like to")
    person.submit({"If you are a mentor: what would you like to help with?": line})
    if left_open := person.modals():
        left_open[-1].close(everything=True)


def asks_for_a_mentor(person: Person, what_for: str, whom: str = "Whoever suits me") -> None:
    goes_to(person, "Give & ask", "A mentor beside your buddy")
    person.home().press("Ask for a mentor")
    wait_until(lambda: "Mentors with room" in person.modal.words, "the mentors")
    person.submit({"What would you like to talk about?": what_for, "Whom shall Kith ask?": whom})
    wait_until(lambda: "It is on its way" in person.modal.words, "that it is on its way")
    person.modal.close(everything=True)


def agree_on_a_time_and_talk(here: Town, ada: Person, mia: Person) -> None:
    """One tap on the last of three times; both are reminded that morning, and one of them tells of the talk there."""
    proposed = of_the_two(ada, PAIR)
    slots = [block for block in proposed.blocks if "Take this time" in str(block)]
    assert len(slots) == 3
    proposed.press("Take this time", block_id=slots[-1]["block_id"])
    wait_until(lambda: "*When*" in str(of_the_two(mia, PAIR).blocks), "the time in the message of the two")
    here.lives_until(THIRD_MONDAY, "13:00", LONDON, step="1h")
    assert "Kith reminds each of you that morning" in of_the_two(mia, "wrote down a time for your talk").words
    here.lives_until(THIRD_WEDNESDAY, "12:00", LONDON)
    for person, other in ((ada, mia), (mia, ada)):
        (today,) = letters(person, f"You have a time with <@{other.id}>: today")
        assert today.at.date() == THIRD_WEDNESDAY
    answers(today, "We've talked")
    wait_until(lambda: "Third talk: people" in of_the_two(ada, PAIR).words, "the third agenda")


def check_in(person: Person, on: date) -> Message:
    begins, ends = (instant(on, at, LONDON) for at in (time(0), time(23)))
    return next(one for one in letters(person, "How was your week?") if begins <= one.at <= ends)


def of_the_two(person: Person, words: str) -> Message:
    return next(told for told, _ in together(person) if words in told.words)


def agree(here: Town, ada: Person, mia: Person) -> None:
    """Mia writes the five lines, Ada reads them and agrees; the message of the two has none of them."""
    of_the_two(mia, PAIR).press("Our agreement")
    wait_until(lambda: "these lines are there to begin from" in mia.modal.words, "the form")
    mia.submit(LINES)
    wait_until(lambda: "The other one reads your lines next" in mia.modal.words, "that it is saved")
    mia.modal.close(everything=True)
    here.client.clock.to(instant(FRIDAY, time(13, 30), LONDON), step="30m")
    written = of_the_two(ada, "has written down your agreement")
    assert not any(line in written.words for line in LINES.values())
    written.press("Read it")
    wait_until(lambda: "These lines wait for you" in ada.modal.words, "the lines")
    assert "On the phone" in str(ada.modal.blocks)
    ada.modal.press("I agree")
    wait_until(lambda: "You both agreed" in ada.modal.words, "that both agreed")
    ada.modal.close(everything=True)
    wait_until(lambda: "You both agreed on your five lines" in of_the_two(mia, PAIR).words, "the message of the two")


def read_by_others(olga: Person, ada: Person, mia: Person) -> None:
    """Organizers read numbers, the channel nothing; and buddies go on beside."""
    (digest,) = [one for one in letters(olga, "Who takes part") if "Mentor pairs" in one.words]
    assert "One runs. Of one introduced since the start, one has talked." in digest.words
    assert not any(word in str(digest.blocks) for word in ("Leaving teaching", "On the phone", mia.id))
    (summary,) = posts(olga, "spring", "the week of 11–17 January")
    assert "Leaving teaching" not in summary.words
    assert any("Meet your bud" in told.words for told, _ in together(ada))  # buddies go on beside


def passes_on_a_word(here: Town, olga: Person, ada: Person, mia: Person) -> None:
    check_in(ada, THIRD_FRIDAY).press("Say a word")
    wait_until(lambda: ada.modal.title == "A last word", "the form")
    word = {"What would you like to say?": "You asked the right thing"}
    ada.submit({**word, "They read it only if you tick this": ["Pass it on to them"]})
    assert "You asked the right thing" in goes_to(mia, "Week", "You asked the right thing")
    here.lives_until(LAST_MONDAY, "10:30", LONDON)
    assert "You asked the right thing" in letters(mia, "What will you do this week")[-1].words
    assert letters(olga, "You asked the right thing") == []


def keeps_the_cap(here: Town) -> None:
    """One message a day, two where one of them brings people together, and five a week."""
    for person in here.people.values():
        joint = [told for told, _ in together(person) if "Meet your" in told.words or "Mentor and mentee" in told.words]
        written = [one for one in (*letters(person), *joint) if one.at > SATURDAY.replace(day=10)]
        days = by_day(written, LONDON)
        assert max(days.values(), default=0) <= 2, (person, days)
        weeks = {on.isocalendar()[1]: 0 for on in days}
        for on, number in days.items():
            weeks[on.isocalendar()[1]] += number
        assert max(weeks.values(), default=0) <= 5, (person, weeks)


def test_a_mentor_pair_from_the_invitation_to_the_last_word() -> None:
    with town(SATURDAY) as (on, here):
        olga, ada, ben, mia = (here.moves_in(name, LONDON) for name in ("Olga", "Ada", "Ben", "Mia"))
        here.starts(olga, "spring", ada, ben)
        wants_mentors(olga, weeks="2")
        asks_for(olga, mia)
        here.lives_until(MONDAY, "15:00", LONDON)
        becomes_a_mentor(mia, "Changing fields after thirty")

        asks_for_a_mentor(ada, "Leaving teaching")
        assert "Kith looks for a mentor for you" in goes_to(ada, "Give & ask", "Kith looks for a mentor")
        assert "Leaving teaching" in goes_to(mia, "Week", ASKED)

        here.lives_until(FRIDAY, "10:30", LONDON)
        friday = check_in(mia, FRIDAY)
        assert "What they would like to talk about: “Leaving teaching”" in friday.words
        answers(friday, "Yes, I'll be their mentor")
        here.lives_until(FRIDAY, "13:00", LONDON, step="1h")
        for person in (ada, mia):
            ((told, people),) = [one for one in together(person) if PAIR in one[0].words]
            assert sorted(people) == sorted((ada.id, mia.id))
            assert "First talk: where you are" in told.words
        assert "Leaving teaching" not in told.words

        agree(here, ada, mia)
        goes_to(ada, "Week", "First talk: where you are")
        ada.home().press("We've talked")
        wait_until(lambda: "Second talk: one question" in of_the_two(mia, PAIR).words, "the second agenda")

        here.lives_until(SECOND_MONDAY, "11:00", LONDON)
        read_by_others(olga, ada, mia)

        here.lives_until(THIRD_MONDAY, "10:30", LONDON)
        assert "it goes on for two weeks" in goes_to(ada, "Week", "it goes on for")
        ada.home().press("I'd go on")
        wait_until(lambda: "You would go on with" in ada.home().words, "that it is noted")
        assert "You would go on" not in goes_to(mia, "Week", "it goes on for two weeks")

        agree_on_a_time_and_talk(here, ada, mia)

        here.lives_until(THIRD_FRIDAY, "11:00", LONDON)
        ended = "has come to its end"
        assert ended in of_the_two(ada, "Mentor and mentee").words
        assert "We've talked" not in str(of_the_two(ada, "Mentor and mentee").blocks)
        for person in (ada, mia):
            assert ended in check_in(person, THIRD_FRIDAY).words
        passes_on_a_word(here, olga, ada, mia)
        keeps_the_cap(here)
        with on.kith.context.database.unit_of_work(read_only=True) as session:
            assert [one.closed for one in session.scalars(select(MentorPair))] == [Closed.AS_PLANNED]


def test_a_no_and_a_silence_read_alike_on_the_same_day() -> None:
    with town(SATURDAY) as (_, here):
        names = ("Olga", "Ada", "Bo", "Mia", "Ned")
        olga, ada, bo, says_no, silent = (here.moves_in(name, LONDON) for name in names)
        here.starts(olga, "spring", ada, bo)
        wants_mentors(olga, weeks="8")
        asks_for(olga, says_no, silent)
        here.lives_until(MONDAY, "15:00", LONDON)
        for mentor in (says_no, silent):
            becomes_a_mentor(mentor, "Changing fields")
        here.lives_until(TUESDAY, "09:00", LONDON)
        asks_for_a_mentor(ada, "Leaving teaching", "Mia")
        asks_for_a_mentor(bo, "Leaving the army", "Ned")
        here.lives_until(FRIDAY, "10:30", LONDON)
        answers(check_in(says_no, FRIDAY), "Not this time")
        assert ASKED in check_in(silent, FRIDAY).words

        here.lives_until(THIRD_MONDAY, "12:00", LONDON)
        for person in (ada, bo):
            assert "You asked <@" in goes_to(person, "Give & ask", "You asked <@")
            assert letters(person, "You asked for a mentor") == []
        here.lives_until(THIRD_FRIDAY, "11:00", LONDON)
        lines = set()
        for person in (ada, bo):
            (friday,) = letters(person, "You asked for a mentor")
            assert friday.ts == check_in(person, THIRD_FRIDAY).ts
            lines |= {one for one in friday.words.splitlines() if "You asked for a mentor" in one}
            assert "Ask for a mentor" in goes_to(person, "Give & ask", "A mentor beside your buddy") + str(
                person.home().buttons
            )
        assert len(lines) == 1
        assert "Nobody had room for it these two weeks" in lines.pop()
        keeps_the_cap(here)
