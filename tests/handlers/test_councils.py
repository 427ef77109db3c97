"""Councils through Bolt: the settings, the proposal, a time for all, that they met, a line, and another council."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db.models import CheckIn, Council, CouncilMeeting, CouncilMember, CouncilPlan, Delivery, DoNotPair, Program
from bot.domain.councils import introduced_at
from bot.domain.states import MeetingOutcome
from bot.services.councils.people import seats
from bot.views.councils import forms, messages, organizers
from bot.views.councils import settings as settings_view
from tests.factories import make_organizer
from tests.handlers import payloads
from tests.handlers.cases import FIRST_MINUTE, IN_TWO_DAYS
from tests.handlers.conftest import Kith
from tests.handlers.world import World, make_world


@pytest.fixture
def world(kith: Kith) -> World:
    return make_world(kith)


def sent(world: World, key: str) -> list[Delivery]:
    with world.kith.context.database.unit_of_work(read_only=True) as session:
        return list(session.scalars(select(Delivery).where(Delivery.key.startswith(key)).order_by(Delivery.id)))


def the_meeting(world: World) -> CouncilMeeting:
    with world.kith.context.database.unit_of_work(read_only=True) as session:
        return session.get_one(CouncilMeeting, world.mine.council_meeting)


def test_a_time_of_one_tap_is_told_to_the_whole_council_once(world: World) -> None:
    for _ in range(2):
        world.kith.press(world.ada, messages.TAKE_TIME, f"{world.mine.council_meeting}:{FIRST_MINUTE}")
    (told,) = sent(world, "council_time:")
    assert len(told.target["users"]) == 2
    assert "wrote down a time" in told.payload["text"]
    assert the_meeting(world).starts_at == IN_TWO_DAYS.replace(second=0)


def test_a_time_is_moved_by_the_form_and_called_off_without_a_reason(world: World) -> None:
    fields = {"day": payloads.on_date(IN_TWO_DAYS.date().isoformat()), "at": payloads.at_time("15:00")}
    remembers = f"{world.mine.at(world.mine.council_meeting)} "
    world.kith.submit(world.ada, forms.TIME_FORM, {**fields, "place": payloads.text("Library")}, remembers=remembers)
    assert the_meeting(world).place == "Library"
    fields["at"] = payloads.at_time("16:00")
    world.kith.submit(world.ada, forms.TIME_FORM, fields, remembers=remembers)
    assert "moved your meeting" in sent(world, "council_time:")[-1].payload["text"]
    world.kith.press(world.ada, messages.CALL_OFF, world.mine.council_meeting)
    assert the_meeting(world).starts_at is None
    (told,) = sent(world, "council_off:")
    assert "Another one will" in told.payload["text"]
    late = {**fields, "day": payloads.on_date("2026-01-01")}
    answer = world.kith.submit(world.ada, forms.TIME_FORM, late, remembers=remembers)
    assert "That time is over" in str(answer.body)


def test_that_they_met_counts_for_whoever_says_so_once_and_a_line_is_read_by_the_others(world: World) -> None:
    for _ in range(2):
        world.kith.press(world.ada, messages.MET, world.mine.council_meeting)
    assert the_meeting(world).outcome is MeetingOutcome.MET
    with world.kith.context.database.unit_of_work(read_only=True) as session:
        acts = session.scalars(select(CheckIn).where(CheckIn.source.startswith("council:"))).all()
    assert len(acts) == 1
    line = {"will_try": payloads.text("  One call \n a day ")}
    answer = world.kith.submit(world.ada, forms.LINE_FORM, line, remembers=world.mine.council_meeting)
    assert "One call a day" in str(answer.body)
    answer = world.kith.submit(
        world.ada, forms.LINE_FORM, {"will_try": payloads.text("x" * 300)}, remembers=world.mine.council_meeting
    )
    assert answer.body["response_action"] == "errors"


def test_who_changes_is_in_another_council_and_not_put_together_again_if_they_wish(world: World) -> None:
    fields = {forms.NOT_AGAIN: payloads.choices(forms.NOT_AGAIN), forms.NOTE: payloads.text("It is the hour.")}
    answer = world.kith.submit(world.ada, forms.CHANGE_FORM, fields, remembers=world.mine.council)
    assert "You are in another council" in str(answer.body)
    with world.kith.context.database.unit_of_work(read_only=True) as session:
        left = session.scalars(select(CouncilMember).where(CouncilMember.asked_away)).one()
        assert left.council_id == world.mine.council
        assert len(session.scalars(select(DoNotPair).where(DoNotPair.member_id == world.ada.id)).all()) == 1
    (note,) = sent(world, "note:")
    assert "It is the hour." in str(note.payload)
    again = world.kith.press(world.ada, messages.MET, world.mine.council_meeting)
    assert again.status == 200
    assert the_meeting(world).outcome is None


def test_an_admin_whom_slack_is_asked_for_reads_the_note_where_an_organizer_is_in_the_council(world: World) -> None:
    kith = world.kith
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        there = seats(session, world.mine.program)[world.mine.council]
        other = next(member for _, member in there if member.id != world.ada.id)
        make_organizer(session, session.get_one(Program, world.mine.program), member=other)
    root = {"id": "UROOT", "is_owner": True, "name": "root", "tz": "UTC"}
    kith.slack.answers["users.list"] = {"members": [root]}
    kith.press(world.ada, messages.WRONG, world.mine.council)
    fields = {forms.NOTE: payloads.text("It is him.")}
    answer = kith.submit(world.ada, forms.CHANGE_FORM, fields, remembers=world.mine.council)
    assert "<@UADMIN> and <@UROOT> will read your note" in str(answer.body)
    notes = sent(world, "note:")
    assert [one.target for one in notes] == [{"users": ["UADMIN"]}, {"users": ["UROOT"]}]
    assert "asked for another council" in str(notes[0].payload)


def test_an_organizer_has_councils_in_two_clicks_sees_swaps_locks_and_introduces_them(world: World) -> None:
    program = world.mine.council_program
    world.kith.press(world.organizer, organizers.SHOW, program, where="modal")
    with world.kith.context.database.unit_of_work(read_only=True) as session:
        (_, first), (_, second) = seats(session, program).items()
    fields = {
        organizers.ONE: payloads.choice(first[0][1].slack_user_id),
        organizers.OTHER: payloads.choice(second[0][1].slack_user_id),
    }
    world.kith.submit(world.organizer, organizers.SWAP_FORM, fields, remembers=program)
    with world.kith.context.database.unit_of_work(read_only=True) as session:
        assert {
            council.locked for council in session.scalars(select(Council).where(Council.program_id == program))
        } == {True}
        after = seats(session, program)
    assert {len(there) for there in after.values()} == {4}
    together = [{one.id for one, _ in there} for there in after.values()]
    assert {one.id for one, _ in first} not in together
    world.kith.press(world.organizer, organizers.UNLOCK, next(iter(after)), where="modal")
    world.kith.press(world.organizer, organizers.ANEW, program, where="modal")
    world.kith.press(world.organizer, organizers.SEND_NOW, program, where="modal")
    with world.kith.context.database.unit_of_work(read_only=True) as session:
        plan = session.scalars(select(CouncilPlan).where(CouncilPlan.program_id == program)).one()
        assert plan.launched_at is not None
        assert all(
            council.introduce_at for council in session.scalars(select(Council).where(Council.program_id == program))
        )
    world.kith.press(world.organizer, organizers.SEND_NOW, program, where="modal")


def test_the_settings_have_councils_instead_of_rounds_or_none(world: World) -> None:
    program = world.mine.council_program
    fields = {
        settings_view.HAVE: payloads.choice(settings_view.INSTEAD),
        settings_view.SIZE: payloads.choice("6"),
        settings_view.EVERY: payloads.choice("1"),
        settings_view.STARTS_ON: payloads.on_date("2026-03-16"),
        settings_view.LINES: payloads.choices(),
    }

    def plan() -> tuple[CouncilPlan | None, bool]:
        with world.kith.context.database.unit_of_work(read_only=True) as session:
            found = session.scalar(select(CouncilPlan).where(CouncilPlan.program_id == program))
            return found, session.get_one(Program, program).buddy_rounds

    world.kith.submit(world.organizer, settings_view.FORM, fields, remembers=f"{program} ")
    found, rounds = plan()
    assert found is not None
    assert (found.size, found.every_weeks, found.has_lines, rounds) == (6, 1, False, False)
    assert introduced_at(found.starts_on, "UTC").date() - found.starts_on == timedelta(days=1)
    fields[settings_view.STARTS_ON] = payloads.on_date("2026-03-17")
    answer = world.kith.submit(world.organizer, settings_view.FORM, fields, remembers=f"{program} ")
    assert "choose a Monday" in str(answer.body)
    fields[settings_view.HAVE] = payloads.choice(settings_view.NONE)
    world.kith.submit(world.organizer, settings_view.FORM, fields, remembers=f"{program} ")
    assert plan() == (None, True)


def test_app_home_shows_the_council(world: World) -> None:
    assert "My council" in str(world.kith.home(world.ada))
