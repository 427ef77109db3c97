"""What App Home shows of programs: those one organizes, those one could join, and what one was asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.db.models import Member
from bot.db.session import bind_workspace
from bot.domain.programs import Opening
from bot.domain.states import ParticipantState, ProgramState, RoundState
from bot.services import channels, home, program_start
from bot.services.members import Actor
from tests.factories import (
    LONG_AGO,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_round,
    make_workspace,
)


@pytest.fixture
def me(session: Session) -> Member:
    return make_member(session)


def actor_of(member: Member) -> Actor:
    return Actor(member.workspace_id, member.id, member.slack_user_id)


def test_organized_programs_tell_people_by_state_and_the_next_round(
    session: Session, me: Member, now: datetime
) -> None:
    mine, ended, other = make_program(session), make_program(session, state=ProgramState.ENDED), make_program(session)
    for program in (mine, ended):
        make_organizer(session, program, member=me)
    make_organizer(session, other)
    for state in (ParticipantState.ACTIVE, ParticipantState.ACTIVE, ParticipantState.PAUSED, ParticipantState.LEFT):
        make_participant(session, mine, state=state)
    make_round(session, mine, starts_on=date(2026, 2, 16))
    running = make_round(session, mine, number=3, starts_on=date(2026, 3, 2))
    proposed = make_round(session, mine, number=4, starts_on=date(2026, 3, 16), state=RoundState.PROPOSED)
    told, over = home.organized(session, actor_of(me), now=now)
    assert (over.program_id, over.state) == (ended.id, ProgramState.ENDED)
    assert (told.program_id, told.people) == (mine.id, {ParticipantState.ACTIVE: 2, ParticipantState.PAUSED: 1})
    assert (told.proposed_round_id, told.round_id, over.round_id) == (proposed.id, running.id, None)


def test_who_joined_lately_is_shown_newest_first_and_nobody_who_left(
    session: Session, me: Member, now: datetime
) -> None:
    program = make_program(session, channel_people=24)
    make_organizer(session, program, member=me)
    people = [make_member(session) for _ in range(4)]
    for days, member in enumerate(people[:2]):
        make_participant(session, program, member=member, joined_at=now - timedelta(days=days))
    make_participant(session, program, member=people[2], joined_at=now - timedelta(days=15))
    make_participant(session, program, member=people[3], joined_at=now, state=ParticipantState.LEFT)
    (told,) = home.organized(session, actor_of(me), now=now)
    assert (told.joined, told.channel_people) == (tuple(one.slack_user_id for one in people[:2]), 24)


def test_programs_to_join_are_those_that_run_and_one_is_not_in(session: Session, me: Member) -> None:
    open_, joined, left = (make_program(session) for _ in range(3))
    make_program(session, state=ProgramState.PAUSED)
    make_participant(session, joined, member=me)
    make_participant(session, left, member=me, state=ParticipantState.LEFT)
    make_participant(session, open_)
    found = home.open_programs(session, actor_of(me))
    assert [one.program_id for one in found] == [left.id, open_.id]


def test_a_program_of_a_private_channel_is_offered_to_those_who_are_in_it(
    session: Session, me: Member, now: datetime
) -> None:
    program, other = make_program(session, slack_channel_id="C1"), make_member(session)

    def offered(member: Member) -> bool:
        return [one.program_id for one in home.open_programs(session, actor_of(member))] == [program.id]

    channels.record_members(session, program.id, [me.slack_user_id, "UNEW"], is_private=True, now=now)
    assert (offered(me), offered(other)) == (True, False)
    channels.member_joined(session, "C1", other.slack_user_id, now=now)
    channels.member_left(session, "C1", me.slack_user_id, now=now)
    assert (offered(me), offered(other)) == (False, True)
    channels.record_members(session, program.id, [], is_private=True, now=now)
    assert (offered(me), offered(other)) == (False, False)
    channels.record_members(session, program.id, [], is_private=False, now=now)
    assert (offered(me), offered(other)) == (True, True)


def test_a_program_is_offered_to_nobody_until_slack_said_whether_its_channel_is_private(
    session: Session, me: Member, now: datetime
) -> None:
    starter = make_member(session)
    program_start.start(
        session,
        actor_of(starter),
        slack_channel_id="C1",
        opening=Opening("Spring", date(2026, 3, 9)),
        preset_key="career_program",
        now=now,
    )
    assert home.open_programs(session, actor_of(me)) == []


def test_guests_are_offered_only_what_takes_guests(session: Session) -> None:
    make_program(session)
    open_ = make_program(session, pairs_guests=True)
    guest = make_member(session, is_guest=True)
    assert [one.program_id for one in home.open_programs(session, actor_of(guest))] == [open_.id]


def test_programs_of_another_workspace_are_not_offered(session: Session) -> None:
    make_program(session)
    bind_workspace(session, make_workspace(session).id)
    assert home.open_programs(session, actor_of(make_member(session))) == []


def test_what_one_was_asked_waits_until_it_is_answered(session: Session, me: Member) -> None:
    asked, outside, quiet, over = (make_program(session) for _ in range(4))
    make_participant(session, asked, member=me, asked_at=LONG_AGO)
    make_participant(session, outside, member=me, channel_left_at=LONG_AGO)
    make_participant(session, quiet, member=me)
    make_participant(session, over, member=me, asked_at=LONG_AGO, state=ParticipantState.PAUSED)
    make_participant(session, asked, asked_at=LONG_AGO)
    found = home.open_questions(session, actor_of(me))
    assert [(one.program_id, one.left_channel) for one in found] == [(asked.id, False), (outside.id, True)]
