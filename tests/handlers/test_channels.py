"""What happens to a channel happens to its program; people who come and go are noticed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Member, Participant, Program
from bot.domain.programs import StopReason
from bot.domain.states import Joining, ParticipantState, ProgramState
from tests.handlers import payloads
from tests.handlers.conftest import Answer, Kith


@pytest.fixture
def program(kith: Kith) -> Program:
    return kith.program(slack_channel_id="C1", name="Spring")


def happens(kith: Kith, event: dict[str, Any]) -> Answer:
    return kith.send(payloads.event(kith.workspace.slack_team_id, event))


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("channel_left", StopReason.BOT_REMOVED),
        ("group_left", StopReason.BOT_REMOVED),
        ("channel_archive", StopReason.ARCHIVED),
        ("group_archive", StopReason.ARCHIVED),
        ("channel_deleted", StopReason.DELETED),
        ("group_deleted", StopReason.DELETED),
    ],
)
def test_a_lost_channel_pauses_its_program(kith: Kith, program: Program, event: str, why: StopReason) -> None:
    other = kith.program(slack_channel_id="C2")
    answer = happens(kith, {"type": event, "channel": "C1"})
    assert answer.status == 200
    assert (kith.again(program).state, kith.again(program).state_reason) == (ProgramState.PAUSED, why)
    assert kith.again(other).state is ProgramState.RUNNING


def test_kith_removed_and_invited_again(kith: Kith, program: Program) -> None:
    bot = kith.workspace.bot_user_id
    happens(kith, {"type": "member_left_channel", "user": bot, "channel": "C1"})
    assert kith.again(program).state is ProgramState.PAUSED
    happens(kith, {"type": "member_joined_channel", "user": bot, "channel": "C1"})
    saved = kith.again(program)
    assert (saved.state, saved.due_checked_at) == (ProgramState.RUNNING, kith.context.clock.now())
    assert [delivery.target for delivery in kith.deliveries()] == [{"channel": "C1"}]


@pytest.mark.parametrize(("is_private", "state"), [(False, ProgramState.RUNNING), (True, ProgramState.PAUSED)])
def test_an_open_channel_is_entered_again_where_kith_can(
    kith: Kith, program: Program, *, is_private: bool, state: ProgramState
) -> None:
    happens(kith, {"type": "channel_archive", "channel": "C1"})
    kith.knows_channel("C1", is_member=False, is_private=is_private)
    happens(kith, {"type": "channel_unarchive", "channel": "C1"})
    assert kith.again(program).state is state


def test_a_rename_is_said_once_and_breaks_nothing(kith: Kith, program: Program) -> None:
    for _ in range(2):  # Slack sends an event again where it heard no answer
        happens(kith, {"type": "channel_rename", "channel": {"id": "C1", "name": "new"}})
    (delivery,) = kith.deliveries()
    assert "new name" in delivery.payload["text"]
    assert kith.again(program).name == "Spring"


def test_who_comes_is_invited_so_that_nobody_else_sees_it(kith: Kith, program: Program) -> None:
    happens(kith, {"type": "member_joined_channel", "user": "UNEW", "channel": "C1"})
    (sent,) = kith.slack.of("chat.postEphemeral")
    assert (sent["channel"], sent["user"]) == ("C1", "UNEW")
    assert kith.deliveries() == []


def test_where_everyone_takes_part_who_comes_does_too(kith: Kith) -> None:
    program = kith.program(slack_channel_id="C1", joining=Joining.EVERYONE)
    member = kith.member()
    happens(kith, {"type": "member_joined_channel", "user": member.slack_user_id, "channel": "C1"})
    with kith.context.database.unit_of_work() as session:
        place = session.scalars(select(Participant).where(Participant.program_id == program.id)).one()
    assert (place.member_id, place.welcomed_at) == (member.id, None)
    assert kith.slack.of("chat.postEphemeral") == []


def test_who_goes_is_to_be_asked(kith: Kith, program: Program) -> None:
    member = kith.member()
    place = kith.participant(program, member=member)
    happens(kith, {"type": "member_left_channel", "user": member.slack_user_id, "channel": "C1"})
    after = kith.again(place)
    assert (after.state, after.channel_left_at) == (ParticipantState.ACTIVE, kith.context.clock.now())


def test_channels_without_a_program_concern_nobody(kith: Kith, program: Program) -> None:
    for event in ("member_joined_channel", "member_left_channel"):
        happens(kith, {"type": event, "user": "UNEW", "channel": "C9"})
    assert kith.slack.calls == []


def test_an_event_of_another_workspace_changes_nothing(kith: Kith, program: Program) -> None:
    answer = kith.send(payloads.event("TELSEWHERE", {"type": "channel_left", "channel": "C1"}))
    assert answer.status == 200
    assert kith.again(program).state is ProgramState.RUNNING


def test_a_closed_account_and_a_new_zone_are_kept(kith: Kith) -> None:
    member = kith.member()
    user: dict[str, Any] = {"id": member.slack_user_id, "name": "ana", "tz": "Asia/Tokyo", "profile": {}}
    happens(kith, {"type": "user_change", "user": user})
    assert kith.again(member).zone == "Asia/Tokyo"
    happens(kith, {"type": "user_change", "user": {**user, "deleted": True, "tz": "Nowhere/Land"}})
    assert (kith.again(member).deactivated_at, kith.again(member).zone) == (kith.context.clock.now(), "UTC")


@pytest.mark.parametrize("event", ["user_change", "team_join"])
def test_people_who_have_nothing_to_do_with_kith_are_not_stored(kith: Kith, event: str) -> None:
    happens(kith, {"type": event, "user": {"id": "USTRANGER", "tz": "UTC"}})
    with kith.context.database.unit_of_work() as session:
        assert session.scalars(select(Member).where(Member.slack_user_id == "USTRANGER")).all() == []
