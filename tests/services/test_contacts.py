"""A member's own book: kept apart from everybody else's, without doubles, within its limits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from bot.db.models import Contact, Landing
from bot.domain.checkins import Act
from bot.domain.contacts import MOST, Closeness, Details, Only, Search
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.states import MeetingAnswer, ParticipantState
from bot.services import checkins, contacts, export, follow_ups, privacy, retention, rounds, same_people
from bot.services.members import Actor
from bot.services.rounds import introductions
from tests.factories import actor_of, make_landing, make_member, make_program
from tests.people import Person, join, make_person, pair
from tests.services.counting import statements

NOW = datetime(2026, 3, 6, 14, tzinfo=UTC)
FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 2)
ANA = Details("Ana Ruiz", "Stripe", notes="likes chess")
_forms = count(1)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


def add(session: Session, me: Person, details: Details = ANA, **more: object) -> int:
    return contacts.add(session, me.actor, details, now=NOW, **more)  # type: ignore[arg-type]


def names(session: Session, actor: Actor) -> list[str]:
    return [one.details.name for one in contacts.everybody(session, actor)]


def log(session: Session, me: Person, *new: str) -> None:
    act = Act(me.coffee, FRIDAY, new_contacts=new)
    checkins.record(session, me.actor, me.program.id, act, source=f"form:{next(_forms)}", now=NOW)


def test_what_was_noted_comes_back_and_can_be_changed_and_erased(session: Session, me: Person) -> None:
    contact_id = add(session, me, closeness=Closeness.CLOSE, last_in_touch_on=MONDAY)
    found = contacts.contact(session, me.actor, contact_id)
    assert (found.details, found.closeness, found.last_in_touch_on) == (ANA, Closeness.CLOSE, MONDAY)
    changed = Details("Ana R. Ruiz", "Adyen", "fraud", "Bo", "no more chess")
    contacts.edit(session, me.actor, contact_id, changed, closeness=Closeness.KNOWN, last_in_touch_on=None, now=NOW)
    assert contacts.contact(session, me.actor, contact_id).details == changed
    contacts.erase(session, me.actor, contact_id)
    assert contacts.book(session, me.actor).total == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": " "}, "name"), ({"name": "x" * 201}, "name"), ({"notes": "x" * 1001}, "notes")],
)
def test_what_cannot_be_used_names_its_field(session: Session, me: Person, change: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        add(session, me, Details(**{"name": "Ana", **change}))
    assert raised.value.field == field
    assert names(session, me.actor) == []


def test_nobody_else_reaches_any_of_it(session: Session, me: Person) -> None:
    contact_id = add(session, me)
    other = actor_of(make_member(session))
    for attempt in (
        lambda: contacts.contact(session, other, contact_id),
        lambda: contacts.erase(session, other, contact_id),
        lambda: same_people.answer_double(session, other, contact_id, is_same=True),
        lambda: same_people.merge(session, other, contact_id, contact_id),
        lambda: contacts.edit(session, other, contact_id, ANA, closeness=Closeness.NEW, last_in_touch_on=None, now=NOW),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert contacts.find(session, other, Search("ana"), now=NOW).total == 0
    assert names(session, other) == []


def test_nothing_of_it_can_be_read_in_the_database(session: Session, me: Person) -> None:
    add(session, me, Details("Zebrana", "Zebracorp", notes="Zebra"))
    stored = str(session.connection().execute(text("SELECT * FROM contacts")).all())
    assert "ebra" not in stored


def test_a_name_is_hashed_for_its_book_alone(session: Session, me: Person) -> None:
    add(session, me)
    contacts.add(session, make_person(session).actor, ANA, now=NOW)
    hashes = session.scalars(select(Contact.name_hash)).all()
    assert len(set(hashes)) == 2


def test_somebody_noted_once_more_is_asked_about_and_not_doubled(session: Session, me: Person) -> None:
    kept = add(session, me, last_in_touch_on=MONDAY)
    log(session, me, "ana ruiz, stripe, payments", "Bo")
    book = contacts.book(session, me.actor)
    assert book.total == 2
    assert [one.details.name for one in book.latest] == ["Bo", "Ana Ruiz"]
    (asked,) = same_people.doubles(session, me.actor)
    assert (asked.details.name, asked.known) == ("ana ruiz", ANA)
    same_people.answer_double(session, me.actor, asked.contact_id, is_same=True)
    (ana, _) = contacts.everybody(session, me.actor)
    assert (ana.contact_id, ana.details.works_on, ana.last_in_touch_on) == (kept, "payments", FRIDAY)
    assert same_people.doubles(session, me.actor) == []


def test_two_people_of_one_name_stay_two(session: Session, me: Person) -> None:
    add(session, me)
    log(session, me, "Ana Ruiz")
    (asked,) = same_people.doubles(session, me.actor)
    same_people.answer_double(session, me.actor, asked.contact_id, is_same=False)
    same_people.answer_double(session, me.actor, asked.contact_id, is_same=True)  # pressed again: answered is answered
    assert names(session, me.actor) == ["Ana Ruiz", "Ana Ruiz"]


def test_another_organisation_is_another_person(session: Session, me: Person) -> None:
    add(session, me)
    add(session, me, Details("Ana Ruiz", "Adyen"))
    assert same_people.doubles(session, me.actor) == []


def test_any_two_become_one_and_nothing_that_was_written_is_lost(session: Session, me: Person) -> None:
    kept = add(session, me, closeness=Closeness.NEW)
    noted = Details("Ana R.", "Adyen", "fraud", "Bo", "plays go")
    more = add(session, me, noted, closeness=Closeness.KNOWN, last_in_touch_on=MONDAY)
    step = follow_ups.plan(session, me.actor, due_on=FRIDAY + timedelta(days=3), contact_id=more, now=NOW)
    act = Act(me.coffee, FRIDAY, "Ana R. and Cleo", new_contacts=("Ana R., Adyen",))
    checkins.record(session, me.actor, me.program.id, act, source="form:merge", now=NOW)
    (asked,) = same_people.doubles(session, me.actor)
    other = add(session, me, Details("Dora", through="ana r."))
    assert same_people.merge(session, me.actor, kept, more) == kept
    one = contacts.contact(session, me.actor, kept)
    assert one.details == Details("Ana Ruiz", "Stripe", "fraud", "Bo", "likes chess\nplays go\nAlso: Ana R., Adyen")
    assert (one.closeness, one.last_in_touch_on) == (Closeness.KNOWN, FRIDAY)
    assert [found.follow_up_id for found in follow_ups.open_with(session, me.actor, kept)] == [step]
    (entry,) = checkins.log(session, me.actor)
    assert (entry.act.with_whom, entry.act.new_contacts) == ("Ana Ruiz, Cleo", ("Ana Ruiz, Adyen",))
    assert contacts.contact(session, me.actor, other).details.through == "Ana Ruiz"
    (still,) = same_people.doubles(session, me.actor)
    assert (still.contact_id, still.known.name) == (asked.contact_id, "Ana Ruiz")


def test_a_name_that_somebody_else_has_too_stays_in_the_log_as_it_was(session: Session, me: Person) -> None:
    log(session, me, "Ana")
    (ana,) = contacts.everybody(session, me.actor)
    acme = Details("Ana", "Acme")
    contacts.edit(session, me.actor, ana.contact_id, acme, closeness=Closeness.NEW, last_in_touch_on=None, now=NOW)
    same_people.merge(session, me.actor, add(session, me), add(session, me, Details("Ana", "Adyen")))
    assert checkins.log(session, me.actor)[0].act.new_contacts == ("Ana",)
    assert names(session, me.actor) == ["Ana", "Ana Ruiz"]


def test_a_landing_stays_with_the_one_that_stays(session: Session, me: Person) -> None:
    kept, more = add(session, me), add(session, me, Details("Ana R."))
    make_landing(session, me.participant, contact_id=more)
    same_people.merge(session, me.actor, kept, more)
    assert session.scalars(select(Landing.contact_id)).all() == [kept]


def test_two_are_not_made_one_where_something_would_be_lost(session: Session, me: Person) -> None:
    kept, more = add(session, me, Details("Ana", notes="x" * 900)), add(session, me, Details("Bo", notes="y" * 200))
    for other in (more, kept):
        with pytest.raises(InvalidInputError):
            same_people.merge(session, me.actor, kept, other)
    assert names(session, me.actor) == ["Ana", "Bo"]


def test_a_buddy_stays_and_two_buddies_stay_two(session: Session, me: Person) -> None:
    bo, cleo = (make_person(session, me.program, name=name) for name in ("Bo Berg", "Cleo"))
    contacts.add_buddies(session, [me.member.id, bo.member.id], now=NOW)
    contacts.add_buddies(session, [me.member.id, cleo.member.id], now=NOW)
    buddy, second = (one.contact_id for one in contacts.everybody(session, me.actor))
    log(session, me, "Bo B.")
    noted = contacts.named(session, me.actor, "Bo B.")[0]
    assert same_people.merge(session, me.actor, noted, buddy) == buddy
    assert contacts.contact(session, me.actor, buddy).details == Details("Bo Berg", notes="Also: Bo B.")
    assert checkins.log(session, me.actor)[0].act.new_contacts == ("Bo Berg",)
    with pytest.raises(InvalidInputError):
        same_people.merge(session, me.actor, buddy, second)


def test_names_of_a_check_in_become_contacts_once(session: Session, me: Person) -> None:
    act = Act(me.coffee, MONDAY, new_contacts=("Ana Ruiz from Stripe",))
    for _ in range(2):
        checkins.record(session, me.actor, me.program.id, act, source="form:V1", now=NOW)
    (ana,) = contacts.everybody(session, me.actor)
    assert (ana.details, ana.last_in_touch_on) == (Details("Ana Ruiz", "Stripe"), MONDAY)
    (entry,) = checkins.log(session, me.actor)
    more = Act(me.coffee, MONDAY, new_contacts=("Ana Ruiz from Stripe", "Bo"))
    checkins.edit(session, me.actor, entry.checkin_id, more, now=NOW)
    assert names(session, me.actor) == ["Ana Ruiz", "Bo"]


def test_buddies_are_in_each_others_book_by_themselves(session: Session) -> None:
    ada = make_person(session, name="Ada")
    bo = make_person(session, ada.program, name="Bo")
    group = pair(session, ada, bo, starts_on=MONDAY, is_introduced=False)
    assert introductions.introduce(session, group.id, now=NOW)
    contacts.add_buddies(session, [ada.member.id, bo.member.id], now=NOW)
    rounds.record_meeting(session, ada.actor, group.id, MeetingAnswer.MET, now=NOW)
    (found,) = contacts.everybody(session, ada.actor)
    assert found.last_in_touch_on == FRIDAY
    assert (found.details.name, found.slack_user_id) == ("Bo", bo.member.slack_user_id)
    noted = Details("somebody else", "Acme", notes="likes tea")
    contacts.edit(
        session, ada.actor, found.contact_id, noted, closeness=Closeness.CLOSE, last_in_touch_on=MONDAY, now=NOW
    )
    bo.member.name = "Bo Berg"
    shown = contacts.contact(session, ada.actor, found.contact_id).details
    assert shown == Details("Bo Berg", "Acme", notes="likes tea")
    assert names(session, bo.actor) == ["Ada"]
    privacy.erase(session, bo.actor, now=NOW)
    assert names(session, ada.actor) == []


def fill(session: Session, me: Person, number: int) -> None:
    row = {"workspace_id": me.member.workspace_id, "member_id": me.member.id, "created_at": NOW, "name_hash": ""}
    session.execute(insert(Contact), [{**row, "details": {"name": f"P{one:04}"}} for one in range(number)])


def test_a_book_has_an_end_and_a_check_in_is_saved_all_the_same(session: Session, me: Person) -> None:
    fill(session, me, MOST - 1)
    log(session, me, "Ana", "Bo")
    assert contacts.book(session, me.actor).total == MOST
    with pytest.raises(InvalidInputError):
        add(session, me)
    with pytest.raises(InvalidInputError) as raised:
        contacts.paste(session, me.actor, "Cleo", now=NOW)
    assert raised.value.field == "lines"
    assert checkins.log(session, me.actor)[0].act.new_contacts == ("Ana", "Bo")


def test_the_room_asks_as_many_queries_of_a_thousand_as_of_ten(session: Session, me: Person) -> None:
    sent = []
    for number in (10, 990):
        fill(session, me, number)
        with statements(session) as seen:
            book = contacts.book(session, me.actor)
        sent.append((len(seen), len(book.latest)))
    assert sent[0] == sent[1] == (4, 10)


def test_a_search_goes_through_all_and_shows_ten_a_page(session: Session, me: Person) -> None:
    fill(session, me, 25)
    add(session, me)
    assert contacts.find(session, me.actor, Search("p00"), now=NOW).total == 25
    last = contacts.find(session, me.actor, Search("p00", page=2), now=NOW)
    assert [one.details.name for one in last.contacts] == [f"P002{number}" for number in range(5)]
    assert not last.has_more
    (ana,) = contacts.find(session, me.actor, Search("CHESS"), now=NOW).contacts
    assert ana.details == ANA
    assert contacts.find(session, me.actor, Search(only=Only.QUIET), now=NOW).total == 0
    assert contacts.find(session, me.actor, Search(only=Only.QUIET), now=NOW + timedelta(days=61)).total == 26


def test_pasted_lines_are_looked_at_first_and_then_added(session: Session, me: Person) -> None:
    add(session, me)
    written = "Ana Ruiz\nBo, Acme\n---\nBo, Acme"
    seen = contacts.preview(session, me.actor, written)
    assert (len(seen.people), [number for number, _ in seen.wrong], seen.asked) == (3, [3], 1)
    assert names(session, me.actor) == ["Ana Ruiz"]
    contacts.paste(session, me.actor, written, now=NOW)
    assert names(session, me.actor) == ["Ana Ruiz", "Bo"]
    assert len(same_people.doubles(session, me.actor)) == 2


def test_it_is_taken_along_and_erased_with_its_member(session: Session, me: Person) -> None:
    add(session, me)
    (row,) = export.my_data(session, me.actor)["contacts"]
    assert (row["name"], row["organisation"], row["closeness"]) == ("Ana Ruiz", "Stripe", "new")
    assert "name_hash" not in row
    other = make_person(session, me.program)
    assert "Ana" not in str(export.my_data(session, other.actor))
    privacy.erase(session, me.actor, now=NOW)
    assert session.scalars(select(Contact)).all() == []


def test_it_goes_with_the_notes_of_its_members_last_program(session: Session, me: Person) -> None:
    add(session, me)
    second = join(session, make_program(session), me.member)
    for one, left in ((me, ["Ana Ruiz"]), (second, [])):
        one.participant.state = ParticipantState.LEFT
        session.flush()
        retention.erase_notes(session, one.participant.id, now=NOW)
        assert names(session, me.actor) == left
