"""Advice handed on from Friday's message: written or not now; who joins reads it at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.models import Advice
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import advice as view
from bot.views import participants
from tests.conftest import NOW
from tests.factories import make_advice
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import Person, make_person
from tests.views.limits import check_limits

FRIDAY = WeekMessage(WeekMessageKind.CHECKIN, NOW.date())


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session)
        person.participant.joined_at = NOW - timedelta(days=16)
        return person


def stored(kith: Kith) -> list[Advice]:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return list(session.scalars(select(Advice)))


def test_it_is_written_from_fridays_message(kith: Kith, ada: Person) -> None:
    value = FRIDAY.value(ada.program.id)
    kith.press(ada, view.WRITE, value)
    opened = kith.slack.of("views.open")[-1]["view"]
    check_limits(opened)
    fields = {view.TEXT: payloads.text("Begin small"), view.NAMED: payloads.choices(view.YES)}
    kith.submit(ada, view.FORM, fields, remembers=opened["private_metadata"])
    (written,) = stored(kith)
    assert (written.text, written.is_named) == ("Begin small", True)


def test_not_now_is_silent(kith: Kith, ada: Person) -> None:
    kith.press(ada, view.NOT_NOW, FRIDAY.value(ada.program.id))
    assert stored(kith) == []
    assert kith.deliveries() == []


def test_who_joins_reads_it_at_once(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        make_advice(session, ada.participant, "Begin <!here> small")
    answer = kith.submit(kith.member(), participants.JOIN_FORM, {}, remembers=str(ada.program.id))
    said = str(answer.body)
    assert "From those who were new before you" in said
    assert "Begin &lt;!here&gt; small" in said
