"""Follow-ups through Bolt, in a message and in the room People: done and what comes next, another day, let go."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, FollowUp
from bot.domain.home import Room
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import contact_forms, contacts
from bot.views import follow_ups as view
from tests.factories import make_activity, make_contact, make_follow_up
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import Person, make_person

TODAY = date(2026, 3, 2)  # of the tests' clock
AT, HOME = WeekMessage(WeekMessageKind.TODAY, TODAY), WeekMessage(WeekMessageKind.HOME, TODAY)


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session)
        make_activity(session, person.program, key="follow_up", name="Follow-up")
        return person


@pytest.fixture
def follow_up(kith: Kith, ada: Person) -> FollowUp:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        contact = make_contact(session, ada.participant)
        return make_follow_up(session, ada.participant, TODAY, contact_id=contact.id, note="send the article")


def rows(kith: Kith) -> list[FollowUp]:
    with kith.context.database.unit_of_work() as session:
        return list(session.scalars(select(FollowUp).order_by(FollowUp.id)))


def message(kith: Kith) -> str:
    """The message as it was replaced last."""
    return str(kith.slack.of("response_url")[-1]["blocks"])


def test_done_counts_and_asks_for_the_next_step(kith: Kith, ada: Person, follow_up: FollowUp) -> None:
    kith.press(ada, view.DONE, AT.value(follow_up.id))
    assert "Nothing more for today" in message(kith)
    form = kith.slack.of("views.open")[-1]["view"]
    assert "It counts. Would you like to note what comes next with Ana Ruiz?" in str(form)
    fields = {view.DAY: payloads.on_date("2026-03-09"), view.NOTE_FIELD: payloads.text("ask how it went")}
    assert kith.submit(ada, view.NEXT_FORM, fields, remembers=form["private_metadata"]).body == {}
    before, after = rows(kith)
    assert (before.outcome, after.due_on, after.note) == ("done", date(2026, 3, 9), "ask how it went")
    assert after.contact_id == before.contact_id
    with kith.context.database.unit_of_work() as session:
        assert [act.with_whom for act in session.scalars(select(CheckIn))] == ["Ana Ruiz"]


def test_a_next_step_without_a_day_is_said_beside_the_field(kith: Kith, ada: Person, follow_up: FollowUp) -> None:
    fields = {view.DAY: payloads.on_date(None), view.NOTE_FIELD: payloads.text("tea")}
    answer = kith.submit(ada, view.NEXT_FORM, fields, remembers=f"{AT.value(follow_up.id)} ")
    assert view.DAY in answer.body["errors"]


def test_another_day_is_one_choice_or_a_calendar(kith: Kith, ada: Person, follow_up: FollowUp) -> None:
    def choose(day: int) -> None:
        option = {"value": AT.value(day, follow_up.id), "text": {"type": "plain_text", "text": "…"}}
        kith.press(ada, view.MOVE, type="static_select", selected_option=option)

    choose((TODAY + timedelta(days=3)).toordinal())
    assert [row.due_on for row in rows(kith)] == [TODAY + timedelta(days=3)]
    assert "Nothing more for today" in message(kith)
    choose(view.PICK)
    form = kith.slack.of("views.open")[-1]["view"]
    for day in ("2026-03-01", "2026-04-01"):
        answer = kith.submit(ada, view.MOVE_FORM, {view.DAY: payloads.on_date(day)}, remembers=form["private_metadata"])
    assert answer.body == {}
    assert [row.due_on for row in rows(kith)] == [date(2026, 4, 1)]


def test_a_day_that_is_over_is_said_and_nothing_changes(kith: Kith, ada: Person, follow_up: FollowUp) -> None:
    kith.press(ada, view.MOVE, AT.value(TODAY.toordinal(), follow_up.id))
    assert "from tomorrow on" in kith.slack.of("response_url")[-1]["text"]
    assert [row.due_on for row in rows(kith)] == [TODAY]


def test_let_go_is_one_click_and_counts_nothing(kith: Kith, ada: Person, follow_up: FollowUp) -> None:
    kith.press(ada, view.LET_GO, AT.value(follow_up.id))
    assert [row.outcome for row in rows(kith)] == ["let_go"]
    assert "Nothing more for today" in message(kith)


def test_those_that_are_open_stand_in_people_for_as_long_as_it_takes(
    kith: Kith, ada: Person, follow_up: FollowUp, clock: Any
) -> None:
    clock.moment += timedelta(days=100)
    shown = kith.home(ada, Room.PEOPLE)
    assert "since Monday 2 March" in str(shown)
    assert "You noted: “send the article”" in str(shown)
    kith.press(ada, view.LET_GO, HOME.value(follow_up.id), where="home")
    assert "send the article" not in str(kith.slack.of("views.publish")[-1])


def test_the_form_of_a_contact_plans_and_changes_its_next_step(kith: Kith, ada: Person) -> None:
    fields = {contact_forms.NAME: payloads.text("Bo"), contact_forms.CLOSENESS: payloads.choice("new")}
    step = {view.DAY: payloads.on_date("2026-03-09"), view.NOTE_FIELD: payloads.text("tea")}
    kith.submit(ada, contact_forms.FORM, {**fields, **step}, remembers=0)
    (row,) = rows(kith)
    assert (row.due_on, row.note) == (date(2026, 3, 9), "tea")
    assert "Next: 9 Mar 2026: “tea”" in str(kith.home(ada, Room.PEOPLE))
    kith.press(ada, contacts.OPEN, row.contact_id, where="home")
    assert "2026-03-09" in str(kith.slack.of("views.open")[-1])
    late = {**fields, view.DAY: payloads.on_date("2026-03-01")}
    answer = kith.submit(ada, contact_forms.FORM, late, remembers=0)
    assert view.DAY in answer.body["errors"]
    assert len(rows(kith)) == 1
