"""Introductions: what is asked for, who is asked and who never, what each side learns, and on which day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Contact, Help, HelpQuestion, KnownPlace, ParticipantWeek, Program, WarmIntroduction
from bot.domain.asks import HelpAnswer
from bot.domain.errors import ClosedError, InvalidInputError, NoProgramError, NotFoundError
from bot.domain.helps import HelpKind
from bot.domain.introductions import Draft, IntroductionOutcome, Mine, Question, Way
from bot.domain.states import ParticipantState
from bot.services import (
    introduction_answers,
    introduction_company,
    introduction_knowers,
    introduction_places,
    introduction_questions,
    introductions,
    privacy,
)
from tests.factories import make_contact, make_do_not_pair, make_place, make_program
from tests.people import Person, make_person

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 10, tzinfo=UTC)
WEEK = timedelta(days=7)
GOOGLE = Draft("Google", "", "an internship in testing")


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session)


@pytest.fixture
def ada(session: Session, program: Program) -> Person:
    """Who asks."""
    return make_person(session, program, name="Ada")


@pytest.fixture
def ben(session: Session, program: Program) -> Person:
    """Who knows somebody at Google."""
    person = make_person(session, program, name="Ben")
    make_place(session, person.participant, "google.com")
    return person


def asks(session: Session, who: Person, wanted: Draft = GOOGLE, now: datetime = MONDAY) -> int:
    return introductions.ask(session, who.actor, wanted, now=now)


def passes(session: Session, until: datetime) -> None:
    """What a tick at that moment does."""
    for _, introduction_id in introduction_knowers.OPEN.ask(session, now=until).all():
        introduction_knowers.go_on(session, introduction_id, now=until)
    session.flush()
    session.expire_all()


def asked(session: Session, who: Person, now: datetime = MONDAY) -> list[Question]:
    return list(introduction_questions.questions(session, [who.member.id], now=now).get(who.member.id, ()))


def news(session: Session, who: Person, now: datetime) -> list[Mine]:
    return list(introductions.news(session, [who.member.id], on=now.date(), now=now).get(who.member.id, ()))


def reads(session: Session, who: Person, now: datetime) -> Question:
    (question,) = asked(session, who, now)
    return introduction_answers.show(session, who.actor, question.question_id, now=now)


def comes_about(session: Session, who: Person, now: datetime, way: Way = Way.TOGETHER) -> None:
    question = reads(session, who, now)
    introduction_answers.yes(session, who.actor, question.question_id, now=now)
    introduction_answers.came_about(session, who.actor, question.question_id, whom="Ana Ruiz", way=way, now=now)


def outcome(session: Session) -> IntroductionOutcome | None:
    return session.scalars(select(WarmIntroduction)).one().outcome


def test_who_knows_the_way_reads_who_asks_and_what_for(session: Session, ada: Person, ben: Person) -> None:
    asks(session, ada)
    passes(session, MONDAY)
    (question,) = asked(session, ben)
    assert (question.asker, question.wanted, question.match.is_sure) == ("Ada", GOOGLE, True)
    assert asked(session, ada) == []


def test_a_yes_is_help_a_contact_and_news(session: Session, ada: Person, ben: Person, program: Program) -> None:
    asks(session, ada)
    passes(session, MONDAY)
    comes_about(session, ben, FRIDAY)
    (mine,) = news(session, ada, FRIDAY)
    assert (mine.outcome, mine.by, mine.whom) == (
        IntroductionOutcome.CAME_ABOUT,
        ben.member.slack_user_id,
        "Ana Ruiz",
    )
    (given,) = session.scalars(select(Help))
    assert (given.kind, given.member_id, given.receiver_id) == (HelpKind.INTRODUCTION, ben.member.id, ada.member.id)
    assert given.done_at == FRIDAY
    (contact,) = session.scalars(select(Contact).where(Contact.member_id == ada.member.id))
    assert [contact.details[one] for one in ("name", "organisation", "through")] == ["Ana Ruiz", "Google", "Ben"]
    assert introductions.of_weeks(session, program, [date(2026, 3, 2), date(2026, 3, 9)]) == [1, 0]
    assert asked(session, ben, FRIDAY) == []


def test_both_are_put_in_touch_once_in_their_daytime(session: Session, ada: Person, ben: Person) -> None:
    asks(session, ada)
    passes(session, MONDAY)
    comes_about(session, ben, FRIDAY)
    ((_, number),) = introduction_company.WAITING.ask(session, now=FRIDAY).all()
    assert introduction_company.put_in_touch(session, number, now=FRIDAY.replace(hour=22)) is None
    found = introduction_company.put_in_touch(session, number, now=FRIDAY)
    assert found is not None
    assert (found.asker, found.knower, found.whom) == (ada.member.slack_user_id, ben.member.slack_user_id, "Ana Ruiz")
    assert introduction_company.put_in_touch(session, number, now=FRIDAY) is None
    assert introduction_company.WAITING.ask(session, now=FRIDAY).all() == []


def test_an_e_mail_needs_no_conversation(session: Session, ada: Person, ben: Person) -> None:
    asks(session, ada)
    passes(session, MONDAY)
    comes_about(session, ben, FRIDAY, Way.EMAIL)
    assert introduction_company.WAITING.ask(session, now=FRIDAY).all() == []


@pytest.mark.parametrize("says", ["nothing", "no", "never", "yes and no more", "yes and a no of the other side"])
def test_every_no_and_every_silence_reads_alike_on_the_same_day(
    session: Session, ada: Person, ben: Person, says: str
) -> None:
    asks(session, ada)
    passes(session, MONDAY)
    question_id = reads(session, ben, FRIDAY).question_id
    said = {"no": introduction_answers.not_this_time, "never": introduction_answers.not_from_them}
    if says in said:
        said[says](session, ben.actor, question_id, now=FRIDAY)
    elif says != "nothing":
        introduction_answers.yes(session, ben.actor, question_id, now=FRIDAY)
    if says.endswith("other side"):
        introduction_answers.came_to_nothing(session, ben.actor, question_id, now=FRIDAY + timedelta(days=1))
    next_friday = datetime(2026, 3, 13, tzinfo=UTC)
    passes(session, next_friday - timedelta(minutes=1))
    assert news(session, ada, next_friday) == []
    assert outcome(session) is None
    passes(session, next_friday)
    (mine,) = news(session, ada, next_friday)
    assert (mine.outcome, mine.by, mine.whom, mine.way) == (IntroductionOutcome.NOTHING, "", "", None)


def test_what_came_of_it_is_told_in_one_message_and_a_late_yes_in_another(
    session: Session, ada: Person, ben: Person
) -> None:
    asks(session, ada)
    passes(session, MONDAY)
    question_id = reads(session, ben, FRIDAY).question_id
    introduction_answers.yes(session, ben.actor, question_id, now=FRIDAY)
    friday, monday = FRIDAY + WEEK, FRIDAY + WEEK + timedelta(days=3)
    passes(session, friday)
    (mine,) = news(session, ada, friday)
    introductions.told(session, [mine.introduction_id], on=friday.date())
    session.flush()
    assert news(session, ada, friday) == [mine]  # the same message, drawn anew
    assert news(session, ada, monday) == []
    room = introductions.room(session, ada.actor, now=monday)
    assert room is not None
    assert [one.outcome for one in room.asked] == [IntroductionOutcome.NOTHING]
    introduction_answers.came_about(session, ben.actor, question_id, whom="Ana", way=Way.EMAIL, now=monday)
    session.flush()
    assert [one.whom for one in news(session, ada, monday)] == ["Ana"]


def test_where_nobody_knows_the_way_it_reads_as_if_somebody_had_read_it_on_friday(
    session: Session, ada: Person
) -> None:
    asks(session, ada)
    now = MONDAY
    while outcome(session) is None:
        passes(session, now)
        now += timedelta(hours=3)
    (mine,) = news(session, ada, now)
    assert mine.outcome is IntroductionOutcome.NOTHING
    settled_at = session.scalars(select(WarmIntroduction.settled_at)).one()
    assert settled_at is not None
    assert settled_at.date() == date(2026, 3, 13)


def test_who_never_reads_it_does_not_hold_it_up(session: Session, ada: Person, ben: Person) -> None:
    asks(session, ada)
    passes(session, MONDAY)
    assert asked(session, ben)
    passes(session, datetime(2026, 3, 13, tzinfo=UTC))
    assert outcome(session) is IntroductionOutcome.NOTHING


def test_one_after_the_other_is_asked_and_the_asker_hears_nothing_in_between(
    session: Session, ada: Person, ben: Person, program: Program
) -> None:
    cleo = make_person(session, program)
    make_place(session, cleo.participant, "Google Deutschland GmbH")
    asks(session, ada)
    passes(session, MONDAY)
    assert [len(asked(session, one)) for one in (ben, cleo)] == [1, 0]
    introduction_answers.not_this_time(session, ben.actor, reads(session, ben, FRIDAY).question_id, now=FRIDAY)
    passes(session, FRIDAY + timedelta(days=1))
    assert asked(session, cleo, FRIDAY) == []  # a no takes as long as a silence
    passes(session, FRIDAY + WEEK)
    assert news(session, ada, FRIDAY + WEEK) == []
    comes_about(session, cleo, FRIDAY + WEEK)
    assert news(session, ada, FRIDAY + WEEK)[0].by == cleo.member.slack_user_id


def test_a_late_yes_of_the_other_side_still_comes_about(session: Session, ada: Person, ben: Person) -> None:
    asks(session, ada)
    passes(session, MONDAY)
    question_id = reads(session, ben, FRIDAY).question_id
    introduction_answers.yes(session, ben.actor, question_id, now=FRIDAY)
    later = FRIDAY + timedelta(days=9)
    passes(session, later)
    assert outcome(session) is IntroductionOutcome.NOTHING
    introduction_answers.came_about(session, ben.actor, question_id, whom="Ana", way=Way.EMAIL, now=later)
    assert news(session, ada, later)[0].outcome is IntroductionOutcome.CAME_ABOUT


def hard(session: Session, who: Person) -> None:
    session.add(ParticipantWeek(participant_id=who.participant.id, week_on=date(2026, 3, 2), excused_at=MONDAY))


@pytest.mark.parametrize(
    "why",
    ["limit", "paused", "resting", "landed", "left", "hard week", "do not pair", "kept apart by them", "asked", "gone"],
)
def test_somebody_is_not_asked(session: Session, ada: Person, ben: Person, program: Program, why: str) -> None:
    states = {one.value: one for one in ParticipantState}
    if why in states:
        ben.participant.state = states[why]
    elif why == "limit":
        ben.member.help_limit = 0
    elif why == "hard week":
        hard(session, ben)
    elif why == "do not pair":
        make_do_not_pair(session, ada.member.id, ben.member.id)
    elif why == "kept apart by them":
        make_do_not_pair(session, ben.member.id, ada.member.id)
    elif why == "asked":
        other = make_person(session, program)
        asks(session, other)
        passes(session, MONDAY)
    else:
        ben.member.deactivated_at = MONDAY
    asks(session, ada)
    session.flush()
    passes(session, MONDAY + timedelta(hours=1))
    told = session.scalars(
        select(HelpQuestion).join(WarmIntroduction).where(WarmIntroduction.member_id == ada.member.id)
    )
    assert told.all() == []


def test_one_question_a_week_whatever_it_is_about(session: Session, ada: Person, ben: Person, program: Program) -> None:
    cleo = make_person(session, program)
    asks(session, ada)
    asks(session, cleo)
    passes(session, MONDAY)
    assert len(asked(session, ben)) == 1
    passes(session, MONDAY + WEEK)
    assert len(asked(session, ben, MONDAY + WEEK)) == 2  # the first may still be answered
    assert session.scalars(select(HelpQuestion.week_on)).all() == [date(2026, 3, 2), date(2026, 3, 9)]


def test_somebody_landed_who_agreed_is_asked_once_in_four_weeks(session: Session, ada: Person, ben: Person) -> None:
    ben.participant.state, ben.participant.may_be_asked = ParticipantState.LANDED, True
    asks(session, ada)
    passes(session, MONDAY)
    assert len(asked(session, ben)) == 1
    passes(session, MONDAY + WEEK)
    ada.participant.state = ParticipantState.ACTIVE
    other = make_person(session, ada.program)
    asks(session, other, now=MONDAY + 2 * WEEK)
    passes(session, MONDAY + 2 * WEEK)
    assert session.scalars(select(HelpQuestion)).all()[1:] == []


def test_not_from_this_person_holds_for_good_and_in_both_directions(
    session: Session, ada: Person, ben: Person, program: Program
) -> None:
    asks(session, ada)
    passes(session, MONDAY)
    introduction_answers.not_from_them(session, ben.actor, reads(session, ben, FRIDAY).question_id, now=FRIDAY)
    assert introduction_places.refused(session, ben.actor) == [ada.member.slack_user_id]
    make_place(session, ada.participant, "Stripe")
    asks(session, ben, Draft("Stripe", "", "advice"), now=FRIDAY)
    passes(session, FRIDAY)
    assert asked(session, ada, FRIDAY) == []

    slack_user_id = ada.member.slack_user_id
    privacy.erase(session, ada.actor, now=FRIDAY)
    session.expire_all()
    again = make_person(session, program, slack_user_id=slack_user_id)
    asks(session, again, now=FRIDAY + 5 * WEEK)
    passes(session, FRIDAY + 5 * WEEK)
    assert asked(session, ben, FRIDAY + 5 * WEEK) == []
    assert introduction_places.refused(session, ben.actor) == [slack_user_id]


def test_somebody_of_the_book_is_asked_about_by_name_and_by_company(session: Session, ada: Person, ben: Person) -> None:
    details = {"name": "Ana Ruiz", "organisation": "Stripe"}
    contact = make_contact(session, ben.participant, details=details)
    make_place(session, ben.participant, "", contact_id=contact.id)
    asks(session, ada, Draft("Stripe, Inc.", "", "advice"))
    passes(session, MONDAY)
    (question,) = asked(session, ben)
    assert (question.match.place.person, question.match.is_sure) == ("Ana Ruiz", True)
    introductions.withdraw(session, ada.actor, session.scalars(select(WarmIntroduction.id)).one(), now=MONDAY)
    assert asked(session, ben) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Draft("", "ana  ruiz", "advice"), ["Ana Ruiz"]),
        (Draft("Stripe", "Ana Ruiz", "advice"), ["Ana Ruiz"]),
        (Draft("Apple", "Ana Ruiz", "advice"), []),
        (Draft("", "Ana", "advice"), []),
    ],
)
def test_a_person_is_known_by_the_whole_name(
    session: Session, ada: Person, ben: Person, wanted: Draft, found: list[str]
) -> None:
    contact = make_contact(session, ben.participant, details={"name": "Ana Ruiz", "organisation": "Stripe"})
    make_place(session, ben.participant, "", contact_id=contact.id)
    asks(session, ada, wanted)
    passes(session, MONDAY)
    assert [one.match.place.person for one in asked(session, ben)] == found


def test_nobody_is_asked_about_somebody_who_keeps_apart_from_the_asker(
    session: Session, ada: Person, program: Program
) -> None:
    cleo, ben = make_person(session, program, name="Cleo"), make_person(session, program)
    for buddy in (cleo, ada):
        contact = make_contact(
            session, ben.participant, buddy_id=buddy.member.id, details={"name": "", "organisation": "Google"}
        )
        make_place(session, ben.participant, "", contact_id=contact.id)
    introduction_places.refuse(session, cleo.actor, [ada.member.slack_user_id], now=MONDAY)
    asks(session, ada)
    passes(session, MONDAY)
    assert asked(session, ben) == []


def test_the_employer_is_asked_about_only_once_the_member_says_so(
    session: Session, ada: Person, program: Program
) -> None:
    ben = make_person(session, program, employer="Alphabet Inc.")
    asks(session, ada)
    passes(session, MONDAY)
    assert asked(session, ben) == []
    introduction_places.set_places(session, ben.actor, names=[], people=[], employer=True, now=MONDAY)
    passes(session, MONDAY + timedelta(hours=6))
    (question,) = asked(session, ben)
    assert not question.match.is_sure  # Alphabet owns Google: Ben says whether it is what is meant
    introduction_places.set_places(session, ben.actor, names=[], people=[], employer=False, now=MONDAY)
    assert asked(session, ben) == []
    with pytest.raises(ClosedError):
        introduction_answers.yes(session, ben.actor, question.question_id, now=MONDAY)


def test_who_is_in_no_program_of_theirs_is_not_asked(session: Session, ada: Person) -> None:
    other = make_person(session)
    make_place(session, other.participant)
    asks(session, ada)
    passes(session, MONDAY)
    assert asked(session, other) == []


def test_five_companies_fit_and_each_once(session: Session, ada: Person) -> None:
    names = ["Google", "google.com", "Stripe", "SAP", "Siemens", "IBM"]
    introduction_places.set_targets(session, ada.actor, names, now=MONDAY)
    first = introduction_places.targets(session, ada.actor)
    assert [one.name for one in first] == ["google.com", "Stripe", "SAP", "Siemens", "IBM"]
    introduction_places.set_targets(session, ada.actor, ["Stripe", ""], now=MONDAY)
    assert introduction_places.targets(session, ada.actor) == (first[1],)
    for wrong in (["A", "B", "C", "D", "E", "F"], ["!!!"], ["x" * 81]):
        with pytest.raises(InvalidInputError):
            introduction_places.set_targets(session, ada.actor, wrong, now=MONDAY)


def test_people_are_those_of_the_own_book_and_new_ones_come_into_it(session: Session, ada: Person, ben: Person) -> None:
    make_contact(session, ben.participant, name="Ana Ruiz")
    for line in ("Ana Ruiz, Stripe", "ana ruiz"):
        introduction_places.set_places(session, ada.actor, names=[], people=[line], employer=False, now=MONDAY)
    (own,) = session.scalars(select(Contact).where(Contact.member_id == ada.member.id))
    assert session.scalars(select(KnownPlace.contact_id).where(KnownPlace.member_id == ada.member.id)).all() == [own.id]
    with pytest.raises(InvalidInputError, match="people"):
        introduction_places.set_places(session, ada.actor, names=[], people=["1, 2"], employer=False, now=MONDAY)


@pytest.mark.parametrize(
    "wrong", [Draft("", "", "advice"), Draft("Google", "", " "), Draft("!!", "", "x"), Draft("x" * 81, "", "x")]
)
def test_what_is_asked_for_is_a_place_and_a_line(session: Session, ada: Person, wrong: Draft) -> None:
    with pytest.raises(InvalidInputError):
        asks(session, ada, wrong)


def test_three_are_looked_into_at_a_time(session: Session, ada: Person) -> None:
    for _ in range(3):
        number = asks(session, ada)
    with pytest.raises(InvalidInputError, match="three at a time"):
        asks(session, ada)
    introductions.withdraw(session, ada.actor, number, now=MONDAY)
    asks(session, ada)
    with pytest.raises(ClosedError):
        introductions.withdraw(session, ada.actor, number, now=MONDAY)


def test_who_is_active_in_no_program_can_ask_nobody(session: Session, ada: Person) -> None:
    ada.participant.state = ParticipantState.LANDED
    with pytest.raises(NoProgramError):
        asks(session, ada)


def test_what_is_anothers_is_not_found(session: Session, ada: Person, ben: Person) -> None:
    number = asks(session, ada)
    passes(session, MONDAY)
    question_id = asked(session, ben)[0].question_id
    with pytest.raises(NotFoundError):
        introductions.withdraw(session, ben.actor, number, now=MONDAY)
    for act in (
        introduction_answers.show,
        introduction_answers.yes,
        introduction_answers.not_this_time,
        introduction_answers.not_from_them,
        introduction_answers.came_to_nothing,
        introduction_answers.promised,
    ):
        with pytest.raises(NotFoundError):
            act(session, ada.actor, question_id, now=MONDAY)
    with pytest.raises(NotFoundError):
        introduction_answers.came_about(session, ada.actor, question_id, whom="Me", way=Way.EMAIL, now=MONDAY)


def test_what_came_of_it_is_said_of_what_was_promised_alone(session: Session, ada: Person, ben: Person) -> None:
    asks(session, ada)
    passes(session, MONDAY)
    question_id = reads(session, ben, MONDAY).question_id
    with pytest.raises(ClosedError):
        introduction_answers.came_about(session, ben.actor, question_id, whom="Ana", way=Way.EMAIL, now=MONDAY)
    introduction_answers.yes(session, ben.actor, question_id, now=MONDAY)
    introduction_answers.yes(session, ben.actor, question_id, now=MONDAY)
    for whom, way in ((" ", Way.EMAIL), ("Ana", None)):
        with pytest.raises(InvalidInputError):
            introduction_answers.came_about(session, ben.actor, question_id, whom=whom, way=way, now=MONDAY)
    introduction_answers.came_to_nothing(session, ben.actor, question_id, now=MONDAY)
    assert session.scalars(select(HelpQuestion.answer)).one() is HelpAnswer.TRIED


def test_of_two_who_erase_their_data_nothing_that_names_them_stays(session: Session, ada: Person, ben: Person) -> None:
    asks(session, ada)
    passes(session, MONDAY)
    comes_about(session, ben, FRIDAY)
    privacy.erase(session, ben.actor, now=FRIDAY)
    session.expire_all()
    row = session.scalars(select(WarmIntroduction)).one()
    assert (row.knower_id, row.whom, row.company) == (None, "", "Google")
    assert session.scalars(select(HelpQuestion)).all() == []
    assert session.scalars(select(KnownPlace)).all() == []
    privacy.erase(session, ada.actor, now=FRIDAY)
    session.expire_all()
    assert session.scalars(select(WarmIntroduction)).all() == []
    given = session.scalars(select(Help)).one()
    assert (given.member_id, given.receiver_id) == (None, None)
