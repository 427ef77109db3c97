"""Events in time: one that repeats is on the list again, and two who would like company are put in touch once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Delivery, Event
from bot.db.session import bind_workspace
from bot.domain.calendar import local
from bot.domain.events import Draft, Repeat
from bot.domain.kinds import MessageKind
from bot.services import events
from jobs import schedule
from tests.conftest import NOW
from tests.factories import make_workspace
from tests.people import make_person


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
