"""The path of small steps through Bolt: begin, take, guess, do, tell, pause, leave; an organizer sees nothing of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn
from bot.domain.home import Room
from bot.domain.path import Step
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import checkins
from bot.views import path as view
from tests.factories import make_activity, make_organizer, make_path
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import Person, make_person
from tests.views.limits import check_limits

HOME = WeekMessage(WeekMessageKind.HOME, date(2026, 3, 2))


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session)


def published(kith: Kith) -> str:
    shown: dict[str, Any] = kith.slack.of("views.publish")[-1]["view"]
    check_limits(shown)
    return str(shown)


def test_it_is_begun_taken_and_done_in_the_room_week(kith: Kith, ada: Person) -> None:
    assert "Begin" in str(kith.home(ada))
    kith.press(ada, view.BEGIN, HOME.value(), where="home")
    assert "A small step, one of ten: Look at who I already know" in published(kith)
    kith.press(ada, view.TAKE, HOME.value(0), where="home")
    assert "I did it" in published(kith)
    kith.press(ada, view.DID, HOME.value(0), where="home")
    assert ":white_check_mark:" in published(kith)
    kith.press(ada, view.OPEN, HOME.value(), where="home")
    opened = kith.slack.of("views.open")[-1]["view"]
    check_limits(opened)
    assert "One of ten small steps done" in str(opened)
    kith.press(ada, view.PAUSE, where="modal")
    assert "on a pause" in published(kith)
    kith.press(ada, view.GO_ON, where="modal")
    assert "on a pause" not in published(kith)
    kith.press(ada, view.LEAVE, where="modal")
    assert "You have left the path" in str(kith.slack.of("views.update")[-1])
    assert "Begin" in published(kith)


def test_a_guess_and_what_happened_are_read_together(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        stranger = make_activity(session, session.merge(ada.program), key="stranger", name="Talk with a stranger").id
        make_path(session, ada.participant, Step.STRANGER, date(2026, 3, 2), activity_id=stranger)
    assert "Talk with a stranger” that you log counts" in str(kith.home(ada))
    kith.press(ada, view.FORECAST, HOME.value(2), where="home")
    form = kith.slack.of("views.open")[-1]["view"]
    guess = {view.FORECAST_FIELD: payloads.text("they will look away")}
    kith.submit(ada, view.FORECAST_FORM, guess, remembers=form["private_metadata"])
    assert "You thought: “they will look away”" in published(kith)
    kith.press(ada, checkins.ADD, HOME.value(ada.program.id, stranger, 0), where="home")
    assert "What happened?" in published(kith)
    kith.press(ada, view.RESULT, HOME.value(2), where="home")
    form = kith.slack.of("views.open")[-1]["view"]
    assert "they will look away" in str(form)
    told = {view.RESULT_FIELD: payloads.text("we talked")}
    kith.submit(ada, view.RESULT_FORM, told, remembers=form["private_metadata"])
    assert "You thought: “they will look away”\\nWhat happened: “we talked”" in published(kith)
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        assert session.scalars(select(CheckIn.activity_id)).one() == stranger


def test_a_guess_that_is_too_long_is_said_beside_its_field(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        make_path(session, ada.participant, Step.STRANGER, date(2026, 3, 2))
    long = {view.FORECAST_FIELD: payloads.text("x" * 201)}
    answer = kith.submit(ada, view.FORECAST_FORM, long, remembers=f"{HOME.value(2)} ")
    assert list(answer.body["errors"]) == [view.FORECAST_FIELD]


def test_an_organizer_sees_nothing_of_it(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        program = session.merge(ada.program)
        words = {"forecast": "Zebra", "result": "Zebra", "activity_id": ada.event}
        make_path(session, ada.participant, Step.STRANGER, date(2026, 3, 2), **words)
        olga = make_person(session, program)
        make_organizer(session, program, member=olga.member)
    kith.slack.calls.clear()
    for shown in Room:
        kith.home(olga, shown)
    for words_typed in ("digest", "data", "week", "programs", "log", "goals"):
        kith.command(olga, words_typed)
    kith.press(olga, view.OPEN, HOME.value(), where="home")
    said = f"{[call.args for call in kith.slack.calls]} {[row.payload for row in kith.deliveries()]}"
    assert "Programs I organize" in said
    assert "Zebra" not in said
    assert "of ten" not in said
