"""Between the ack of a click and its act: nothing is lost, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.app import build_bolt
from bot.db.gathering import Gathered
from bot.db.models import CheckIn, KeptClick
from bot.domain.spots import Spot, Surface
from bot.services import checkins as checkins_service
from bot.services.clicks import Press
from bot.slack.presses import Presses
from bot.slack.replies import Replies
from bot.views import checkins
from handlers import clicks
from handlers.clicks import do_what_is_left
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import Person, make_person


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.edge.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session)


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The process that acked is killed before the act; the call lets another one be there again."""
    monkeypatch.setattr(clicks, "LEFT_AFTER", timedelta(0))
    monkeypatch.setattr(Replies, "act", lambda _self, _call: None)
    return monkeypatch.undo


def add_one(kith: Kith, person: Person, *, newest: int = 0, activity: int | None = None) -> int:
    day = kith.edge.clock.now().date()
    value = Spot(Surface.HOME, day).value(person.program.id, activity or person.coffee, newest)
    pressed = payloads.action(checkins.ADD, value)
    who = kith.workspace.slack_team_id, person.member.slack_user_id
    return kith.send(payloads.home_click(*who, pressed)).status


def rows(kith: Kith, table: Any) -> int:
    with kith.edge.database.unit_of_work() as session:
        return len(session.scalars(select(table)).all())


def left(kith: Kith, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(clicks, "LEFT_AFTER", timedelta(0))
    number = do_what_is_left(kith.edge)
    kith.settle()
    return number


def test_a_click_is_done_after_its_ack_and_no_longer_kept(kith: Kith, ada: Person) -> None:
    assert add_one(kith, ada) == 200
    assert (rows(kith, CheckIn), rows(kith, KeptClick)) == (1, 0)


def test_what_a_killed_process_acked_is_done_by_the_next_once(
    kith: Kith, ada: Person, gone: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert add_one(kith, ada) == 200
    assert (rows(kith, CheckIn), rows(kith, KeptClick)) == (0, 1)
    gone()
    assert left(kith, monkeypatch) == 1
    assert left(kith, monkeypatch) == 0
    assert (rows(kith, CheckIn), rows(kith, KeptClick)) == (1, 0)
    assert kith.slack.of("views.publish")


def test_a_click_done_late_counts_for_when_it_was_made(
    kith: Kith, ada: Person, gone: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    made_at = kith.edge.clock.now()
    add_one(kith, ada)
    gone()
    kith.edge.clock.moment = made_at + timedelta(hours=3)  # type: ignore[attr-defined]  # the test's own clock
    left(kith, monkeypatch)
    with kith.edge.database.unit_of_work() as session:
        assert session.scalars(select(CheckIn)).one().created_at == made_at


def test_a_click_that_two_processes_take_up_is_done_by_one(
    kith: Kith, ada: Person, gone: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_one(kith, ada)
    with kith.edge.database.unit_of_work() as session:
        kept = session.scalars(select(KeptClick)).one()
    gone()
    left(kith, monkeypatch)
    again = {**kept.body, clicks.KEPT_AS: {"click_id": kept.id, "pressed_at": kept.pressed_at.isoformat()}}
    listener = kith.edge.presses.of(again)
    assert listener
    listener.do(again)
    kith.settle()
    assert rows(kith, CheckIn) == 1


def test_a_refused_click_is_told_and_not_kept(kith: Kith, ada: Person) -> None:
    assert add_one(kith, ada, activity=10**6) == 200
    assert (rows(kith, CheckIn), rows(kith, KeptClick)) == (0, 0)
    assert kith.slack.of("views.open")


def test_an_act_that_fails_is_told_and_not_tried_for_ever(
    kith: Kith, ada: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(checkins_service, "add_one", _broken)
    add_one(kith, ada)
    assert rows(kith, KeptClick) == 0
    assert kith.slack.of("views.open")
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["click failed"]


def test_a_click_waits_while_the_database_is_away(
    kith: Kith, ada: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(checkins_service, "add_one", _away)
    add_one(kith, ada)
    assert (rows(kith, CheckIn), rows(kith, KeptClick)) == (0, 1)
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == ["click waits"]
    monkeypatch.undo()
    assert left(kith, monkeypatch) == 1
    assert (rows(kith, CheckIn), rows(kith, KeptClick)) == (1, 0)


def test_a_click_that_cannot_be_kept_is_not_acked_and_the_person_is_told(kith: Kith, ada: Person) -> None:
    refusing: Gathered[Press, int] = Gathered(kith.edge.database, _cannot_keep)
    edge = replace(kith.edge, clicks=refusing, presses=Presses())
    assert add_one(replace(kith, edge=edge, bolt=build_bolt(edge)), ada) == 503
    assert (rows(kith, CheckIn), rows(kith, KeptClick)) == (0, 0)
    assert kith.slack.of("views.open")
    refusing.close()


def test_a_click_of_a_newer_version_is_left_to_it(
    kith: Kith, ada: Person, gone: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_one(kith, ada)
    gone()
    with kith.edge.database.unit_of_work() as session:
        kept = session.scalars(select(KeptClick)).one()
        kept.body = {**kept.body, "actions": [{"action_id": "checkins.of-next-year", "value": "1"}]}
    assert left(kith, monkeypatch) == 0
    assert (rows(kith, CheckIn), rows(kith, KeptClick)) == (0, 1)


def test_a_value_that_kith_never_wrote_changes_nothing_and_is_told(kith: Kith, ada: Person) -> None:
    who = kith.workspace.slack_team_id, ada.member.slack_user_id
    assert kith.send(payloads.home_click(*who, payloads.action(checkins.ADD, "; DROP TABLE"))).status == 200
    assert (rows(kith, CheckIn), rows(kith, KeptClick)) == (0, 0)
    assert kith.slack.of("views.open")


def _broken(_session: Session, *_args: Any, **_values: Any) -> None:
    raise RuntimeError("a fault of ours")


def _cannot_keep(_session: Session, _presses: Sequence[Press]) -> Sequence[int]:
    raise OperationalError("INSERT", {}, Exception("server closed the connection"))


def _away(_session: Session, *_args: Any, **_values: Any) -> None:
    raise OperationalError("UPDATE", {}, Exception("server closed the connection"))
