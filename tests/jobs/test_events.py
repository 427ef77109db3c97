"""Events in time: one that repeats is on the list again, and two who would like company are put in touch once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Delivery, Event
from bot.db.session import bind_workspace
from bot.domain.calendar import local
from bot.domain.events import Draft, Repeat
from bot.domain.kinds import MessageKind
from bot.services import events, hard_weeks
from jobs import schedule
from tests.conftest import NOW
from tests.factories import make_event, make_workspace
from tests.people import Person, make_person


def test_one_that_repeats_is_on_the_list_again_at_the_next_tick(context: AppContext) -> None:
    start = local(NOW + timedelta(days=8), "UTC")
    with context.database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        person = make_person(session)
        draft = Draft("Lunch", start.date(), start.time(), "UTC", repeats=Repeat.WEEKLY)
        events.add(session, person.actor, person.program.id, draft, now=NOW)
    for _ in range(2):
        schedule.tick(context, start)
    with context.database.unit_of_work() as session:
        assert [one.starts_at for one in session.scalars(select(Event).order_by(Event.id))] == [
            start,
            start + timedelta(weeks=1),
        ]


def test_two_are_put_in_touch_in_one_conversation_once(context: AppContext) -> None:
    tuesday = datetime(2026, 3, 10, 9, tzinfo=UTC)
    with context.database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        ada = make_person(session)
        people = [ada, make_person(session, ada.program)]
        draft = Draft("Lunch", (tuesday + timedelta(days=2)).date(), time(12), "UTC")
        event_id = events.add(session, ada.actor, ada.program.id, draft, now=NOW)
        for person in people:
            events.go(session, person.actor, event_id, wants_company=True, now=NOW)
    for now in (tuesday - timedelta(minutes=5), tuesday, tuesday + timedelta(minutes=5)):
        schedule.tick(context, now)
    with context.database.unit_of_work() as session:
        (sent,) = session.scalars(select(Delivery).where(Delivery.kind == MessageKind.COMPANY))
        assert sent.target["users"] == [person.member.slack_user_id for person in people]
        assert sent.created_at == tuesday
        assert "you both go to *Lunch*" in str(sent.payload)


def going(context: AppContext, starts_at: datetime, zone: str = "UTC") -> Person:
    with context.database.unit_of_work() as session:
        bind_workspace(session, make_workspace(session).id)
        person = make_person(session, zone=zone)
        make_event(session, person.participant, starts_at=starts_at)
        return person


def reminders(context: AppContext) -> list[str]:
    with context.database.unit_of_work() as session:
        found = session.scalars(select(Delivery).where(Delivery.kind == MessageKind.PLAN).order_by(Delivery.id))
        return [str(one.payload) for one in found]


def test_the_event_is_in_today_on_its_day_once_by_ones_own_clock(context: AppContext) -> None:
    start = datetime(2026, 3, 10, 23, tzinfo=UTC)  # a Tuesday; in Auckland it is Wednesday noon
    going(context, start, zone="Pacific/Auckland")
    for now in (start - timedelta(hours=10), start - timedelta(hours=3), start - timedelta(hours=1)):
        schedule.tick(context, now)
    (said,) = reminders(context)
    assert "You go to *Product talk* today: 12:00 (New Zealand Time)" in said


def test_a_hard_week_says_nothing_of_it(context: AppContext) -> None:
    start = datetime(2026, 3, 10, 18, tzinfo=UTC)
    person = going(context, start)
    with context.database.unit_of_work(person.member.workspace_id) as session:
        hard_weeks.declare(session, person.actor, week_on=date(2026, 3, 9), now=start - timedelta(hours=10))
    schedule.tick(context, start - timedelta(hours=8))
    assert reminders(context) == []


def test_that_it_is_over_asks_in_no_message_of_its_own(context: AppContext) -> None:
    start = datetime(2026, 3, 10, 18, tzinfo=UTC)
    going(context, start)
    schedule.tick(context, start + timedelta(hours=14))
    assert reminders(context) == []
