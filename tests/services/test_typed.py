"""Proposals of typed words: who may settle them, what becomes of the people in them, and when they go."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, Contact, FollowUp, TypedProposal
from bot.domain.checkins import Act
from bot.domain.contacts import Details
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.typed import Entry
from bot.domain.typed_drafts import Kind
from bot.domain.typed_people import Person as Named
from bot.services import contacts, export, privacy, typed
from bot.services.members import Actor
from tests.conftest import NOW
from tests.people import Person, make_person

TOMORROW = NOW.date() + timedelta(days=1)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session, zone="America/Los_Angeles")


def propose(session: Session, actor: Actor, text: str, *, now: datetime = NOW) -> int:
    found = typed.propose(session, actor, text, now=now)
    assert found is not None
    return found.proposal_id


def test_days_are_those_of_the_members_own_zone(session: Session, me: Person) -> None:
    late = NOW.replace(hour=3)  # still the evening before in Los Angeles
    found = typed.propose(session, me.actor, "coffee with Ana today", now=late)
    assert found is not None
    assert found.entries[0].on == late.date() - timedelta(days=1)


def test_it_is_logged_once_and_by_its_author_alone(session: Session, me: Person) -> None:
    proposal_id = propose(session, me.actor, "coffee with Ana yesterday")
    with pytest.raises(NotFoundError):
        typed.log(session, make_person(session).actor, proposal_id, now=NOW)
    typed.log(session, me.actor, proposal_id, now=NOW)
    with pytest.raises(NotFoundError):
        typed.log(session, me.actor, proposal_id, now=NOW)
    assert [row.with_whom for row in session.scalars(select(CheckIn))] == ["Ana"]


def test_an_entry_that_was_changed_is_not_logged_again(session: Session, me: Person) -> None:
    proposal_id = propose(session, me.actor, "coffee with Ana yesterday, coffee with Bo yesterday")
    act = Act(me.coffee, NOW.date(), with_whom="Anna")
    rest = typed.log_changed(session, me.actor, proposal_id, 0, me.program.id, act, now=NOW)
    assert list(rest.entries) == [1]
    with pytest.raises(NotFoundError):
        typed.log_changed(session, me.actor, proposal_id, 0, me.program.id, act, now=NOW)
    typed.log(session, me.actor, proposal_id, now=NOW)
    assert {row.with_whom for row in session.scalars(select(CheckIn))} == {"Anna", "Bo"}


def test_a_next_step_is_with_the_one_of_that_name_and_with_nobody_where_there_are_two(
    session: Session, me: Person
) -> None:
    for organisation in ("Stripe", "Adyen"):
        contacts.add(session, me.actor, Details("Bo", organisation), now=NOW)
    contacts.add(session, me.actor, Details("Ana Ruiz"), now=NOW)
    typed.log(
        session, me.actor, propose(session, me.actor, "write to Bo tomorrow, write to Ana Ruiz tomorrow"), now=NOW
    )
    steps = {step.note: step for step in session.scalars(select(FollowUp))}
    assert (steps["write to Bo"].contact_id, steps["write to Bo"].whom) == (None, "Bo")
    assert steps["write to Ana Ruiz"].contact_id is not None


def test_a_next_step_whose_day_has_come_meanwhile_asks_for_another(session: Session, me: Person) -> None:
    proposal_id = propose(session, me.actor, "coffee with Ana yesterday, write to Bo tomorrow")
    later = NOW + timedelta(days=5)
    done, rest = typed.log(session, me.actor, proposal_id, now=later)
    assert [entry.kind for entry in done.entries.values()] == [Kind.ACT]
    (left,) = rest.entries
    late = Entry(Kind.NEXT, TOMORROW, (Named("Bo"),))
    with pytest.raises(InvalidInputError, match="follow_up_on"):
        typed.plan_changed(session, me.actor, proposal_id, left, late, now=later)
    again = Entry(Kind.NEXT, later.date() + timedelta(days=2), (Named("Bo"),))
    assert not typed.plan_changed(session, me.actor, proposal_id, left, again, now=later).entries
    assert session.scalars(select(TypedProposal)).all() == []


def test_somebody_met_is_in_the_book_and_known_people_are_only_in_touch(session: Session, me: Person) -> None:
    ana = contacts.add(session, me.actor, Details("Ana Ruiz"), now=NOW)
    typed.log(session, me.actor, propose(session, me.actor, "met Ana Ruiz and Bo yesterday"), now=NOW)
    book = {row.details["name"]: row for row in session.scalars(select(Contact))}
    assert book.keys() == {"Ana Ruiz", "Bo"}
    assert book["Ana Ruiz"].id == ana
    assert {row.last_in_touch_on for row in book.values()} == {NOW.date() - timedelta(days=1)}


def test_what_nobody_answers_goes_after_thirty_days(session: Session, me: Person) -> None:
    proposal_id = propose(session, me.actor, "coffee with Ana yesterday")
    assert typed.OLD.ask(session, now=NOW + timedelta(days=29)).all() == []
    ((_, old),) = typed.OLD.ask(session, now=NOW + timedelta(days=31)).all()
    assert old == proposal_id
    typed.forget(session, old)
    session.flush()
    assert session.scalars(select(TypedProposal)).all() == []


def test_it_is_taken_along_and_erased_with_its_member(session: Session, me: Person) -> None:
    propose(session, me.actor, "coffee with Ana Ruiz yesterday")
    assert "Ana Ruiz" in str(export.my_data(session, me.actor))
    assert "Ana Ruiz" not in str(export.my_data(session, make_person(session).actor))
    privacy.erase(session, me.actor, now=NOW)
    assert session.scalars(select(TypedProposal)).all() == []
