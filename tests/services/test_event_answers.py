"""Did you go? A yes counts once for each who goes, in person or not; what was undone counts nowhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, Event, EventGoer
from bot.domain.checkins import Act
from bot.domain.errors import ClosedError, NotFoundError
from bot.domain.events import ASKED_FOR
from bot.domain.progress import EventsGoneTo
from bot.services import after_add, checkins, contacts, digests, event_answers, events, summaries, weeks
from tests.factories import make_event
from tests.people import Person, make_person

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
THURSDAY = datetime(2026, 3, 5, 18, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


def past(session: Session, me: Person, *others: Person, **values: object) -> Event:
    goers = [one.participant for one in others]
    return make_event(session, me.participant, *goers, **{"starts_at": THURSDAY, "in_person": True, **values})


def counted(session: Session) -> list[CheckIn]:
    return list(session.scalars(select(CheckIn).order_by(CheckIn.id)))


def asked(session: Session, me: Person, now: datetime = NOW) -> list[int]:
    week = weeks.load(session, on=now.date(), member_ids=[me.member.id], now=now)[me.member.id]
    return [event.event_id for event in week.events if event.is_over]


def test_a_yes_counts_once_as_the_programs_event(session: Session, me: Person) -> None:
    event = past(session, me)
    assert asked(session, me) == [event.id]
    first = event_answers.went(session, me.actor, event.id, now=NOW)
    assert event_answers.went(session, me.actor, event.id, now=NOW) == first
    (act,) = counted(session)
    assert (act.id, act.activity_id, act.done_on, act.in_person) == (first, me.event, date(2026, 3, 5), True)
    assert asked(session, me) == []


def test_each_who_goes_says_it_alone(session: Session, me: Person) -> None:
    other = make_person(session, me.program)
    event = past(session, me, other)
    event_answers.went(session, me.actor, event.id, now=NOW)
    assert asked(session, other) == [event.id]
    event_answers.went(session, other.actor, event.id, now=NOW)
    assert len(counted(session)) == 2


def test_what_was_logged_of_that_day_is_this_event(session: Session, me: Person) -> None:
    event = past(session, me)
    act = Act(me.event, date(2026, 3, 5), with_whom="Ana")
    checkins.record(session, me.actor, me.program.id, act, source="form:1", now=NOW)
    event_answers.went(session, me.actor, event.id, now=NOW)
    (only,) = counted(session)
    assert (only.event_id, only.in_person, only.with_whom) == (event.id, True, "Ana")


def test_somebody_new_becomes_a_contact(session: Session, me: Person) -> None:
    checkin_id = event_answers.went(session, me.actor, past(session, me).id, now=NOW)
    assert checkin_id is not None
    after_add.add_new_contact(session, me.actor, checkin_id, "Grace Hopper, Navy", now=NOW)
    assert [one.details.name for one in contacts.book(session, me.actor).latest] == ["Grace Hopper"]


def test_it_is_offered_one_more_step_as_after_any_click(session: Session, me: Person) -> None:
    event_answers.went(session, me.actor, past(session, me).id, now=NOW)
    week = weeks.load(session, on=NOW.date(), member_ids=[me.member.id], now=NOW)[me.member.id]
    assert week.sections[0].just_added is not None


def test_a_no_asks_no_more_and_counts_nothing(session: Session, me: Person) -> None:
    event = past(session, me)
    event_answers.did_not_go(session, me.actor, event.id, now=NOW)
    assert (asked(session, me), counted(session)) == ([], [])


def test_it_is_asked_for_two_weeks_and_not_before_it_is_over(session: Session, me: Person) -> None:
    event = past(session, me)
    assert asked(session, me, THURSDAY + timedelta(minutes=59)) == []
    assert asked(session, me, THURSDAY + timedelta(hours=1)) == [event.id]
    assert asked(session, me, THURSDAY + ASKED_FOR - timedelta(minutes=1)) == [event.id]
    assert asked(session, me, THURSDAY + ASKED_FOR) == []


def test_only_those_who_meant_to_go_say_so_and_only_of_what_took_place(session: Session, me: Person) -> None:
    other, stranger = make_person(session, me.program), make_person(session)
    event, ahead = past(session, me), past(session, me, starts_at=NOW + timedelta(hours=1))
    off = past(session, me, cancelled_at=NOW)
    for person in (other, stranger):
        for act in (event_answers.went, event_answers.did_not_go):
            with pytest.raises(NotFoundError):
                act(session, person.actor, event.id, now=NOW)
    for one in (ahead, off):
        with pytest.raises(ClosedError):
            event_answers.went(session, me.actor, one.id, now=NOW)


def test_a_program_without_the_activity_keeps_that_they_went(session: Session, me: Person) -> None:
    session.execute(update(Activity).where(Activity.id == me.event).values(retired_at=NOW))
    assert event_answers.went(session, me.actor, past(session, me).id, now=NOW) is None
    assert counted(session) == []
    assert [goer.went for goer in session.scalars(select(EventGoer))] == [True]
    assert event_answers.gone_to(session, me.program, [MONDAY]) == [EventsGoneTo(1, 1)]


def test_digest_and_summary_count_how_often_people_went(session: Session, me: Person) -> None:
    other = make_person(session, me.program)
    lunch, call = past(session, me, other), past(session, me, in_person=False)
    past(session, me, starts_at=THURSDAY - timedelta(weeks=1))
    for person, event in ((me, lunch), (other, lunch), (me, call)):
        event_answers.went(session, person.actor, event.id, now=NOW)
    told = EventsGoneTo(3, 2)
    assert summaries.summary(session, me.program.id, week_on=MONDAY, now=NOW).events == told
    assert digests.digest(session, me.program.id, week_on=MONDAY, now=NOW).events == told
    undone = event_answers.went(session, other.actor, lunch.id, now=NOW)
    checkins.undo(session, other.actor, undone or 0, now=NOW)
    assert event_answers.gone_to(session, me.program, [MONDAY]) == [EventsGoneTo(2, 1)]
    assert event_answers.went(session, other.actor, lunch.id, now=NOW) is None


def test_an_event_whose_program_is_left_is_asked_about_no_more(session: Session, me: Person) -> None:
    past(session, me)
    assert len(events.mine(session, [me.member.id], now=NOW, until=NOW)[me.member.id]) == 1
    session.delete(me.participant)
    session.flush()
    assert events.mine(session, [me.member.id], now=NOW, until=NOW)[me.member.id] == []
