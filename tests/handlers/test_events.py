"""The room Events through Bolt: add, go, change, call off, post in the channel; all who go are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Delivery, Event, EventGoer
from bot.domain.home import Room
from bot.domain.kinds import MessageKind
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.views import after_add, my_events
from bot.views import event_forms as forms
from bot.views import events as view
from tests.conftest import NOW
from tests.factories import make_event, make_organizer
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith
from tests.people import Person, make_person
from tests.views.limits import check_limits


@pytest.fixture
def ada(kith: Kith) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session, zone="Europe/Berlin")


@pytest.fixture
def ben(kith: Kith, ada: Person) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_person(session, ada.program, zone="America/New_York")


@pytest.fixture
def olga(kith: Kith, ada: Person) -> Person:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        person = make_person(session, ada.program)
        make_organizer(session, ada.program, member=person.member)
        return person


def save(kith: Kith, who: Person, remembers: object = 0, **fields: Any) -> Answer:
    entered = {
        forms.PROGRAM: payloads.choice(str(who.program.id)),
        forms.TITLE: payloads.text("Product talk"),
        forms.DAY: payloads.on_date("2026-03-10"),
        forms.AT: payloads.at_time("18:00"),
        forms.PLACE: payloads.text("https://meet.example.org/talks/7?x=1"),
        forms.REPEAT: payloads.choice(forms.ONCE),
        **fields,
    }
    return kith.submit(who, forms.FORM, entered, remembers=remembers)


def room(kith: Kith, who: Person) -> str:
    shown = kith.home(who, Room.EVENTS)
    check_limits(shown)
    return str(shown)


def the_event(kith: Kith) -> Event:
    with kith.context.database.unit_of_work() as session:
        return session.scalars(select(Event)).one()


def told(kith: Kith, kind: MessageKind = MessageKind.EVENT) -> list[tuple[int | None, str]]:
    with kith.context.database.unit_of_work() as session:
        rows = session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id))
        return [(row.member_id, str(row.payload)) for row in rows]


def test_one_is_added_and_read_by_each_ones_own_clock(kith: Kith, ada: Person, ben: Person) -> None:
    assert "Nothing is planned yet" in room(kith, ada)
    kith.press(ada, view.ADD, where="home")
    assert "Central European Time" in str(kith.slack.of("views.open")[-1]["view"])
    save(kith, ada)
    assert "Tue 10 Mar, 18:00 (Central European Time)" in room(kith, ada)
    assert "Tue 10 Mar, 13:00 (Eastern Time)" in room(kith, ben)


def test_a_link_shows_where_it_leads(kith: Kith, ada: Person) -> None:
    save(kith, ada)
    assert "<https://meet.example.org/talks/7?x=1|meet.example.org>" in room(kith, ada)


@pytest.mark.parametrize(
    ("field", "entered"),
    [
        (forms.DAY, payloads.on_date("2026-03-01")),
        (forms.DAY, payloads.on_date(None)),
        (forms.TITLE, payloads.text(" ")),
        (forms.PLACE, payloads.text("x" * 201)),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_form_stays(
    kith: Kith, ada: Person, field: str, entered: Any
) -> None:
    answer = save(kith, ada, **{field: entered})
    assert list(answer.body["errors"]) == [field]


def test_an_end_that_was_set_can_be_taken_off(kith: Kith, ada: Person, ben: Person) -> None:
    save(kith, ada)
    event_id = the_event(kith).id
    kith.press(ben, view.GO, event_id, where="home")
    kith.press(ada, view.EDIT, event_id, where="home")
    assert forms.NO_END not in str(kith.slack.of("views.open")[-1]["view"])  # it has none
    save(kith, ada, event_id, until=payloads.at_time("20:00"))
    assert the_event(kith).ends_at is not None
    kith.press(ada, view.EDIT, event_id, where="home")
    assert forms.NO_END in str(kith.slack.of("views.open")[-1]["view"])
    save(kith, ada, event_id, until=payloads.at_time("20:00"), no_end=payloads.choices(forms.YES))
    assert the_event(kith).ends_at is None
    assert len(told(kith)) == 2  # of the end, and that there is none


def test_one_goes_and_does_not_after_all(kith: Kith, ada: Person, ben: Person) -> None:
    save(kith, ada)
    event_id = the_event(kith).id
    kith.press(ben, view.GO_WITH, event_id, where="home")
    shown = room(kith, ben)
    assert "puts you in touch with others" in shown
    assert "one person goes" in shown
    assert "calendar.google.com" in shown
    kith.press(ben, view.STAY_AWAY, event_id, where="home")
    assert "person goes" not in room(kith, ben)


def test_all_who_go_are_told_of_another_time_and_that_it_is_off(kith: Kith, ada: Person, ben: Person) -> None:
    save(kith, ada)
    event_id = the_event(kith).id
    kith.press(ben, view.GO, event_id, where="home")
    kith.press(ada, view.EDIT, event_id, where="home")
    save(kith, ada, event_id, at=payloads.at_time("19:00"))
    save(kith, ada, event_id, at=payloads.at_time("19:00"), title=payloads.text("A talk"))
    ((member_id, said),) = told(kith)
    assert member_id == ben.member.id
    assert "It is now: Tue 10 Mar, 14:00 (Eastern Time)" in said
    kith.press(ada, forms.CANCEL, event_id, where="modal")
    assert "is off" in told(kith)[1][1]
    assert "A talk" not in room(kith, ben)


def test_whoever_counts_on_somebody_is_told_that_they_do_not_come(kith: Kith, ada: Person, ben: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        event_id = make_event(session, ada.participant, ben.participant).id
        goers = session.scalars(select(EventGoer)).all()
        for goer in goers:
            goer.company_id = goers[0].id
    kith.press(ben, view.STAY_AWAY, event_id, channel="G1")
    ((_, said),) = told(kith)
    assert f"<@{ben.actor.slack_user_id}> can't come to *Product talk* after all." in said


def test_an_organizer_posts_it_and_sees_before_how_many_read_it(kith: Kith, ada: Person, olga: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        event_id = make_event(session, ada.participant).id
    kith.press(olga, view.ANNOUNCE, event_id, where="home")
    assert "will read this once you press *Post*" in str(kith.slack.of("views.open")[-1]["view"])
    answer = kith.submit(olga, forms.ANNOUNCE_FORM, {}, remembers=event_id)
    assert "Posted" in str(answer.body)
    ((_, said),) = told(kith, MessageKind.CHANNEL_NOTICE)
    assert "Product talk" in said
    assert view.GO_WITH in said
    kith.submit(ada, forms.ANNOUNCE_FORM, {}, remembers=event_id)
    assert len(told(kith, MessageKind.CHANNEL_NOTICE)) == 1


def test_the_file_comes_by_direct_message(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        event_id = make_event(session, ada.participant).id
    kith.press(ada, view.TAKE, event_id, where="home")
    assert len(told(kith, MessageKind.DATA)) == 1


def test_more_than_ten_stand_in_a_list(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        for number in range(11):
            make_event(session, ada.participant, title=f"Talk {number}")
    shown = room(kith, ada)
    assert "Talk 9" in shown
    assert "Talk 10" not in shown
    kith.press(ada, view.MORE, 1, where="home")
    listed = kith.slack.of("views.open")[-1]["view"]
    check_limits(listed)
    assert "Talk 10" in str(listed)


@pytest.fixture
def over(kith: Kith, ada: Person) -> int:
    """An event of yesterday to which Ada meant to go."""
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        return make_event(session, ada.participant, starts_at=NOW - timedelta(days=1)).id


def acts(kith: Kith) -> list[CheckIn]:
    with kith.context.database.unit_of_work() as session:
        return list(session.scalars(select(CheckIn)))


def test_did_you_go_is_one_press_in_the_room(kith: Kith, ada: Person, over: int) -> None:
    at = WeekMessage(WeekMessageKind.HOME, NOW.date()).value(over)
    assert "Did you go to *Product talk*" in room(kith, ada)
    kith.press(ada, my_events.WENT, at, where="home")
    assert [act.event_id for act in acts(kith)] == [over]
    assert "Did you go" not in room(kith, ada)


def test_whom_one_met_is_asked_at_once(kith: Kith, ada: Person, over: int) -> None:
    kith.press(ada, my_events.WENT_AND_MET, WeekMessage(WeekMessageKind.TODAY, NOW.date()).value(over))
    form = kith.slack.of("views.open")[-1]["view"]
    kith.submit(
        ada, after_add.NEW_FORM, {after_add.NEW: payloads.text("Grace, Navy")}, remembers=form["private_metadata"]
    )
    (act,) = acts(kith)
    assert (act.event_id, act.new_contacts) == (over, ["Grace, Navy"])


def test_not_this_time_counts_nothing(kith: Kith, ada: Person, over: int) -> None:
    kith.press(ada, my_events.DID_NOT_GO, WeekMessage(WeekMessageKind.TODAY, NOW.date()).value(over))
    assert acts(kith) == []
    assert "Did you go" not in room(kith, ada)


def test_one_stays_away_from_the_message_of_the_day(kith: Kith, ada: Person) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        event_id = make_event(session, ada.participant, starts_at=NOW + timedelta(hours=3)).id
    kith.press(ada, my_events.STAY_AWAY, WeekMessage(WeekMessageKind.TODAY, NOW.date()).value(event_id))
    assert "Nothing more for today" in str(kith.slack.of("response_url")[-1]["blocks"])
