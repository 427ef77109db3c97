"""One member floods Kith: it answers kindly or not at all, stores what a hand can do, and nobody else waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Delivery, Member, Workspace
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.limits import Kind, Limits, Rate
from bot.views import checkins as checkin_views
from bot.views import privacy as privacy_views
from bot.views import profiles as profile_views
from handlers.bolt import KithApp
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith
from tests.handlers.world import MONDAY, World, make_world

MANY, FEW = 12, 3
TOO_MUCH = "That was a lot at once"


@pytest.fixture
def world(kith: Kith) -> World:
    """Everybody in it may do three things of each kind, and is told once that it was too much."""
    rates = {kind: (Rate(1 if kind is Kind.REFUSAL else FEW, 3600),) for kind in Kind}
    context = replace(kith.context, limits=Limits(rates))
    return make_world(replace(kith, context=context, bolt=KithApp(context)))


def press_add_one(world: World, member: Member, number: int) -> Answer:
    value = WeekMessage(WeekMessageKind.CHECKIN, MONDAY).value(world.mine.program, world.mine.activity, number)
    return world.kith.press(member, checkin_views.ADD, value)


def told(world: World) -> list[str]:
    return [str(sent["text"]) for sent in world.kith.slack.of("response_url") if TOO_MUCH in str(sent.get("text"))]


def test_home_is_drawn_while_somebody_writes(world: World) -> None:
    with world.kith.context.database.unit_of_work() as session:
        session.execute(select(Workspace.id))  # the one writer of SQLite, from here on
        assert "My week" in str(world.kith.home(world.ada))


def test_home_changes_nothing_for_somebody_whom_kith_knows(world: World) -> None:
    before = world.rows()
    world.kith.home(world.ada)
    assert world.rows() == before


def test_home_that_is_opened_without_end_is_drawn_a_few_times(world: World) -> None:
    event = {"type": "app_home_opened", "user": world.ada.slack_user_id, "channel": "D1", "tab": "home"}
    for _ in range(MANY):
        assert world.kith.send(payloads.event(world.kith.workspace.slack_team_id, event)).status == 200
    assert len(world.kith.slack.of("views.publish")) == FEW
    assert told(world) == []
    assert "Programs I organize" in str(world.kith.home(world.organizer))


def test_presses_without_end_count_a_few_times_and_the_person_is_told_once(world: World) -> None:
    with world.kith.context.database.unit_of_work() as session:
        before = len(session.scalars(select(CheckIn)).all())
    for number in range(MANY):
        assert press_add_one(world, world.ada, number).status == 200
    with world.kith.context.database.unit_of_work() as session:
        assert len(session.scalars(select(CheckIn)).all()) == before + FEW
    assert len(told(world)) == 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda world: world.kith.command(world.ada, "data"),
        lambda world: world.kith.press(world.ada, privacy_views.TAKE),
    ],
    ids=["command", "button"],
)
def test_data_that_is_asked_for_without_end_is_gathered_a_few_times(
    world: World, ask: Callable[[World], Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    gathered: list[int] = []

    def gather(*_: object) -> dict[str, Any]:
        gathered.append(1)
        return {}

    monkeypatch.setattr("bot.services.export.my_data", gather)
    for _ in range(MANY):
        assert ask(world).status == 200
    assert len(gathered) == FEW
    assert len(told(world)) == 1
    with world.kith.context.database.unit_of_work() as session:
        assert len(session.scalars(select(Delivery).where(Delivery.kind == "data")).all()) == 1


def test_a_form_that_came_too_often_is_shown_again_with_what_was_entered_and_why(world: World) -> None:
    fields = {"school": {"type": "plain_text_input", "value": "Elm"}}
    answers = [world.kith.submit(world.ada, profile_views.FORM, fields) for _ in range(FEW + 1)]
    assert TOO_MUCH not in str(answers[-2].body)
    again = answers[-1].body["view"]
    assert again["callback_id"] == profile_views.FORM
    assert TOO_MUCH in str(again["blocks"])


def test_whoever_floods_leaves_others_their_room(world: World) -> None:
    for _ in range(MANY):
        world.kith.command(world.ada, "week")
    world.kith.slack.calls.clear()
    world.kith.command(world.organizer, "help")
    assert "What you can ask Kith" in str(world.kith.slack.of("response_url"))
