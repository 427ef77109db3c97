"""Who is in a program, who was active, who can be paired."""

from __future__ import annotations

import functools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Participant, ParticipantWeek, Round
from bot.db.session import bind_workspace
from bot.domain.errors import NotFoundError
from bot.domain.participants import NotPaired
from bot.domain.states import Frequency, ParticipantState, ProgramState, Role, RoundState
from bot.services import participants
from bot.services.conditions import takes_part
from tests.factories import (
    LONG_AGO,
    actor_of,
    make_member,
    make_organizer,
    make_participant,
    make_program,
    make_workspace,
)

MONDAY = date(2026, 3, 2)


def test_a_participant_finds_their_own_place(session: Session) -> None:
    program, member = make_program(session), make_member(session)
    participant = make_participant(session, program, member=member)
    assert participants.get_for(session, actor_of(member), program.id) is participant


def test_the_query_and_the_state_agree_on_who_takes_part(session: Session) -> None:
    program = make_program(session)
    for state in ParticipantState:
        make_participant(session, program, member=make_member(session), state=state)
    found = session.scalars(select(Participant.state).where(takes_part()))
    assert set(found) == {state for state in ParticipantState if state.takes_part}


def test_who_takes_no_part_or_left_finds_nothing(session: Session) -> None:
    program = make_program(session)
    stranger, gone = make_member(session), make_member(session)
    make_participant(session, program, member=gone, state=ParticipantState.LEFT)
    for member in (stranger, gone):
        with pytest.raises(NotFoundError):
            participants.get_for(session, actor_of(member), program.id)


def test_a_program_of_another_workspace_is_not_there(session: Session) -> None:
    program = make_program(session)
    make_participant(session, program)
    bind_workspace(session, make_workspace(session).id)
    with pytest.raises(NotFoundError):
        participants.get_for(session, actor_of(make_member(session)), program.id)


def test_hearing_twice_in_a_week_keeps_one_row_with_the_last_time(session: Session, now: datetime) -> None:
    participant = make_participant(session, make_program(session, zone="Europe/Berlin"), asked_at=LONG_AGO)
    later = now.replace(hour=20)
    participants.touch(session, participant.id, now=now)
    participants.touch(session, participant.id, now=later)
    week = session.scalars(select(ParticipantWeek)).one()
    assert (week.week_on, week.last_active_at, participant.last_active_at, participant.asked_at) == (
        MONDAY,
        later,
        later,
        None,
    )


def test_the_week_is_the_one_of_the_programs_zone(session: Session) -> None:
    participant = make_participant(session, make_program(session, zone="Pacific/Auckland"))
    participants.touch(session, participant.id, now=datetime(2026, 3, 1, 18, tzinfo=UTC))  # Monday in Auckland
    assert session.scalars(select(ParticipantWeek.week_on)).one() == MONDAY


def test_hearing_everywhere_reaches_each_program_that_was_not_left(session: Session, now: datetime) -> None:
    member = make_member(session)
    here, there = (make_participant(session, make_program(session), member=member) for _ in range(2))
    left = make_participant(session, make_program(session), member=member, state=ParticipantState.LEFT)
    participants.touch_everywhere(session, actor_of(member), now=now)
    assert (here.last_active_at, there.last_active_at, left.last_active_at) == (now, now, LONG_AGO)


def test_somebody_active_a_moment_ago_is_fresh(session: Session, now: datetime) -> None:
    member = make_member(session)
    participant = make_participant(session, make_program(session), member=member)
    fresh = functools.partial(participants.is_fresh, session, actor_of(member))
    assert not fresh(now=now)
    participants.touch_everywhere(session, actor_of(member), now=now)
    assert fresh(now=now + timedelta(seconds=59))
    assert not fresh(now=now + timedelta(seconds=60))
    participant.asked_at = now
    session.flush()
    assert not fresh(now=now + timedelta(seconds=1))


def test_who_has_a_new_program_or_a_new_week_is_not_noted(session: Session) -> None:
    member, sunday_night = make_member(session), datetime(2026, 3, 1, 23, 59, 40, tzinfo=UTC)
    make_participant(session, make_program(session, zone="Etc/UTC"), member=member)
    participants.touch_everywhere(session, actor_of(member), now=sunday_night)
    assert participants.is_fresh(session, actor_of(member), now=sunday_night)
    assert not participants.is_fresh(session, actor_of(member), now=sunday_night + timedelta(seconds=30))
    make_participant(session, make_program(session, zone="Etc/UTC"), member=member)
    assert not participants.is_fresh(session, actor_of(member), now=sunday_night)


