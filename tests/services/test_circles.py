"""Beyond the inner circle: with whom this month's acts were."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.domain.checkins import Act
from bot.domain.contacts import Closeness, Details
from bot.domain.states import MeetingAnswer
from bot.services import checkins, circles, contacts, rounds
from bot.services.rounds import introductions
from tests.people import Person, make_person, pair
from tests.services.counting import statements

NOW = datetime(2026, 3, 6, 14, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


def log(session: Session, me: Person, source: str, *, on: date = MONDAY, **more: object) -> None:
    act = Act(me.coffee, on, **more)  # type: ignore[arg-type]
    checkins.record(session, me.actor, me.program.id, act, source=source, now=NOW)


def test_acts_are_told_by_who_was_there_new_people_and_in_person(session: Session, me: Person) -> None:
    contacts.add(session, me.actor, Details("Ana Ruiz"), closeness=Closeness.CLOSE, now=NOW)
    contacts.add(session, me.actor, Details("Bo"), closeness=Closeness.KNOWN, now=NOW)
    log(session, me, "form:1", with_whom="ana ruiz and Bo", in_person=True)
    log(session, me, "form:2", with_whom="Ana Ruiz")
    log(session, me, "form:3", new_contacts=("Cleo",))
    log(session, me, "form:4", with_whom="somebody")
    log(session, me, "form:5", on=date(2026, 2, 28), with_whom="Bo")  # last month
    told = circles.this_month(session, me.actor, now=NOW)
    assert (told.month, told.acts, told.in_person, told.untold) == (date(2026, 3, 1), 4, 1, 1)
    assert told.counts == {Closeness.CLOSE: 2, Closeness.KNOWN: 1, Closeness.NEW: 1}


def test_a_meeting_with_a_buddy_is_with_how_close_they_are(session: Session, me: Person) -> None:
    bo = make_person(session, me.program, name="Bo")
    group = pair(session, me, bo, starts_on=MONDAY, is_introduced=False)
    assert introductions.introduce(session, group.id, now=NOW)
    contacts.add_buddies(session, [me.member.id, bo.member.id], now=NOW)
    rounds.record_meeting(session, me.actor, group.id, MeetingAnswer.MET, now=NOW)
    told = circles.this_month(session, me.actor, now=NOW)
    assert (told.acts, told.counts) == (1, {Closeness.CLOSE: 0, Closeness.KNOWN: 0, Closeness.NEW: 1})


def test_what_was_undone_and_what_others_did_is_not_in_it(session: Session, me: Person) -> None:
    log(session, me, "form:1", with_whom="Ana")
    (entry,) = checkins.log(session, me.actor)
    checkins.undo(session, me.actor, entry.checkin_id, now=NOW)
    log(session, make_person(session, me.program), "form:1", with_whom="Ana")
    assert circles.this_month(session, me.actor, now=NOW).acts == 0


def test_it_asks_as_many_queries_for_twenty_acts_as_for_one(session: Session, me: Person) -> None:
    def asked() -> int:
        session.flush()
        session.expire_all()
        with statements(session) as seen:
            circles.this_month(session, me.actor, now=NOW)
        return len(seen)

    log(session, me, "form:0", with_whom="Ana")
    asked()
    few = asked()
    for number in range(1, 20):
        log(session, me, f"form:{number}", with_whom=f"Ana N{number}")
    assert asked() == few
