"""Who is asked whether they can help: whose offers are near, one question a week, and never who would rather not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Ask, HelpQuestion, ParticipantWeek
from bot.domain.asks import AskKind, HelpAnswer
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.states import ParticipantState, ProgramState
from bot.services import asks_of_others, helps, introduction_places, offers, who_can_help
from tests.factories import make_ask, make_contact, make_do_not_pair, make_help, make_offer, make_place
from tests.people import Person, make_person
from tests.services.counting import statements

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)  # a Wednesday
MONDAY = date(2026, 3, 2)
ASKS = "How did you move from teaching into tech?"
OFFERS = "Used to teach, now an engineer"


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def other(session: Session, me: Person) -> Person:
    return who_offers(session, me)


def who_offers(session: Session, me: Person, text: str = OFFERS) -> Person:
    person = make_person(session, me.program)
    make_offer(session, person.participant, text)
    return person


def looked(session: Session, ask: Ask, *, now: datetime = NOW) -> set[int]:
    """Who has been asked, once it was looked."""
    who_can_help.look(session, ask.id, now=now)
    return set(session.scalars(select(HelpQuestion.member_id).where(HelpQuestion.ask_id == ask.id)))


def asked(session: Session, person: Person, *, now: datetime = NOW) -> list[str]:
    return [one.text for one in helps.questions(session, [person.member.id], now=now).get(person.member.id, [])]


def test_whose_offer_is_near_is_asked_and_reads_who_asks(session: Session, me: Person, other: Person) -> None:
    who_offers(session, me, "Baking bread")
    ask = make_ask(session, me.participant, text=ASKS)
    assert looked(session, ask) == {other.member.id}
    (question,) = helps.questions(session, [other.member.id, me.member.id], now=NOW)[other.member.id]
    assert (question.text, question.asked_by) == (ASKS, me.member.slack_user_id)
    assert not asks_of_others.others(session, other.actor, now=NOW).asks  # it stands above the list
    assert asks_of_others.others(session, other.actor, now=NOW + timedelta(days=7)).asks


@pytest.mark.parametrize("fact", ["employer", "field", "offers"])
def test_what_the_profile_says_tells_too(session: Session, me: Person, fact: str) -> None:
    knows = make_person(session, me.program, **{fact: "Grant writing"})
    assert looked(session, make_ask(session, me.participant, text="Who has done grant writing?")) == {knows.member.id}


def test_a_company_that_the_ask_names_is_compared_with_where_people_work(session: Session, me: Person) -> None:
    works = make_person(session, me.program, employer="Nordbank")
    make_person(session, me.program, employer="Ostbank")
    assert looked(session, make_ask(session, me.participant, text="What is it like?", company="Nordbank")) == {
        works.member.id
    }


def test_what_somebody_said_they_know_of_a_company_tells_where_an_introduction_is_asked_for(
    session: Session, me: Person
) -> None:
    knows, would_rather_not = make_person(session, me.program), make_person(session, me.program)
    for person in (knows, would_rather_not):
        make_place(session, person.participant, "nordbank.com")
    who_offers(session, me, "I work in supply chain")
    introduction_places.refuse(session, would_rather_not.actor, [me.member.slack_user_id], now=NOW)
    line = "To somebody who works in supply chain at Nordbank"
    advice = make_ask(session, me.participant, text="What is it like there?", company="Nordbank")
    assert looked(session, advice) == set()  # they agreed to be asked for introductions alone
    ask = make_ask(session, me.participant, text=line, company="Nordbank", kind=AskKind.INTRODUCTION)
    assert looked(session, ask) == {knows.member.id}


def test_nobody_is_asked_because_they_know_whoever_asks(session: Session, me: Person) -> None:
    knows_me = make_person(session, me.program)
    mine = make_contact(session, knows_me.participant, details={"organisation": "Nordbank"}, buddy_id=me.member.id)
    make_place(session, knows_me.participant, "", contact_id=mine.id)
    ask = make_ask(session, me.participant, text="To anybody", company="Nordbank", kind=AskKind.INTRODUCTION)
    assert looked(session, ask) == set()


def test_an_introduction_at_a_well_known_company_is_about_it_without_the_field_too(
    session: Session, me: Person
) -> None:
    works = make_person(session, me.program, employer="Alphabet")
    who_offers(session, me, "I work in supply chain")
    ask = make_ask(session, me.participant, text="Somebody in supply chain at Google", kind=AskKind.INTRODUCTION)
    assert looked(session, ask) == {works.member.id}


Away = Callable[[Session, Person, Person], object]
WHO_IS_NOT: dict[str, Away] = {
    "over their limit": lambda session, _me, other: [
        make_help(session, other.participant, make_person(session, other.program).participant) for _ in range(4)
    ],
    "never": lambda session, _me, other: offers.set_limit(session, other.actor, 0),
    "paused": lambda _session, _me, other: setattr(other.participant, "state", ParticipantState.PAUSED),
    "resting": lambda _session, _me, other: setattr(other.participant, "state", ParticipantState.RESTING),
    "landed": lambda _session, _me, other: setattr(other.participant, "state", ParticipantState.LANDED),
    "left": lambda _session, _me, other: setattr(other.participant, "state", ParticipantState.LEFT),
    "deactivated": lambda _session, _me, other: setattr(other.member, "deactivated_at", NOW),
    "in a hard week": lambda session, _me, other: session.add(
        ParticipantWeek(participant_id=other.participant.id, week_on=MONDAY, excused_at=NOW)
    ),
    "kept apart": lambda session, me, other: make_do_not_pair(session, me.member.id, other.member.id),
    "keeping apart": lambda session, me, other: make_do_not_pair(session, other.member.id, me.member.id),
    "with the offer off": lambda session, _me, other: offers.switch(
        session, other.actor, offers.mine(session, other.actor)[0].offer_id, is_on=False
    ),
}


@pytest.mark.parametrize("why", WHO_IS_NOT)
def test_nobody_is_asked_who_is(session: Session, me: Person, other: Person, why: str) -> None:
    WHO_IS_NOT[why](session, me, other)
    session.flush()
    assert looked(session, make_ask(session, me.participant, text=ASKS)) == set()


@pytest.mark.parametrize("why", ["paused", "resting", "landed", "left", "in a hard week", "kept apart"])
def test_a_question_waits_or_goes_when_they_are(session: Session, me: Person, other: Person, why: str) -> None:
    looked(session, make_ask(session, me.participant, text=ASKS))
    assert asked(session, other) == [ASKS]
    WHO_IS_NOT[why](session, me, other)
    session.flush()
    assert asked(session, other) == []


def test_who_has_landed_and_agreed_is_asked_once_in_four_weeks(session: Session, me: Person, other: Person) -> None:
    other.participant.state = ParticipantState.LANDED
    helps.agree_after_landing(session, other.actor, me.program.id, may_ask=True, now=NOW)
    first, second, third = (make_ask(session, me.participant, text=ASKS) for _ in range(3))
    for ask in (first, second, third):
        ask.lapses_at = NOW + timedelta(weeks=9)
    assert looked(session, first) == {other.member.id}
    assert looked(session, second, now=NOW + timedelta(weeks=2)) == set()
    assert looked(session, third, now=NOW + timedelta(weeks=4)) == {other.member.id}


def test_one_question_a_week_to_a_person_whatever_their_programs(session: Session, me: Person, other: Person) -> None:
    first, second = make_ask(session, me.participant, text=ASKS), make_ask(session, me.participant, text=ASKS)
    assert looked(session, first) == {other.member.id}
    assert looked(session, second) == set()
    assert looked(session, second, now=NOW + timedelta(days=4, hours=23)) == {other.member.id}  # Monday
    assert looked(session, second, now=NOW + timedelta(days=6)) == {other.member.id}  # and not twice about one


def test_two_are_asked_at_a_time_until_two_can_help(session: Session, me: Person) -> None:
    people = [who_offers(session, me) for _ in range(5)]
    ask = make_ask(session, me.participant, text=ASKS)
    first = looked(session, ask)
    assert len(first) == 2
    assert looked(session, ask, now=NOW + timedelta(days=1)) == first
    no, yes = (one for one in people if one.member.id in first)
    helps.not_this_time(session, no.actor, ask.id, now=NOW)
    second = looked(session, ask, now=NOW + timedelta(days=2))
    assert len(second) == 3
    for person in (yes, next(one for one in people if one.member.id in second - first)):
        helps.can_help(session, person.actor, ask.id, now=NOW)
    assert looked(session, ask, now=NOW + timedelta(days=9)) == second


def test_who_was_asked_lately_or_said_yes_comes_last(session: Session, me: Person) -> None:
    people = [who_offers(session, me) for _ in range(4)]
    helped, was_asked, *fresh = people
    make_help(session, helped.participant, make_person(session, me.program).participant)
    session.add(
        HelpQuestion(
            ask_id=make_ask(session, me.participant).id,
            member_id=was_asked.member.id,
            week_on=MONDAY - timedelta(weeks=2),
            asked_at=NOW - timedelta(weeks=2),
        )
    )
    session.flush()
    ask = make_ask(session, me.participant, text=ASKS)
    assert looked(session, ask) == {one.member.id for one in fresh}


def test_no_answer_is_asked_no_more_after_a_week(session: Session, me: Person, other: Person) -> None:
    looked(session, make_ask(session, me.participant, text=ASKS))
    assert asked(session, other, now=NOW + timedelta(days=6)) == [ASKS]
    assert asked(session, other, now=NOW + timedelta(days=7)) == []


def test_a_no_is_silent_and_a_yes_brings_both_lines(session: Session, me: Person, other: Person) -> None:
    ask = make_ask(session, me.participant, text=ASKS)
    looked(session, ask)
    with pytest.raises(NotFoundError):
        helps.not_this_time(session, make_person(session, me.program).actor, ask.id, now=NOW)
    helps.not_this_time(session, other.actor, ask.id, now=NOW)
    assert asked(session, other) == []
    promised = helps.can_help(session, other.actor, ask.id, now=NOW)
    assert (promised.ask.text, promised.offer, promised.helper) == (ASKS, OFFERS, other.member.slack_user_id)
    assert promised.is_new
    assert not helps.can_help(session, other.actor, ask.id, now=NOW).is_new
    assert session.scalars(select(HelpQuestion.answer)).all() == [HelpAnswer.NOT_THIS_TIME]  # the first answer stands


def test_only_open_asks_of_running_programs_are_looked_at_once_a_day(session: Session, me: Person) -> None:
    def due(now: datetime) -> list[int]:
        return [row[1] for row in who_can_help.LOOKING.ask(session, now=now)]

    ask = make_ask(session, me.participant)
    assert due(NOW) == [ask.id]
    looked(session, ask)
    assert due(NOW + timedelta(hours=23)) == []
    assert due(NOW + timedelta(hours=24)) == [ask.id]
    assert due(ask.lapses_at) == []
    me.program.state = ProgramState.PAUSED
    session.flush()
    assert due(NOW + timedelta(days=2)) == []


def test_as_many_queries_for_forty_people_as_for_four(session: Session, me: Person) -> None:
    def count(number: int) -> int:
        for _ in range(number):
            who_offers(session, me, "Baking bread")
        ask = make_ask(session, me.participant, text=ASKS)
        with statements(session) as seen:
            who_can_help.look(session, ask.id, now=NOW)
        return len(seen)

    assert count(4) == count(36)


def test_offers_are_ones_own_lines_on_and_off(session: Session, me: Person, other: Person) -> None:
    (line,) = offers.mine(session, other.actor)
    assert [lines for _, lines in offers.others(session, me.actor).people] == [(OFFERS,)]
    with pytest.raises(NotFoundError):
        offers.switch(session, me.actor, line.offer_id, is_on=False)
    with pytest.raises(NotFoundError):
        offers.remove(session, me.actor, line.offer_id)
    offers.switch(session, other.actor, line.offer_id, is_on=False)
    assert offers.others(session, me.actor).people == ()
    offers.remove(session, other.actor, line.offer_id)
    assert offers.mine(session, other.actor) == ()
    for number in range(10):
        offers.add(session, other.actor, f"Offer {number}", now=NOW)
    with pytest.raises(InvalidInputError, match="Take one away"):
        offers.add(session, other.actor, "one more", now=NOW)
    with pytest.raises(InvalidInputError):
        offers.set_limit(session, other.actor, 3)


def test_offers_of_people_kept_apart_and_of_strangers_are_not_listed(
    session: Session, me: Person, other: Person
) -> None:
    make_do_not_pair(session, other.member.id, me.member.id)
    assert offers.others(session, me.actor).people == ()
    assert offers.others(session, make_person(session).actor).people == ()


def test_who_was_asked_as_often_as_they_like_is_asked_no_more(session: Session, me: Person, other: Person) -> None:
    offers.set_limit(session, other.actor, 1)
    first, second = (make_ask(session, me.participant, text=ASKS, lapses_at=NOW + timedelta(weeks=9)) for _ in "ab")
    assert looked(session, first) == {other.member.id}
    assert looked(session, second, now=NOW + timedelta(weeks=3)) == set()
    assert looked(session, second, now=NOW + timedelta(weeks=4)) == {other.member.id}


def test_what_is_asked_after_fridays_check_in_takes_the_place_of_the_next_week(
    session: Session, me: Person, other: Person
) -> None:
    saturday = NOW + timedelta(days=3)
    first, second = make_ask(session, me.participant, text=ASKS), make_ask(session, me.participant, text=ASKS)
    assert looked(session, first, now=saturday) == {other.member.id}
    assert looked(session, second, now=saturday + timedelta(days=3)) == set()
