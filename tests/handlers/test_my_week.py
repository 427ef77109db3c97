"""One's own week in App Home: shown when it is opened, drawn anew after each click there."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Goal
from bot.domain.spots import Spot, Surface
from bot.views import checkins, goal_form, goals, log
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import Person, make_person

SPOT = Spot(Surface.HOME, date(2026, 3, 2))


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.edge.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session)


def who(kith: Kith, person: Person) -> tuple[str, str]:
    return kith.workspace.slack_team_id, person.member.slack_user_id


def press(kith: Kith, person: Person, action_id: str, value: str) -> None:
    kith.send(payloads.home_click(*who(kith, person), payloads.action(action_id, value)))


def home(kith: Kith) -> str:
    return json.dumps(kith.slack.of("views.publish")[-1]["view"], ensure_ascii=False)


def test_opening_app_home_shows_the_week(kith: Kith, ada: Person) -> None:
    team, user = who(kith, ada)
    kith.send(payloads.event(team, {"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"}))
    assert "My week" in home(kith)
    assert "Take these goals" in home(kith)


def test_who_is_in_no_program_has_no_week_there(kith: Kith) -> None:
    team, user = kith.workspace.slack_team_id, kith.member().slack_user_id
    kith.send(payloads.event(team, {"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"}))
    assert "My week" not in home(kith)


def test_goals_are_set_counted_and_undone_in_app_home(kith: Kith, ada: Person) -> None:
    press(kith, ada, goals.TAKE_OFFERS, SPOT.value(ada.program.id))
    assert "0 of 2" in home(kith)
    press(kith, ada, checkins.ADD, SPOT.value(ada.program.id, ada.coffee, 0))
    assert "1 of 2" in home(kith)
    press(kith, ada, checkins.OPEN_LOG, SPOT.value())
    undo = kith.slack.of("views.open")[-1]["view"]["blocks"][1]["elements"][1]
    kith.send(payloads.view_click(*who(kith, ada), payloads.action(log.UNDO, undo["value"]), callback_id=log.LIST))
    assert "0 of 2" in home(kith)
    with kith.edge.database.unit_of_work() as session:
        assert session.scalars(select(CheckIn)).one().undone_at is not None


def test_a_goal_form_sent_from_app_home_draws_it_anew(kith: Kith, ada: Person) -> None:
    press(kith, ada, goals.OPEN_FORM, SPOT.value(ada.program.id))
    view = kith.slack.of("views.open")[-1]["view"]
    values = {
        goal_form.ACTIVITY: payloads.choice(str(ada.event)),
        goal_form.TARGET: payloads.choice("2"),
        goal_form.PLAN_ON: payloads.choice("2026-03-04"),
        goal_form.PLACE: payloads.text("Café"),
    }
    answer = kith.send(
        payloads.view_submission(
            *who(kith, ada),
            goal_form.CALLBACK,
            {block: {"value": element} for block, element in values.items()},
            private_metadata=view["private_metadata"],
        )
    )
    assert answer.body == {}
    assert "0 of 2" in home(kith)
    assert "Wednesday 4 March" in home(kith)
    with kith.edge.database.unit_of_work() as session:
        assert session.scalars(select(Goal)).one().plan_place == "Café"


def test_a_hard_week_is_said_in_app_home(kith: Kith, ada: Person) -> None:
    press(kith, ada, checkins.HARD_WEEK, SPOT.value())
    assert "Thank you for saying so" in home(kith)
