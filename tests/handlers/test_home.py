"""App Home is drawn when it is opened."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from bot.db.models import Member
from bot.domain.home import Room
from bot.views import profiles
from bot.views.home import go_to
from tests.factories import (
    make_checkin,
    make_contact,
    make_event,
    make_follow_up,
    make_goal,
    make_group,
    make_organizer,
    make_participant,
    make_program,
    make_round,
)
from tests.handlers import payloads
from tests.handlers.conftest import Kith
from tests.people import Person, join, make_person
from tests.views.limits import check_limits


def test_somebody_in_no_program_is_welcomed(kith: Kith) -> None:
    kith.home("U1")
    (sent,) = kith.slack.of("views.publish")
    assert sent["user_id"] == "U1"
    assert "Welcome to Kith" in str(sent["view"])


def test_the_messages_tab_draws_nothing(kith: Kith) -> None:
    what = {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"}
    kith.send(payloads.event(kith.workspace.slack_team_id, what))
    assert kith.slack.calls == []


def test_the_week_at_a_glance_goes_only_to_the_one_who_asked(kith: Kith) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        ada = make_person(session)
        make_goal(session, ada.participant, ada.coffee, date(2026, 3, 2))
    kith.command(ada, "week")
    (sent,) = kith.slack.of("response_url")
    assert sent["response_type"] == "ephemeral"
    assert "Coffee chat*  0 of 1" in str(sent["blocks"])


def test_somebody_in_no_program_has_no_week(kith: Kith) -> None:
    kith.command(kith.member(), "week")
    (sent,) = kith.slack.of("response_url")
    assert "no program" in sent["text"]


def home_of(kith: Kith, person: Person, room: Room = Room.WEEK) -> dict[str, Any]:
    kith.home(person, room)
    kith.slack.calls.clear()
    view = kith.home(person)
    assert len(kith.slack.of("views.publish")) == 1
    check_limits(view)
    return view


def test_home_shows_every_part_to_a_member_who_organizes(kith: Kith) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        ada = make_person(session)
        make_organizer(session, ada.program, member=ada.member)
    words = {
        Room.WEEK: ("My week", "My buddy"),
        Room.ME: ("You take part", "My profile", "Who sees what"),
        Room.PROGRAMS: ("Programs I organize",),
    }
    for room, parts in words.items():
        shown = str(home_of(kith, ada, room)["blocks"])
        assert [part for part in parts if part not in shown] == []


def marked(view: dict[str, Any]) -> dict[str, bool]:
    """The buttons of the rooms, and whether each is marked as the present one."""
    return {one["text"]["text"]: "style" in one for one in view["blocks"][0]["elements"]}


def test_a_room_is_one_press_away_and_stays_when_home_is_drawn_again(kith: Kith) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        ada = make_person(session)
    assert marked(kith.home(ada)) == {"Week": True, "People": False, "Give & ask": False, "Events": False, "Me": False}
    kith.press(ada, go_to(Room.ME), where="home")
    (_, pressed) = kith.slack.of("views.publish")
    assert marked(pressed["view"]) == {"Week": False, "People": False, "Give & ask": False, "Events": False, "Me": True}
    kith.submit(ada, profiles.FORM, {"asks": payloads.text("a lab")})
    assert len(kith.slack.of("views.publish")) == 3
    assert marked(kith.slack.of("views.publish")[-1]["view"])["Me"]
    assert "a lab" in str(kith.home(ada))


def test_programs_is_a_room_of_those_who_organize_one_and_of_admins(kith: Kith) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        ada = make_person(session)
        olga = make_organizer(session, ada.program).member_id
        organizer = session.get_one(Member, olga)
    assert marked(kith.home(organizer))["Programs"]  # in no program: it is what they come for
    assert "Programs" in marked(kith.home(kith.member(is_admin=True)))
    assert marked(kith.home(ada, Room.PROGRAMS)) == {
        "Week": True,
        "People": False,
        "Give & ask": False,
        "Events": False,
        "Me": False,
    }


def test_a_home_that_was_drawn_meanwhile_is_read_and_drawn_once_more(kith: Kith) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        ada = make_person(session)
    answers = [{"ok": False, "error": "hash_conflict"}, {}]
    kith.slack.answers["views.publish"] = lambda _args: answers.pop(0)
    kith.press(ada, go_to(Room.ME), where="home")
    first, again = kith.slack.of("views.publish")
    assert (first["hash"], "hash" in again) == ("1.h", False)
    assert marked(again["view"])["Me"]


def test_home_keeps_within_a_hundred_blocks_for_somebody_in_twelve_programs(kith: Kith) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        ada = make_person(session)
        for _ in range(11):
            person = join(session, make_program(session, name="&<!channel>" * 20), ada.member)
            make_organizer(session, person.program, member=ada.member)
            for activity in (person.coffee, person.event):
                make_goal(session, person.participant, activity, date(2026, 3, 2))
    shown = {room: home_of(kith, ada, room)["blocks"] for room in Room}
    assert max(map(len, shown.values())) <= 100
    assert "Take my data" in str(shown[Room.ME])


@pytest.mark.parametrize("room", Room)
def test_as_many_queries_for_home_with_forty_people_and_contacts_as_with_four(kith: Kith, room: Room) -> None:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        ada = make_person(session)
        make_organizer(session, ada.program, member=ada.member)
        of_round = make_round(session, ada.program, starts_on=date(2026, 3, 2))
        make_group(session, of_round, ada.participant, make_participant(session, ada.program))

    def queries_with(more: int) -> int:
        with kith.context.database.unit_of_work(kith.workspace.id) as session:
            for _ in range(more):
                contact = make_contact(session, session.merge(ada.participant))
                make_follow_up(session, session.merge(ada.participant), date(2026, 3, 4), contact_id=contact.id)
                make_event(session, session.merge(ada.participant))
                pair = [make_participant(session, session.merge(ada.program)) for _ in range(2)]
                make_group(session, session.merge(of_round), *pair)
                make_checkin(session, pair[0], ada.coffee, date(2026, 3, 2))
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            seen.append(statement)

        event.listen(kith.context.database.engine, "before_cursor_execute", note)
        home_of(kith, ada, room)
        event.remove(kith.context.database.engine, "before_cursor_execute", note)
        return len(seen)

    assert queries_with(1) == queries_with(18)
