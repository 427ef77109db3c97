"""Follow-ups stay open until they are done, moved or let go; done counts once; nobody else reaches them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, FollowUp
from bot.domain.checkins import Act
from bot.domain.contacts import Details, Only, Search
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.follow_ups import Outcome
from bot.services import checkins, contacts, export, follow_ups, privacy, retention, same_people
from tests.factories import actor_of, make_activity, make_member, make_program
from tests.people import Person, join, make_person

NOW = datetime(2026, 3, 6, 14, tzinfo=UTC)
FRIDAY = date(2026, 3, 6)
MONDAY, LATER = FRIDAY + timedelta(days=3), FRIDAY + timedelta(days=10)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


def ana(session: Session, me: Person) -> int:
    return contacts.add(session, me.actor, Details("Ana Ruiz"), now=NOW)


def plan(session: Session, me: Person, contact_id: int | None = None, **more: object) -> int:
    values = {"due_on": MONDAY, "note": "send the article", "contact_id": contact_id, **more}
    return follow_ups.plan(session, me.actor, now=NOW, **values)  # type: ignore[arg-type]


def test_it_is_due_from_its_day_on_and_quoted_with_its_own_note(session: Session, me: Person) -> None:
    plan(session, me, ana(session, me))
    ids = [me.member.id]
    assert follow_ups.due(session, ids, on=MONDAY - timedelta(days=1)) == {}
    for on in (MONDAY, MONDAY + timedelta(days=400)):
        (found,) = follow_ups.due(session, ids, on=on)[me.member.id]
        assert (found.whom, found.note) == ("Ana Ruiz", "send the article")


def test_done_closes_it_counts_once_and_one_was_in_touch(session: Session, me: Person) -> None:
    contact_id = ana(session, me)
    counts = make_activity(session, me.program, key="follow_up", name="Follow-up")
    follow_up_id = plan(session, me, contact_id)
    assert checkins.follow_up_done(session, me.actor, follow_up_id, now=NOW)
    assert not checkins.follow_up_done(session, me.actor, follow_up_id, now=NOW)
    (act,) = session.scalars(select(CheckIn))
    assert (act.activity_id, act.done_on, act.with_whom) == (counts.id, FRIDAY, "Ana Ruiz")
    assert follow_ups.open_ones(session, me.actor) == []
    assert contacts.contact(session, me.actor, contact_id).last_in_touch_on == FRIDAY
    assert session.get_one(FollowUp, follow_up_id).outcome is Outcome.DONE


def test_it_counts_in_the_program_that_it_was_noted_in(session: Session, me: Person) -> None:
    second = join(session, make_program(session), me.member)
    for person in (me, second):
        make_activity(session, person.program, key="follow_up", name="Follow-up")
    act = Act(second.coffee, FRIDAY, with_whom="Bo", follow_up_on=MONDAY)
    checkins.record(session, second.actor, second.program.id, act, source="form:1", now=NOW)
    (found,) = follow_ups.open_ones(session, me.actor)
    assert checkins.follow_up_done(session, me.actor, found.follow_up_id, now=NOW)
    counted = session.scalars(select(CheckIn).where(CheckIn.source.startswith("follow_up"))).one()
    assert counted.participant_id == second.participant.id


def test_without_an_activity_for_it_it_is_closed_all_the_same(session: Session, me: Person) -> None:
    assert not checkins.follow_up_done(session, me.actor, plan(session, me), now=NOW)
    assert follow_ups.open_ones(session, me.actor) == []


def test_what_comes_next_is_with_the_same_person(session: Session, me: Person) -> None:
    contact_id = ana(session, me)
    follow_up_id = plan(session, me, contact_id)
    checkins.follow_up_done(session, me.actor, follow_up_id, now=NOW)
    follow_ups.go_on(session, me.actor, follow_up_id, due_on=LATER, note="ask how it went", now=NOW)
    (found,) = follow_ups.open_ones(session, me.actor)
    assert (found.contact_id, found.due_on, found.note) == (contact_id, LATER, "ask how it went")


def test_another_day_and_let_go(session: Session, me: Person) -> None:
    follow_up_id = plan(session, me)
    follow_ups.move(session, me.actor, follow_up_id, due_on=LATER, now=NOW)
    assert [one.due_on for one in follow_ups.open_ones(session, me.actor)] == [LATER]
    follow_ups.let_go(session, me.actor, follow_up_id, now=NOW)
    assert follow_ups.open_ones(session, me.actor) == []
    assert session.scalars(select(CheckIn)).all() == []


@pytest.mark.parametrize("on", [None, FRIDAY, FRIDAY + timedelta(days=366)])
def test_a_day_that_is_not_to_come_is_refused(session: Session, me: Person, on: date | None) -> None:
    follow_up_id = plan(session, me)
    with pytest.raises(InvalidInputError) as raised:
        follow_ups.move(session, me.actor, follow_up_id, due_on=on, now=NOW)
    assert raised.value.field == "follow_up_on"
    with pytest.raises(InvalidInputError):
        plan(session, me, due_on=on)


def test_a_contact_shows_its_soonest_step_and_its_form_changes_it(session: Session, me: Person) -> None:
    contact_id = ana(session, me)
    plan(session, me, contact_id, due_on=LATER, note="later")
    plan(session, me, contact_id)
    shown = contacts.contact(session, me.actor, contact_id)
    assert (shown.next_on, shown.next_note) == (MONDAY, "send the article")
    follow_ups.set_next(session, me.actor, contact_id, due_on=MONDAY, note="call", now=NOW)
    assert contacts.contact(session, me.actor, contact_id).next_note == "call"
    follow_ups.set_next(session, me.actor, contact_id, due_on=None, note="", now=NOW)
    assert contacts.contact(session, me.actor, contact_id).next_note == "later"
    found = contacts.find(session, me.actor, Search(only=Only.TO_FOLLOW_UP), now=NOW)
    assert [one.contact_id for one in found.contacts] == [contact_id]


def test_a_note_without_a_day_is_asked_for_one_and_not_lost(session: Session, me: Person) -> None:
    contact_id = ana(session, me)

    def says(note: str) -> None:
        follow_ups.set_next(session, me.actor, contact_id, due_on=None, note=note, now=NOW)

    says("  ")  # nothing new, nothing open
    with pytest.raises(InvalidInputError) as raised:
        says("call")
    assert raised.value.field == "follow_up_on"
    plan(session, me, contact_id, note="call")
    with pytest.raises(InvalidInputError):
        says("write")
    says("call")  # the day alone was taken away: let go
    assert follow_ups.open_ones(session, me.actor) == []


def test_it_stays_with_somebody_who_turns_out_to_be_the_same(session: Session, me: Person) -> None:
    kept, more = ana(session, me), ana(session, me)
    plan(session, me, more)
    same_people.answer_double(session, me.actor, more, is_same=True)
    assert [one.contact_id for one in follow_ups.open_ones(session, me.actor)] == [kept]


def test_what_a_check_in_notes_is_with_somebody_of_the_book_where_there_is_one(session: Session, me: Person) -> None:
    contact_id = ana(session, me)
    for number, (whom, new) in enumerate((("ana ruiz and Bo", ()), ("Cleo", ("Dan Doe, Acme",)), ("Eve", ()))):
        act = Act(me.coffee, FRIDAY, with_whom=whom, new_contacts=new, follow_up_on=MONDAY)
        checkins.record(session, me.actor, me.program.id, act, source=f"form:{number}", now=NOW)
    found = follow_ups.open_ones(session, me.actor)
    assert [one.whom for one in found] == ["Ana Ruiz", "Dan Doe", "Eve"]
    assert found[0].contact_id == contact_id
    assert contacts.contact(session, me.actor, contact_id).last_in_touch_on == FRIDAY


def test_nobody_else_reaches_any_of_it(session: Session, me: Person) -> None:
    contact_id = ana(session, me)
    follow_up_id = plan(session, me, contact_id)
    other = actor_of(make_member(session))
    for attempt in (
        lambda: follow_ups.follow_up(session, other, follow_up_id),
        lambda: follow_ups.move(session, other, follow_up_id, due_on=LATER, now=NOW),
        lambda: follow_ups.let_go(session, other, follow_up_id, now=NOW),
        lambda: follow_ups.go_on(session, other, follow_up_id, due_on=LATER, note="", now=NOW),
        lambda: checkins.follow_up_done(session, other, follow_up_id, now=NOW),
        lambda: follow_ups.plan(session, other, due_on=LATER, contact_id=contact_id, now=NOW),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert follow_ups.open_ones(session, other) == []


def test_it_is_taken_along_and_erased_with_its_member_and_its_notes(session: Session, me: Person) -> None:
    act = Act(me.coffee, FRIDAY, with_whom="Bo", follow_up_on=MONDAY, follow_up_note="tea")
    checkins.record(session, me.actor, me.program.id, act, source="form:1", now=NOW)
    contact_id = ana(session, me)
    plan(session, me, contact_id)
    rows = export.my_data(session, me.actor)["follow_ups"]
    assert [(row["whom"], row["contact"], row["note"]) for row in rows] == [
        ("Bo", "", "tea"),
        ("", "Ana Ruiz", "send the article"),
    ]
    retention.erase_notes(session, me.participant.id, now=NOW)
    assert [one.whom for one in follow_ups.open_ones(session, me.actor)] == ["Ana Ruiz"]
    privacy.erase(session, me.actor, now=NOW)
    assert session.scalars(select(FollowUp)).all() == []
