"""Who one already knows: names become contacts, a card is done once, and nobody else has any of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import KnownCard
from bot.domain.contacts import Closeness, Details, Search
from bot.domain.errors import InvalidInputError
from bot.domain.known import Category
from bot.services import contacts, export, known, privacy, retention, same_people
from tests.people import Person, make_person

NOW = datetime(2026, 3, 6, 14, tzinfo=UTC)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


def name(session: Session, me: Person, *written: str, category: Category = Category.TEACHER) -> None:
    known.name(session, me.actor, category, written, closeness=Closeness.KNOWN, now=NOW)


def test_names_become_contacts_with_closeness_and_category(session: Session, me: Person) -> None:
    name(session, me, "Ana Ruiz, Stripe", "", "Bo")
    ana, bo = contacts.everybody(session, me.actor)
    assert ana.details == Details("Ana Ruiz", "Stripe", category="teacher")
    assert (bo.details.name, bo.closeness, bo.last_in_touch_on) == ("Bo", Closeness.KNOWN, None)
    assert known.cards(session, me.actor).named == {Category.TEACHER: 2}
    assert contacts.find(session, me.actor, Search("teacher"), now=NOW).total == 2


def test_the_category_stays_when_something_else_is_changed(session: Session, me: Person) -> None:
    name(session, me, "Ana")
    (ana,) = contacts.everybody(session, me.actor)
    changed = Details("Ana Ruiz", works_on="payments")
    contacts.edit(session, me.actor, ana.contact_id, changed, closeness=Closeness.CLOSE, last_in_touch_on=None, now=NOW)
    (ana,) = contacts.everybody(session, me.actor)
    assert (ana.details.name, ana.details.category) == ("Ana Ruiz", "teacher")


def test_a_skipped_card_is_done_and_can_still_be_named_on(session: Session, me: Person) -> None:
    for _ in range(2):
        known.skip(session, me.actor, Category.CLIENT, now=NOW)
    assert known.cards(session, me.actor).named == {Category.CLIENT: 0}
    name(session, me, "Bo", category=Category.CLIENT)
    name(session, me, "Cleo", category=Category.CLIENT)
    assert known.cards(session, me.actor).named == {Category.CLIENT: 2}


@pytest.mark.parametrize(
    ("written", "field"), [(("", " ", ""), "name_1"), (("Ana", "???"), "name_2"), (("Ana", "Bo", "x" * 201), "name_3")]
)
def test_what_is_no_name_is_said_beside_its_field(
    session: Session, me: Person, written: tuple[str, ...], field: str
) -> None:
    with pytest.raises(InvalidInputError) as raised:
        name(session, me, *written)
    assert raised.value.field == field
    assert known.cards(session, me.actor).named == {}


def test_somebody_who_is_in_the_book_already_is_asked_about(session: Session, me: Person) -> None:
    contacts.add(session, me.actor, Details("Ana Ruiz"), now=NOW)
    name(session, me, "ana ruiz")
    (asked,) = same_people.doubles(session, me.actor)
    same_people.answer_double(session, me.actor, asked.contact_id, is_same=True)
    (ana,) = contacts.everybody(session, me.actor)
    assert ana.details.category == "teacher"


def test_it_is_exported_and_goes_with_the_book(session: Session, me: Person) -> None:
    name(session, me, "Ana")
    data = export.my_data(session, me.actor)
    assert (data["known_cards"][0]["category"], data["contacts"][0]["category"]) == ("teacher", "teacher")
    other = make_person(session)
    known.skip(session, other.actor, Category.CLIENT, now=NOW)
    assert known.cards(session, other.actor).named == {Category.CLIENT: 0}
    privacy.erase(session, me.actor, now=NOW)
    assert [card.member_id for card in session.scalars(select(KnownCard))] == [other.member.id]
    other.participant.state = type(other.participant.state).LEFT
    session.flush()
    retention.erase_notes(session, other.participant.id, now=NOW)
    assert session.scalars(select(KnownCard)).all() == []
