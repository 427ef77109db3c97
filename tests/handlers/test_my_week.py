"""One's own week in App Home: shown when it is opened, drawn anew after each click there."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Goal
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import checkins, goal_form, goals, my_log
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import Person, make_person

WEEK_MESSAGE = WeekMessage(WeekMessageKind.HOME, date(2026, 3, 2))


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session)


def home(kith: Kith) -> str:
    return json.dumps(kith.slack.of("views.publish")[-1]["view"], ensure_ascii=False)


def test_opening_app_home_shows_the_week(kith: Kith, ada: Person) -> None:
    kith.home(ada)
    assert "My week" in home(kith)
    assert "Take these goals" in home(kith)


def test_who_is_in_no_program_has_no_week_there(kith: Kith) -> None:
    kith.home(kith.member())
    assert "My week" not in home(kith)


def test_goals_are_set_counted_and_undone_in_app_home(kith: Kith, ada: Person) -> None:
    kith.press(ada, goals.TAKE_OFFERS, WEEK_MESSAGE.value(ada.program.id), where="home")
    assert "0 of 2" in home(kith)
    kith.press(ada, checkins.ADD, WEEK_MESSAGE.value(ada.program.id, ada.coffee, 0), where="home")
    assert "1 of 2" in home(kith)
    kith.press(ada, checkins.OPEN_LOG, WEEK_MESSAGE.value(), where="home")
    undo = kith.slack.of("views.open")[-1]["view"]["blocks"][3]["elements"][1]
    kith.press(ada, my_log.UNDO, undo["value"], where="modal")
    assert "0 of 2" in home(kith)
    with kith.context.database.unit_of_work() as session:
        assert session.scalars(select(CheckIn)).one().undone_at is not None


def test_a_goal_form_sent_from_app_home_draws_it_anew(kith: Kith, ada: Person) -> None:
    kith.press(ada, goals.OPEN_FORM, WEEK_MESSAGE.value(ada.program.id), where="home")
    view = kith.slack.of("views.open")[-1]["view"]
    fields = {
        goal_form.ACTIVITY: payloads.choice(str(ada.event)),
        goal_form.TARGET: payloads.choice("2"),
        goal_form.PLAN_ON: payloads.choice("2026-03-04"),
        goal_form.PLACE: payloads.text("Café"),
    }
    answer = kith.submit(ada, goal_form.CALLBACK, fields, remembers=view["private_metadata"])
    assert answer.body == {}
    assert "0 of 2" in home(kith)
    assert "Wednesday 4 March" in home(kith)
    with kith.context.database.unit_of_work() as session:
        assert session.scalars(select(Goal)).one().plan_place == "Café"


def test_a_hard_week_is_said_in_app_home(kith: Kith, ada: Person) -> None:
    kith.press(ada, checkins.HARD_WEEK, WEEK_MESSAGE.value(), where="home")
    assert "Thank you for saying so" in home(kith)
