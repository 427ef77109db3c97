"""That one wrote counts once, closes what was due, and plans a look at whether they answered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, FollowUp
from bot.domain.contacts import Closeness, Details
from bot.domain.errors import NotFoundError
from bot.domain.follow_ups import Outcome
from bot.domain.ladder import Rung
from bot.services import contacts, follow_ups, ladder
from tests.factories import actor_of, make_activity, make_member
from tests.people import Person, make_person

NOW = datetime(2026, 3, 6, 14, tzinfo=UTC)
FRIDAY = date(2026, 3, 6)
IN_A_WEEK = FRIDAY + timedelta(days=7)


@pytest.fixture
def me(session: Session) -> Person:
    return make_person(session)


def add(session: Session, me: Person, name: str, last_on: date | None = None) -> int:
    details, close = Details(name), Closeness.CLOSE
    return contacts.add(session, me.actor, details, closeness=close, last_in_touch_on=last_on, now=NOW)


def test_who_is_written_to_is_in_touch_counted_and_looked_after_in_a_week(session: Session, me: Person) -> None:
    make_activity(session, me.program, key="reach_out", name="Message")
    reconnect = make_activity(session, me.program, key="reconnect", name="Message to someone I lost touch with").id
    lost = add(session, me, "Ana Ruiz")
    assert [one.contact_id for one in ladder.ladder(session, me.actor, now=NOW).lost] == [lost]
    follow_up_id, is_counted = ladder.wrote(session, me.actor, lost, now=NOW)
    assert is_counted
    (act,) = session.scalars(select(CheckIn))
    assert (act.with_whom, act.done_on) == ("Ana Ruiz", FRIDAY)
    assert act.activity_id == reconnect
    assert follow_ups.follow_up(session, me.actor, follow_up_id).due_on == IN_A_WEEK
    assert contacts.contact(session, me.actor, lost).last_in_touch_on == FRIDAY
    found = ladder.ladder(session, me.actor, now=NOW)
    assert (found.current, found.lost) == ((), ())  # they have a next step


def test_pressing_it_twice_counts_once_and_plans_one_step(session: Session, me: Person) -> None:
    make_activity(session, me.program, key="reach_out", name="Message")
    ana = add(session, me, "Ana", FRIDAY - timedelta(days=9))
    first, second = (ladder.wrote(session, me.actor, ana, now=NOW) for _ in range(2))
    assert (first[1], second[1]) == (True, False)
    assert first[0] == second[0]
    assert len(session.scalars(select(CheckIn)).all()) == 1


def test_what_was_due_is_done_by_it_and_what_is_planned_stays(session: Session, me: Person) -> None:
    ana = add(session, me, "Ana")
    due = follow_ups.plan(session, me.actor, due_on=FRIDAY + timedelta(days=1), contact_id=ana, now=NOW)
    later = NOW + timedelta(days=2)
    follow_up_id, _ = ladder.wrote(session, me.actor, ana, now=later)
    assert session.get_one(FollowUp, due).outcome is Outcome.DONE
    assert follow_up_id != due
    kept = follow_ups.plan(session, me.actor, due_on=FRIDAY + timedelta(days=4), contact_id=ana, now=later)
    assert ladder.wrote(session, me.actor, ana, now=later)[0] == kept


def test_without_an_activity_for_it_it_counts_nothing_and_is_planned_all_the_same(session: Session, me: Person) -> None:
    follow_up_id, is_counted = ladder.wrote(session, me.actor, add(session, me, "Ana"), now=NOW)
    assert not is_counted
    assert follow_ups.follow_up(session, me.actor, follow_up_id).whom == "Ana"


def test_nobody_else_reaches_it(session: Session, me: Person) -> None:
    ana, other = add(session, me, "Ana", FRIDAY), actor_of(make_member(session))
    assert ladder.rung(session, me.actor, ana, now=NOW)[1] is Rung.CURRENT
    for attempt in (ladder.rung, ladder.wrote):
        with pytest.raises(NotFoundError):
            attempt(session, other, ana, now=NOW)
    found = ladder.ladder(session, other, now=NOW)
    assert (found.current, found.lost) == ((), ())
