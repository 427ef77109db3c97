"""Preparations: one page a chat, with questions that were not asked before; changed by its member alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, Contact, Goal, Meeting, Preparation
from bot.domain.contacts import Details
from bot.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.goals import Week
from bot.domain.preparations import CameOfIt, Page, Prepared
from bot.domain.states import MeetingAnswer, ParticipantState
from bot.services import contacts, export, goals, preparations, privacy, retention, rounds, weeks
from tests.factories import make_checkin, make_contact, make_goal, make_meeting
from tests.people import Person, make_person, pair

NOW = datetime(2026, 3, 4, 7, tzinfo=UTC)
MONDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 4)
CAME = CameOfIt(("Ana Ruiz, Stripe", " ", "Bo"), "Stripe", "Begin small", "Shorter")


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session, field="public health", city="Lyon", offers="maps", targeting="data")


@pytest.fixture
def chat(session: Session, me: Person) -> Goal:
    """A coffee chat planned for Wednesday."""
    return make_goal(session, me.participant, me.coffee, MONDAY, target=1, plan_on=WEDNESDAY)


def texts(shown: Prepared) -> list[str]:
    return [one.text for one in shown.page.questions]


def keys(shown: Prepared) -> set[str]:
    return {one.key for one in shown.page.questions}


def week(session: Session, me: Person) -> Week:
    return weeks.load(session, on=WEDNESDAY, member_ids=[me.member.id], now=NOW)[me.member.id]


def test_a_page_begins_with_the_profile_and_opens_again_as_it_was(session: Session, me: Person, chat: Goal) -> None:
    shown = preparations.of_goal(session, me.actor, chat.id, now=NOW)
    assert shown.page.about == "My field is public health.\nI live in Lyon."
    assert (shown.page.targeting, shown.page.offers) == ("data", "maps")
    assert len(texts(shown)) == 6
    page = replace(shown.page, whom="Grace", about="Hello", questions=shown.page.questions[:3])
    preparations.save(session, me.actor, shown.preparation_id, page, now=NOW)
    again = preparations.of_goal(session, me.actor, chat.id, now=NOW)
    assert again == replace(shown, page=page)
    assert len(session.scalars(select(Preparation)).all()) == 1


def test_another_chat_asks_other_questions_and_again_what_was_kept(session: Session, me: Person, chat: Goal) -> None:
    first = preparations.of_goal(session, me.actor, chat.id, now=NOW)
    mine = replace(first.page.questions[0], text="In my own words?", is_kept=True)
    page = replace(first.page, questions=(mine, *first.page.questions[1:]))
    preparations.save(session, me.actor, first.preparation_id, page, now=NOW)
    second = preparations.of_person(session, me.actor, "Ana", now=NOW)
    assert mine in second.page.questions
    assert keys(second) & keys(first) == {mine.key}
    preparations.save(session, me.actor, second.preparation_id, replace(second.page, questions=()), now=NOW)
    assert mine in preparations.of_person(session, me.actor, "Bo", now=NOW).page.questions
    let_go = replace(second.page, questions=(replace(mine, is_kept=False),))
    third = preparations.of_person(session, me.actor, "Cleo", now=NOW)
    preparations.save(session, me.actor, third.preparation_id, let_go, now=NOW)
    assert not [one for one in preparations.of_person(session, me.actor, "Di", now=NOW).page.questions if one.is_kept]


def test_the_same_name_within_two_weeks_is_the_same_page_and_what_is_known_is_shown(
    session: Session, me: Person
) -> None:
    contacts.add(session, me.actor, Details("Ana Ruiz", "Stripe", notes="likes maps"), now=NOW)
    shown = preparations.of_person(session, me.actor, "ana  ruiz", now=NOW)
    assert shown.known is not None
    assert (shown.known.organisation, shown.known.notes) == ("Stripe", "likes maps")
    later = NOW + timedelta(days=13)
    assert preparations.of_person(session, me.actor, "Ana Ruiz", now=later).preparation_id == shown.preparation_id
    later = NOW + timedelta(days=15)
    assert preparations.of_person(session, me.actor, "Ana Ruiz", now=later).preparation_id != shown.preparation_id
    unnamed = preparations.of_person(session, me.actor, "", now=NOW)
    assert preparations.of_person(session, me.actor, " ", now=NOW).preparation_id == unnamed.preparation_id


def test_other_questions_keep_what_was_entered_and_what_is_to_be_kept(session: Session, me: Person) -> None:
    shown = preparations.of_person(session, me.actor, "Ana", now=NOW)
    kept = replace(shown.page.questions[2], is_kept=True)
    entered = replace(shown.page, about="Typed", questions=(*shown.page.questions[:2], kept))
    other = preparations.ask_others(session, me.actor, shown.preparation_id, entered, now=NOW)
    assert other.page.about == "Typed"
    assert keys(other) & keys(shown) == {kept.key}
    assert len(keys(other)) == 6


def test_what_is_too_long_is_refused_and_nothing_changes(session: Session, me: Person) -> None:
    shown = preparations.of_person(session, me.actor, "Ana", now=NOW)
    with pytest.raises(InvalidInputError):
        preparations.save(session, me.actor, shown.preparation_id, Page(about="x" * 1001), now=NOW)
    assert preparations.prepared(session, me.actor, shown.preparation_id) == shown


def test_the_days_first_chat_has_its_questions_in_today_and_they_stay(session: Session, me: Person, chat: Goal) -> None:
    assert week(session, me).questions == ()
    shown = preparations.for_today(session, week(session, me), now=NOW)
    assert len(shown.questions) == 6
    assert week(session, me).questions == shown.questions
    assert preparations.for_today(session, week(session, me), now=NOW).questions == shown.questions
    assert tuple(texts(preparations.of_goal(session, me.actor, chat.id, now=NOW))) == shown.questions
    make_checkin(session, me.participant, me.coffee, WEDNESDAY)
    assert week(session, me).questions == ()


def test_what_is_no_chat_or_planned_for_another_day_is_not_prepared(session: Session, me: Person) -> None:
    make_goal(session, me.participant, me.event, MONDAY, plan_on=WEDNESDAY)
    make_goal(session, me.participant, me.coffee, MONDAY, plan_on=WEDNESDAY + timedelta(days=1))
    assert preparations.for_today(session, week(session, me), now=NOW).questions == ()
    assert session.scalars(select(Preparation)).all() == []


@pytest.fixture
def group_id(session: Session, me: Person) -> int:
    """The actor and a buddy meet on Wednesday at three."""
    group = pair(session, me, make_person(session, me.program, name="Ben"), starts_on=MONDAY)
    make_meeting(session, group.id, starts_at=NOW.replace(hour=15))
    return group.id


def test_each_of_a_group_has_a_page_of_their_own_for_its_meeting(session: Session, me: Person, group_id: int) -> None:
    shown = preparations.for_today(session, week(session, me), now=NOW)
    page = preparations.of_meeting(session, me.actor, group_id, now=NOW)
    assert tuple(texts(page)) == shown.questions
    assert len(page.buddies) == 1
    stranger = make_person(session, me.program)
    with pytest.raises(NotAllowedError):
        preparations.of_meeting(session, stranger.actor, group_id, now=NOW)
    rounds.call_off(session, me.actor, group_id, now=NOW)
    with pytest.raises(NotFoundError):
        preparations.of_meeting(session, me.actor, group_id, now=NOW)
    assert session.scalars(select(Meeting.outcome)).one() is not None


def test_the_page_opens_where_a_buddy_said_first_that_they_met(session: Session, me: Person, group_id: int) -> None:
    page = preparations.of_meeting(session, me.actor, group_id, now=NOW)
    rounds.record_meeting(session, me.actor, group_id, MeetingAnswer.MET, now=NOW)
    assert preparations.of_meeting(session, me.actor, group_id, now=NOW).preparation_id == page.preparation_id


def test_what_came_of_a_meeting_stands_with_it_once_it_is_said_to_have_been(
    session: Session, me: Person, group_id: int
) -> None:
    page = preparations.of_meeting(session, me.actor, group_id, now=NOW)
    assert not preparations.has_place(session, me.actor, page.preparation_id)
    with pytest.raises(NotFoundError):
        preparations.note_what_came(session, me.actor, page.preparation_id, CAME, now=NOW)
    rounds.record_meeting(session, me.actor, group_id, MeetingAnswer.MET, now=NOW)
    preparations.note_what_came(session, me.actor, page.preparation_id, CAME, now=NOW)
    (act,) = session.scalars(select(CheckIn).where(CheckIn.participant_id == me.participant.id))
    assert (act.companies, act.advice) == ("Stripe", "Begin small\nOn my résumé: Shorter")


def test_names_become_contacts_and_the_rest_stands_on_the_check_in_once(
    session: Session, me: Person, chat: Goal
) -> None:
    page = preparations.of_goal(session, me.actor, chat.id, now=NOW)
    for _ in range(2):
        preparations.note_what_came(session, me.actor, page.preparation_id, CAME, now=NOW)
    (act,) = session.scalars(select(CheckIn))
    assert (act.new_contacts, act.new_contact_count) == (["Ana Ruiz, Stripe", "Bo"], 2)
    assert (act.companies, act.advice) == ("Stripe", "Begin small\nOn my résumé: Shorter")
    assert sorted(one.details["name"] for one in session.scalars(select(Contact))) == ["Ana Ruiz", "Bo"]
    more = CameOfIt(advice="Ask Bo")
    preparations.note_what_came(session, me.actor, page.preparation_id, more, now=NOW)
    assert act.advice == "Begin small\nOn my résumé: Shorter\nAsk Bo"


def test_a_chat_that_was_added_already_is_not_counted_again(session: Session, me: Person, chat: Goal) -> None:
    page = preparations.of_goal(session, me.actor, chat.id, now=NOW)
    act = make_checkin(session, me.participant, me.coffee, WEDNESDAY)
    preparations.note_what_came(session, me.actor, page.preparation_id, CAME, now=NOW)
    assert session.scalars(select(CheckIn)).all() == [act]
    assert act.companies == "Stripe"


def test_a_chat_by_name_is_recorded_with_that_person(session: Session, me: Person) -> None:
    contact = make_contact(session, me.participant, name_hash="")
    page = preparations.of_person(session, me.actor, "Grace", now=NOW)
    preparations.note_what_came(session, me.actor, page.preparation_id, CAME, now=NOW)
    (act,) = session.scalars(select(CheckIn))
    assert (act.activity_id, act.with_whom) == (me.coffee, "Grace")
    assert contact.details == {"name": "Ana Ruiz"}


@pytest.mark.parametrize("field", ["companies", "advice", "feedback", "names"])
def test_what_does_not_fit_names_its_field(session: Session, me: Person, field: str) -> None:
    page = preparations.of_person(session, me.actor, "Grace", now=NOW)
    came = CameOfIt(**{field: ("x" * 201,) if field == "names" else "x" * 1001})  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError) as raised:
        preparations.note_what_came(session, me.actor, page.preparation_id, came, now=NOW)
    assert raised.value.field == field


def test_nobody_opens_changes_or_ends_the_page_of_another(session: Session, me: Person, chat: Goal) -> None:
    other = make_person(session, me.program).actor
    page = preparations.of_goal(session, me.actor, chat.id, now=NOW)
    with pytest.raises(NotFoundError):
        preparations.of_goal(session, other, chat.id, now=NOW)
    with pytest.raises(NotFoundError):
        preparations.prepared(session, other, page.preparation_id)
    with pytest.raises(NotFoundError):
        preparations.save(session, other, page.preparation_id, Page(), now=NOW)
    with pytest.raises(NotFoundError):
        preparations.note_what_came(session, other, page.preparation_id, CAME, now=NOW)
    assert preparations.prepared(session, me.actor, page.preparation_id) == page


def test_a_goal_let_go_leaves_its_page(session: Session, me: Person, chat: Goal) -> None:
    page = preparations.of_goal(session, me.actor, chat.id, now=NOW)
    goals.remove(session, me.actor, chat.id, now=NOW)
    session.expire_all()
    assert preparations.prepared(session, me.actor, page.preparation_id).page == page.page


def test_it_is_encrypted_taken_along_erased_and_no_one_elses(session: Session, me: Person) -> None:
    other = make_person(session, me.program)
    preparations.of_person(session, me.actor, "Zebra", now=NOW)
    stored = session.connection().execute(text("SELECT * FROM preparations")).all()
    assert "Zebra" not in str(stored)
    assert export.my_data(session, me.actor)["preparations"][0]["whom"] == "Zebra"
    assert "Zebra" not in str(export.my_data(session, other.actor))
    privacy.erase(session, me.actor, now=NOW)
    assert session.scalars(select(Preparation)).all() == []


def test_it_goes_with_the_notes_of_its_members_last_program(session: Session, me: Person) -> None:
    preparations.of_person(session, me.actor, "Ana", now=NOW)
    me.participant.state = ParticipantState.LEFT
    session.flush()
    retention.erase_notes(session, me.participant.id, now=NOW)
    assert session.scalars(select(Preparation)).all() == []
