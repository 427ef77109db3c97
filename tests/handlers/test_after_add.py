"""Two taps and one line: an act counted, a contact, its next step."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Contact, FollowUp
from bot.domain.home import Room
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import after_add as view
from bot.views import checkins, follow_ups
from tests.factories import make_goal
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import Person, make_person

TODAY = date(2026, 3, 2)  # of the tests' clock, a Monday
AT = WeekMessage(WeekMessageKind.GOALS, TODAY)


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session)
        make_goal(session, person.participant, person.coffee, TODAY)
    kith.press(person, checkins.ADD, AT.value(person.program.id, person.coffee, 0))
    return person


def offered(kith: Kith) -> dict[str, dict[str, Any]]:
    """What the message offers now, by action id."""
    (row,) = [
        block
        for block in kith.slack.of("response_url")[-1]["blocks"]
        if str(block.get("elements", [{}])[0].get("action_id", "")).startswith("after_add")
    ]
    return {element["action_id"]: element for element in row["elements"]}


def rows(kith: Kith, table: Any) -> list[Any]:
    with kith.context.database.unit_of_work() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def open_form(kith: Kith, ada: Person, action_id: str) -> str:
    kith.press(ada, action_id, offered(kith)[action_id]["value"])
    return str(kith.slack.of("views.open")[-1]["view"]["private_metadata"])


def test_two_taps_and_one_line_leave_a_contact_with_a_next_step(kith: Kith, ada: Person) -> None:
    assert len(rows(kith, CheckIn)) == 1  # counted at once
    assert set(offered(kith)) == {view.WITH_WHOM, view.SOMEBODY_NEW, view.CAME, view.FOLLOW_UP}
    remembers = open_form(kith, ada, view.SOMEBODY_NEW)
    kith.submit(ada, view.NEW_FORM, {view.NEW: payloads.text("Ana Ruiz, Stripe")}, remembers=remembers)
    tomorrow = offered(kith)[view.FOLLOW_UP]["options"][0]
    kith.press(ada, view.FOLLOW_UP, type="static_select", selected_option=tomorrow)
    ((contact,), (step,)) = rows(kith, Contact), rows(kith, FollowUp)
    assert (contact.details["name"], contact.details["organisation"]) == ("Ana Ruiz", "Stripe")
    assert (step.contact_id, step.due_on) == (contact.id, date(2026, 3, 3))
    assert view.FOLLOW_UP not in offered(kith)
    assert "Next: 3 Mar 2026" in str(kith.home(ada, Room.PEOPLE))


def test_with_whom_is_one_line(kith: Kith, ada: Person) -> None:
    remembers = open_form(kith, ada, view.WITH_WHOM)
    kith.submit(ada, view.WHOM_FORM, {view.WHOM: payloads.text("Grace")}, remembers=remembers)
    assert [row.with_whom for row in rows(kith, CheckIn)] == ["Grace"]
    assert view.WITH_WHOM not in offered(kith)
    assert "with Grace" in str(kith.slack.of("response_url")[-1])


def test_any_day_is_picked_in_a_form(kith: Kith, ada: Person) -> None:
    pick = offered(kith)[view.FOLLOW_UP]["options"][-1]
    kith.press(ada, view.FOLLOW_UP, type="static_select", selected_option=pick)
    remembers = kith.slack.of("views.open")[-1]["view"]["private_metadata"]
    fields = {follow_ups.DAY: payloads.on_date("2026-03-02"), follow_ups.NOTE_FIELD: payloads.text("call")}
    assert follow_ups.DAY in kith.submit(ada, view.DAY_FORM, fields, remembers=remembers).body["errors"]
    fields[follow_ups.DAY] = payloads.on_date("2026-05-04")
    kith.submit(ada, view.DAY_FORM, fields, remembers=remembers)
    assert [(row.due_on, row.note) for row in rows(kith, FollowUp)] == [(date(2026, 5, 4), "call")]


def test_in_app_home_it_is_the_same(kith: Kith, ada: Person) -> None:
    assert view.SOMEBODY_NEW in str(kith.home(ada, Room.WEEK))