def test_my_programs_are_those_i_take_part_in_or_organize(session: Session) -> None:
    me = make_member(session)
    joined, organized, left, ended, other = (make_program(session) for _ in range(5))
    make_participant(session, joined, member=me, skips_round=1)
    make_organizer(session, organized, member=me)
    make_participant(session, left, member=me, state=ParticipantState.LEFT)
    make_participant(session, ended, member=me)
    ended.state = ProgramState.ENDED
    make_participant(session, other)
    session.flush()
    mine = participants.my_programs(session, actor_of(me))
    assert [(one.program_id, one.takes_part, one.is_organizer, one.skips_next) for one in mine] == [
        (joined.id, True, False, True),
        (organized.id, False, True, False),
    ]


def test_a_proposed_round_is_still_the_next_one(session: Session) -> None:
    program, fresh = make_program(session), make_program(session)
    for number, state in ((1, RoundState.CLOSED), (2, RoundState.RUNNING), (3, RoundState.PROPOSED)):
        session.add(
            Round(
                program_id=program.id,
                number=number,
                starts_on=LONG_AGO.date() + timedelta(weeks=number),
                ends_on=LONG_AGO.date() + timedelta(weeks=number, days=6),
                seed=1,
                state=state,
                created_at=LONG_AGO,
            )
        )
    session.flush()
    assert participants.next_round_numbers(session, [program.id, fresh.id]) == {program.id: 3, fresh.id: 1}


@pytest.mark.parametrize(
    ("of_participant", "of_member", "reason"),
    [
        ({}, {}, None),
        ({}, {"deactivated_at": LONG_AGO}, NotPaired.DEACTIVATED),
        ({}, {"is_bot": True}, NotPaired.BOT),
        ({}, {"is_guest": True}, NotPaired.GUEST),
        ({}, {"seen_in_slack_at": None}, NotPaired.UNKNOWN),
        ({"channel_left_at": LONG_AGO}, {}, NotPaired.LEFT_CHANNEL),
        ({"state": ParticipantState.PAUSED}, {}, NotPaired.PAUSED),
        ({"state": ParticipantState.PAUSED, "paused_until_on": date(2026, 3, 3)}, {}, NotPaired.PAUSED),
        ({"state": ParticipantState.PAUSED, "paused_until_on": MONDAY}, {}, None),
        ({"state": ParticipantState.RESTING}, {}, NotPaired.RESTING),
        ({"state": ParticipantState.LANDED}, {}, NotPaired.LANDED),
        ({"state": ParticipantState.LANDED, "role": Role.MENTOR}, {}, NotPaired.LANDED),
        ({"skips_round": 2}, {}, NotPaired.SKIPS),
        ({"skips_round": 1}, {}, None),
        ({"frequency": Frequency.EVERY_SECOND}, {}, None),
        ({"frequency": Frequency.EVERY_SECOND, "last_round": 1}, {}, NotPaired.BY_FREQUENCY),
        ({"frequency": Frequency.EVERY_SECOND, "last_round": 2}, {}, None),
        ({"frequency": Frequency.MONTHLY, "last_round": 1}, {}, NotPaired.BY_FREQUENCY),
        ({"frequency": Frequency.EVERY_ROUND, "last_round": 1}, {}, None),
    ],
)
def test_who_is_paired_and_why_not(
    session: Session, of_participant: dict[str, Any], of_member: dict[str, Any], reason: NotPaired | None
) -> None:
    program = make_program(session)
    participant = make_participant(session, program, member=make_member(session, **of_member), **of_participant)
    paired = participants.pairable(session, program.id, round_number=2, on=MONDAY)
    kept_out = participants.not_pairable(session, program.id, round_number=2, on=MONDAY)
    assert [one.id for one, _ in paired] == ([] if reason else [participant.id])
    assert [(one.id, why) for one, _, why in kept_out] == ([(participant.id, reason)] if reason else [])


def test_guests_are_paired_where_the_program_says_so(session: Session) -> None:
    program = make_program(session, pairs_guests=True)
    make_participant(session, program, member=make_member(session, is_guest=True))
    assert len(participants.pairable(session, program.id, round_number=1, on=MONDAY)) == 1


def test_who_landed_gets_no_buddy_as_a_mentor_either(session: Session) -> None:
    program = make_program(session, has_mentors=True)
    make_participant(session, program, state=ParticipantState.LANDED, role=Role.MENTOR)
    make_participant(session, program, state=ParticipantState.LANDED)
    assert participants.pairable(session, program.id, round_number=1, on=MONDAY) == []


def test_people_who_left_are_neither_paired_nor_listed(session: Session) -> None:
    program = make_program(session)
    make_participant(session, program, state=ParticipantState.LEFT)
    assert participants.pairable(session, program.id, round_number=1, on=MONDAY) == []
    assert participants.not_pairable(session, program.id, round_number=1, on=MONDAY) == []
