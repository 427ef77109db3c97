"""Events in time: one that repeats is on the list again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.context import AppContext
from bot.db.models import Event
from bot.db.session import bind_workspace
from bot.domain.calendar import local
from bot.domain.events import Draft, Repeat
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
