"""People join and leave a program's channel: whoever left is asked whether they stay, and nobody is asked twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, Program
from bot.domain.states import Joining, ParticipantState, ProgramState
from bot.services import channels, joining, members, privacy
from tests.factories import LONG_AGO, actor_of, make_member, make_participant, make_program


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session, joining=Joining.EVERYONE)


def states(session: Session, program: Program) -> dict[str, ParticipantState]:
    rows = session.execute(
        select(Member.slack_user_id, Participant.state)
        .join(Participant, Participant.member_id == Member.id)
        .where(Participant.program_id == program.id)
    )
    return {row[0]: row[1] for row in rows}


def test_reading_the_channel_enrolls_described_members_and_returns_the_others(
    session: Session, program: Program, now: datetime
) -> None:
    known = make_member(session)
    unknown = channels.record_members(session, program.id, [known.slack_user_id, "UNEW"], is_private=False, now=now)
    assert unknown == ["UNEW"]
    assert states(session, program) == {known.slack_user_id: ParticipantState.ACTIVE}
    assert program.channel_read_at is None
    session.scalars(select(Member).where(Member.slack_user_id == "UNEW")).one().seen_in_slack_at = now
    session.flush()
    assert channels.record_members(session, program.id, [known.slack_user_id, "UNEW"], is_private=False, now=now) == []
    assert len(states(session, program)) == 2
    session.flush()
    session.refresh(program)
    assert program.channel_read_at == now


def test_whoever_erased_their_data_is_not_enrolled_again_and_joins_by_a_press_of_their_own(
    session: Session, program: Program, now: datetime
) -> None:
    gone, other = make_member(session, slack_user_id="UGONE"), make_member(session)
    there = ["UGONE", other.slack_user_id]
    channels.record_members(session, program.id, there, is_private=False, now=now)
    privacy.erase(session, actor_of(gone), now=now)
    assert channels.record_members(session, program.id, there, is_private=False, now=now) == []
    channels.member_joined(session, program.slack_channel_id, "UGONE", now=now)
    assert "UGONE" not in states(session, program)
    assert not members.is_known(session, slack_user_id="UGONE")
    back = members.ensure(session, slack_user_id="UGONE")
    channels.record_members(session, program.id, there, is_private=False, now=now)
    assert "UGONE" not in states(session, program)
    joining.join(session, actor_of(back), program.id, name_in_public=False, now=now)
    assert states(session, program)["UGONE"] is ParticipantState.ACTIVE


def test_nobody_is_enrolled_where_people_join_by_choice(session: Session, now: datetime) -> None:
    program = make_program(session)
    assert channels.record_members(session, program.id, ["UNEW"], is_private=False, now=now) == []
    assert channels.member_joined(session, program.slack_channel_id, "UNEW", now=now) is program
    assert states(session, program) == {}


def test_a_missing_participant_is_to_be_asked_once_and_not_after_coming_back(
    session: Session, program: Program, now: datetime
) -> None:
    participant = make_participant(session, program)
    slack_user_id = session.get_one(Member, participant.member_id).slack_user_id
    channels.record_members(session, program.id, [], is_private=False, now=now)
    channels.record_members(session, program.id, [], is_private=False, now=now + timedelta(days=1))
    assert participant.channel_left_at == now
    channels.record_members(session, program.id, [slack_user_id], is_private=False, now=now + timedelta(days=2))
    session.flush()
    session.refresh(participant)
    assert participant.channel_left_at is None


def test_a_participant_who_said_that_they_stay_is_not_asked_again(
    session: Session, program: Program, now: datetime
) -> None:
    participant = make_participant(session, program, stays_outside_at=LONG_AGO)
    channels.record_members(session, program.id, [], is_private=False, now=now)
    assert participant.channel_left_at is None


def test_an_event_reports_that_a_participant_left_or_joined_the_channel(
    session: Session, program: Program, now: datetime
) -> None:
    participant = make_participant(session, program)
    slack_user_id = session.get_one(Member, participant.member_id).slack_user_id
    channels.member_left(session, program.slack_channel_id, slack_user_id, now=now)
    assert participant.channel_left_at == now
    channels.member_joined(session, program.slack_channel_id, slack_user_id, now=now)
    session.flush()
    session.refresh(participant)
    assert participant.channel_left_at is None


def test_joining_the_channel_enrolls_a_described_member(session: Session, program: Program, now: datetime) -> None:
    program.channel_read_at = now
    known = make_member(session)
    channels.member_joined(session, program.slack_channel_id, known.slack_user_id, now=now)
    assert states(session, program) == {known.slack_user_id: ParticipantState.ACTIVE}
    assert program.channel_read_at == now
    channels.member_joined(session, program.slack_channel_id, "UNEW", now=now)
    session.flush()
    session.refresh(program)
    assert program.channel_read_at is None


def test_a_channel_without_a_program_changes_nothing(session: Session, program: Program, now: datetime) -> None:
    participant = make_participant(session, program)
    slack_user_id = session.get_one(Member, participant.member_id).slack_user_id
    channels.member_left(session, "CNONE", slack_user_id, now=now)
    assert channels.member_joined(session, "CNONE", slack_user_id, now=now) is None
    assert participant.channel_left_at is None


@pytest.mark.parametrize(
    ("state", "hours", "due"),
    [
        (ProgramState.RUNNING, None, True),
        (ProgramState.RUNNING, 24, True),
        (ProgramState.RUNNING, 23, False),
        (ProgramState.PAUSED, None, False),
    ],
)
def test_channels_of_running_programs_are_read_once_a_day(
    session: Session, now: datetime, state: ProgramState, hours: int | None, *, due: bool
) -> None:
    read_at = None if hours is None else now - timedelta(hours=hours)
    program = make_program(session, state=state, channel_read_at=read_at)
    assert (program.id in [one.program_id for one in channels.to_read(session, now=now)]) is due


def test_how_many_read_the_channel_is_known_and_follows_who_comes_and_goes(session: Session, now: datetime) -> None:
    program = make_program(session)
    channels.member_joined(session, program.slack_channel_id, "UNEW", now=now)
    counts = [program.channel_people]
    channels.record_members(session, program.id, ["UKITH", "UANA", "UBEN"], is_private=False, now=now)
    counts.append(program.channel_people)
    channels.member_joined(session, program.slack_channel_id, "UNEW", now=now)
    channels.member_joined(session, program.slack_channel_id, "UCHO", now=now)
    channels.member_left(session, program.slack_channel_id, "UANA", now=now)
    assert [*counts, program.channel_people] == [None, 2, 3]
