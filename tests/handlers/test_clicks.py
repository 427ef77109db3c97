"""What becomes of a click: acked means committed, and what cannot be done is told and not acked as if it were."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.db.models import CheckIn
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import checkins as checkins_service
from bot.views import checkins
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import Person, make_person


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session)


def click(kith: Kith, person: Person, *, newest: int = 0, activity: int | None = None) -> dict[str, Any]:
    day = kith.context.clock.now().date()
    value = WeekMessage(WeekMessageKind.HOME, day).value(person.program.id, activity or person.coffee, newest)
    who = kith.workspace.slack_team_id, person.member.slack_user_id
    return payloads.home_click(*who, payloads.action(checkins.ADD, value))


def answer(kith: Kith, person: Person) -> int:
    return kith.bolt.answer(click(kith, person), acked=threading.Event()).status


def add_one(kith: Kith, person: Person, **values: Any) -> int:
    return kith.send(click(kith, person, **values)).status


def acts(kith: Kith) -> int:
    with kith.context.database.unit_of_work() as session:
        return len(session.scalars(select(CheckIn)).all())


def test_a_click_is_committed_before_its_ack(kith: Kith, ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kith.context.replies, "redraw", lambda *_args: None)  # killed right after the ack
    assert answer(kith, ada) == 200
    assert acts(kith) == 1


def test_the_same_click_twice_counts_once_and_is_drawn_again(kith: Kith, ada: Person) -> None:
    assert [add_one(kith, ada), add_one(kith, ada)] == [200, 200]
    assert acts(kith) == 1
    assert len(kith.slack.of("views.publish")) == 2


def test_a_refused_click_changes_nothing_and_is_told(kith: Kith, ada: Person) -> None:
    assert add_one(kith, ada, activity=10**6) == 200
    assert acts(kith) == 0
    assert kith.slack.of("views.open")


def test_an_act_that_fails_is_told_and_logged_once(
    kith: Kith, ada: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(checkins_service, "add_one", _broken)
    add_one(kith, ada)
    assert kith.slack.of("views.open")
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["handler failed"]


def test_a_click_is_not_acked_while_the_database_is_away(
    kith: Kith, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkins_service, "add_one", _away)
    assert add_one(kith, ada) == 503
    assert acts(kith) == 0
    assert kith.slack.of("views.open")


def test_a_value_that_kith_never_wrote_changes_nothing_and_is_told(kith: Kith, ada: Person) -> None:
    who = kith.workspace.slack_team_id, ada.member.slack_user_id
    assert kith.send(payloads.home_click(*who, payloads.action(checkins.ADD, "; DROP TABLE"))).status == 200
    assert acts(kith) == 0
    assert kith.slack.of("views.open")


def test_clicks_of_many_at_once_are_each_counted_once(kith: Kith) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        people = [make_person(session) for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(lambda person: answer(kith, person), people))
    kith.settle()
    assert statuses == [200] * 12
    assert acts(kith) == 12
    assert len({sent["user_id"] for sent in kith.slack.of("views.publish")}) == 12


def _broken(_session: Session, *_args: Any, **_values: Any) -> None:
    raise RuntimeError("a fault of ours")


def _away(_session: Session, *_args: Any, **_values: Any) -> None:
    raise OperationalError("UPDATE", {}, Exception("server closed the connection"))
