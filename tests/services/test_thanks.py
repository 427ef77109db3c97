"""Thanks for help: one field, an act of today in the log of whoever thanks, passed on to whoever helped."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, Help
from bot.domain.errors import ClosedError, InvalidInputError, NoProgramError, NotFoundError
from bot.services import thanks
from tests.factories import make_activity, make_help, make_program
from tests.people import Person, join, make_person

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
WORDS = "You got me to the second interview"


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


@pytest.fixture
def helper(session: Session, me: Person) -> Person:
    return make_person(session, me.program)


@pytest.fixture
def given(session: Session, me: Person, helper: Person) -> Help:
    return make_help(session, helper.participant, me.participant)


def thank(session: Session, person: Person, given: Help, words: str = WORDS, *, source: str = "form:1") -> None:
    thanks.for_help(session, person.actor, given.id, words, source=source, now=NOW)


def test_they_are_one_act_of_today_and_go_to_whoever_helped(
    session: Session, me: Person, helper: Person, given: Help
) -> None:
    activity = make_activity(session, me.program, key="follow_up", name="Follow-up or thank-you")
    for _ in range(2):  # the same form sent twice
        thank(session, me, given)
    (act,) = session.scalars(select(CheckIn))
    assert (act.activity_id, act.done_on) == (activity.id, date(2026, 3, 4))
    assert act.with_whom == ""  # a name that Kith wrote would outlive what they erase
    assert (act.thanks, act.thanks_to_id, act.thanks_shared) == (WORDS, helper.member.id, True)
    assert thanks.passed_on(session, act.id).thanked == helper.member.slack_user_id


def test_they_count_in_the_program_in_which_the_help_was_given(session: Session, me: Person) -> None:
    second = join(session, make_program(session), me.member)
    for person in (me, second):
        make_activity(session, person.program, key="follow_up", name="Follow-up")
    given = make_help(session, make_person(session, second.program).participant, second.participant)
    thank(session, me, given)
    assert session.scalars(select(CheckIn.participant_id)).all() == [second.participant.id]


def test_where_no_program_counts_them_the_form_of_one_field_is_not_offered(
    session: Session, me: Person, given: Help
) -> None:
    assert thanks.counted_in(session, me.actor, given.id) is None
    with pytest.raises(NoProgramError):
        thank(session, me, given)


def test_nothing_written_nobody_elses_help_and_a_helper_who_is_gone(
    session: Session, me: Person, helper: Person, given: Help
) -> None:
    make_activity(session, me.program, key="follow_up", name="Follow-up")
    with pytest.raises(InvalidInputError):
        thank(session, me, given, " ")
    with pytest.raises(NotFoundError):
        thank(session, helper, given)
    given.member_id = None
    session.flush()
    with pytest.raises(ClosedError):
        thank(session, me, given)
