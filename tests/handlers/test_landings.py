"""Landing over the wire: the form keeps what was typed, the trail is shown and passed on, Home says how it is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Landing, Participant
from bot.domain.checkins import Act
from bot.domain.home import Room
from bot.domain.landings import LandingKind, Shared
from bot.domain.states import ParticipantState
from bot.services import checkins
from bot.views import landings as view
from bot.views import log
from bot.views.participants import BACK, LAND, LAND_FORM
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith, SetClock
from tests.people import Person, make_person

FRIDAY = date(2026, 3, 6)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 3, 6, 10, tzinfo=UTC))


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session, name="Ada")
        act = Act(person.event, date(2026, 3, 2), new_contacts=("Grace Hopper, Navy",))
        checkins.record(session, person.actor, person.program.id, act, source="form:1", now=kith.context.clock.now())
        return person


def land(kith: Kith, ada: Person, **changes: Any) -> Answer:
    fields = {
        view.KIND: payloads.choice("employed"),
        view.ROLE: payloads.text("Nurse"),
        view.HELPED: payloads.text("Grace"),
        **changes,
    }
    return kith.submit(ada, LAND_FORM, fields, remembers=ada.program.id)


def stored(kith: Kith) -> Landing:
    with kith.context.database.unit_of_work(read_only=True) as session:
        return session.scalars(select(Landing)).one()


def opened(kith: Kith, call: str = "views.open") -> str:
    return json.dumps(kith.slack.of(call)[-1]["view"], ensure_ascii=False)


def room(kith: Kith, ada: Person, room: Room) -> str:
    return json.dumps(kith.home(ada, room)["blocks"], ensure_ascii=False)


def test_the_form_offers_the_contact_and_the_event_and_the_trail_follows(kith: Kith, ada: Person) -> None:
    kith.press(ada, LAND, ada.program.id)
    assert all(words in opened(kith) for words in ("Grace Hopper", "Monday 2 March: Event", "None of these"))
    contact = next(
        option["value"]
        for block in kith.slack.of("views.open")[-1]["view"]["blocks"]
        if block.get("block_id") == view.CAME
        for group in block["element"]["option_groups"]
        for option in group["options"]
        if option["text"]["text"] == "Grace Hopper"
    )
    said = json.dumps(land(kith, ada, came=payloads.choice(contact)).body["view"], ensure_ascii=False)
    assert all(words in said for words in ("Congratulations", "Monday 2 March: Event", "a new name, Grace Hopper"))
    assert (stored(kith).kind, stored(kith).role, stored(kith).days) == (LandingKind.EMPLOYED, "Nurse", 4)
    kith.command(ada, "landed")
    assert "Nurse" in opened(kith)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": payloads.choice("rich")}, "kind"),
        ({"came": payloads.choice("contact:x")}, "came"),
        ({"role": payloads.text("x" * 300)}, "role"),
        ({"starts_on": payloads.on_date("2036-01-01")}, "starts_on"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(
    kith: Kith, ada: Person, change: dict[str, Any], field: str
) -> None:
    assert list(land(kith, ada, **change).body["errors"]) == [field]
    with kith.context.database.unit_of_work(read_only=True) as session:
        assert session.scalars(select(Landing)).all() == []
        assert session.scalars(select(Participant)).one().state is ParticipantState.ACTIVE


def test_the_trail_is_passed_on_by_a_press_and_taken_back_by_another(kith: Kith, ada: Person) -> None:
    land(kith, ada)
    kith.press(ada, view.SHARE_UNNAMED, ada.program.id, where="modal")
    assert "You passed it on without your name" in opened(kith, "views.update")
    assert stored(kith).shared is Shared.UNNAMED
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        lin = make_person(session, session.merge(ada.program))
        lin.participant.joined_at = kith.context.clock.now()
    assert "Somebody found a job: Event" in room(kith, lin, Room.WEEK)
    kith.press(ada, view.KEEP, ada.program.id, where="modal")
    assert stored(kith).shared is None
    assert "How others landed" not in room(kith, lin, Room.WEEK)


def test_home_of_somebody_who_has_landed_asks_nothing_and_keeps_what_they_have(kith: Kith, ada: Person) -> None:
    assert "Take these goals" in room(kith, ada, Room.WEEK)
    land(kith, ada)
    week, people, me = (room(kith, ada, one) for one in (Room.WEEK, Room.PEOPLE, Room.ME))
    assert "Kith asks nothing of you there" in week
    assert not any(words in week for words in ("Take these goals", "Hard week", "Choose a goal"))
    assert "Grace Hopper" in people
    assert "*A job*: Nurse" in me
    kith.press(ada, view.OPEN, ada.program.id, where="home")
    assert "The way you came" in opened(kith)


def test_thanks_are_offered_in_the_logs_form_with_whoever_helped(kith: Kith, ada: Person) -> None:
    land(kith, ada)
    kith.press(ada, view.THANK, ada.program.id)
    form = kith.slack.of("views.open")[-1]["view"]
    fields = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
    assert fields[log.WITH_WHOM]["initial_value"] == "Grace"
    assert log.THANKS in fields


def test_a_slip_is_taken_back_and_coming_back_keeps_the_count(kith: Kith, ada: Person) -> None:
    land(kith, ada)
    kith.press(ada, BACK, ada.program.id)
    assert stored(kith).role == "Nurse"
    land(kith, ada)
    kith.press(ada, view.TAKE_BACK, ada.program.id, where="home")
    assert "You take part" in room(kith, ada, Room.ME)
    with kith.context.database.unit_of_work(read_only=True) as session:
        assert session.scalars(select(Landing)).all() == []
