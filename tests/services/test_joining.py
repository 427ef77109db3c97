"""Joining and going: each step for one's own place, and for nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, ParticipantWeek, Program
from bot.db.session import bind_workspace
from bot.domain.errors import ClosedError, GuestsNotPairedError, InvalidInputError, KithError, NotFoundError
from bot.domain.states import ParticipantState, ProgramState
from bot.services import joining
from bot.services.members import Actor
from tests.factories import (
    LONG_AGO,
    actor_of,
    make_member,
    make_participant,
    make_program,
    make_round,
    make_workspace,
)


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session)


@pytest.fixture
def member(session: Session) -> Member:
    return make_member(session)


def place_of(session: Session, program: Program, member: Member) -> Participant:
    return session.scalars(
        select(Participant).where(Participant.program_id == program.id, Participant.member_id == member.id)
    ).one()


def test_joining_says_when_it_begins_and_counts_as_activity(
    session: Session, program: Program, member: Member, now: datetime
) -> None:
    place = joining.join(session, actor_of(member), program.id, name_in_public=True, now=now)
    participant = place_of(session, program, member)
    assert (place.was_in, place.round_runs, place.program.next_round_on) == (False, False, date(2026, 3, 2))
    assert (participant.state, participant.name_in_public) == (ParticipantState.ACTIVE, True)
    assert (participant.joined_at, participant.welcomed_at, participant.last_active_at) == (now, now, now)
    assert session.scalars(select(ParticipantWeek)).one().last_active_at == now


def test_joining_twice_keeps_one_place_and_the_last_choice(
    session: Session, program: Program, member: Member, now: datetime
) -> None:
    make_round(session, program)
    joining.join(session, actor_of(member), program.id, name_in_public=True, now=now)
    joining.skip_next(session, actor_of(member), program.id, skips=True, now=now)
    again = joining.join(session, actor_of(member), program.id, name_in_public=False, now=now + timedelta(hours=1))
    participant = place_of(session, program, member)
    assert (again.was_in, again.round_runs, again.skips_next) == (True, True, True)
    assert (participant.name_in_public, participant.joined_at) == (False, now)


def test_who_left_can_join_again(session: Session, program: Program, member: Member, now: datetime) -> None:
    make_participant(session, program, member=member, state=ParticipantState.LEFT)
    place = joining.join(session, actor_of(member), program.id, name_in_public=False, now=now)
    assert (place.was_in, place.state, place_of(session, program, member).joined_at) == (
        False,
        ParticipantState.ACTIVE,
        now,
    )


@pytest.mark.parametrize(("pairs_guests", "refused"), [(False, True), (True, False)])
def test_guests_join_where_the_program_pairs_them(
    session: Session, now: datetime, *, pairs_guests: bool, refused: bool
) -> None:
    program, guest = make_program(session, pairs_guests=pairs_guests), make_member(session, is_guest=True)

    def join() -> object:
        return joining.join(session, actor_of(guest), program.id, name_in_public=False, now=now)

    if refused:
        with pytest.raises(GuestsNotPairedError):
            join()
        assert session.scalars(select(Participant)).all() == []
    else:
        assert join()


def test_a_program_that_ended_takes_nobody(session: Session, member: Member, now: datetime) -> None:
    ended = make_program(session, state=ProgramState.ENDED)
    with pytest.raises(ClosedError):
        joining.join(session, actor_of(member), ended.id, name_in_public=False, now=now)


def test_a_pause_has_its_first_day_back(session: Session, program: Program, member: Member, now: datetime) -> None:
    make_participant(session, program, member=member, asked_at=LONG_AGO)
    place = joining.pause(session, actor_of(member), program.id, until_on=date(2026, 4, 1), now=now)
    participant = place_of(session, program, member)
    assert (place.state, place.paused_until_on) == (ParticipantState.PAUSED, date(2026, 4, 1))
    assert (participant.state_changed_at, participant.asked_at, participant.last_active_at) == (now, None, now)


@pytest.mark.parametrize("until_on", [date(2026, 3, 2), date(2026, 3, 1), date(2027, 3, 4)])
def test_a_pause_ends_in_the_coming_year(
    session: Session, program: Program, member: Member, now: datetime, until_on: date
) -> None:
    make_participant(session, program, member=member)
    with pytest.raises(InvalidInputError):
        joining.pause(session, actor_of(member), program.id, until_on=until_on, now=now)
    assert place_of(session, program, member).state is ParticipantState.ACTIVE


def test_the_next_round_can_be_skipped_and_taken_after_all(
    session: Session, program: Program, member: Member, now: datetime
) -> None:
    make_round(session, program)
    participant = make_participant(session, program, member=member)
    assert joining.skip_next(session, actor_of(member), program.id, skips=True, now=now).skips_next
    assert participant.skips_round == 2
    assert not joining.skip_next(session, actor_of(member), program.id, skips=False, now=now).skips_next


@pytest.mark.parametrize(
    "out",
    [
        {"state": ParticipantState.PAUSED, "paused_until_on": date(2026, 5, 1)},
        {"state": ParticipantState.RESTING},
        {"state": ParticipantState.LANDED},
        {"skips_round": 1},
        {"channel_left_at": LONG_AGO},
    ],
)
def test_one_click_brings_everybody_back(
    session: Session, program: Program, member: Member, now: datetime, out: dict[str, Any]
) -> None:
    participant = make_participant(session, program, member=member, **out)
    joining.come_back(session, actor_of(member), program.id, now=now)
    assert participant.state is ParticipantState.ACTIVE
    assert (participant.paused_until_on, participant.skips_round, participant.channel_left_at) == (None, None, None)


def test_leaving_is_one_step_and_takes_the_name_out(
    session: Session, program: Program, member: Member, now: datetime
) -> None:
    participant = make_participant(session, program, member=member, name_in_public=True)
    joining.leave(session, actor_of(member), program.id, now=now)
    assert (participant.state, participant.name_in_public) == (ParticipantState.LEFT, False)


def test_who_left_the_channel_can_stay(session: Session, program: Program, member: Member, now: datetime) -> None:
    participant = make_participant(session, program, member=member, channel_left_at=LONG_AGO)
    joining.stay_outside(session, actor_of(member), program.id, now=now)
    assert (participant.channel_left_at, participant.stays_outside_at) == (None, now)


STEPS: list[Callable[[Session, Actor, int, datetime], object]] = [
    lambda session, actor, program_id, now: joining.leave(session, actor, program_id, now=now),
    lambda session, actor, program_id, now: joining.pause(
        session, actor, program_id, until_on=date(2026, 4, 1), now=now
    ),
    lambda session, actor, program_id, now: joining.skip_next(session, actor, program_id, skips=True, now=now),
    lambda session, actor, program_id, now: joining.land(session, actor, program_id, now=now),
    lambda session, actor, program_id, now: joining.come_back(session, actor, program_id, now=now),
    lambda session, actor, program_id, now: joining.stay_outside(session, actor, program_id, now=now),
    lambda session, actor, program_id, now: joining.choose_name_in_public(
        session, actor, program_id, name_in_public=True, now=now
    ),
]


@pytest.mark.parametrize("step", STEPS)
def test_nobody_acts_in_a_program_they_are_not_in(
    session: Session,
    program: Program,
    member: Member,
    now: datetime,
    step: Callable[[Session, Actor, int, datetime], object],
) -> None:
    there = make_participant(session, program)
    make_participant(session, make_program(session), member=member)
    with pytest.raises(NotFoundError):
        step(session, actor_of(member), program.id, now)
    assert (there.state, there.skips_round) == (ParticipantState.ACTIVE, None)


@pytest.mark.parametrize("step", [*STEPS, lambda s, a, p, n: joining.join(s, a, p, name_in_public=False, now=n)])
def test_a_program_of_another_workspace_is_out_of_reach(
    session: Session, program: Program, now: datetime, step: Callable[[Session, Actor, int, datetime], object]
) -> None:
    bind_workspace(session, make_workspace(session).id)
    with pytest.raises(KithError):
        step(session, actor_of(make_member(session)), program.id, now)


def test_enrolling_takes_those_who_may_and_never_twice(
    session: Session, program: Program, member: Member, now: datetime
) -> None:
    gone = make_participant(session, program, state=ParticipantState.LEFT)
    left = session.get_one(Member, gone.member_id)
    others = [
        make_member(session, **flags)
        for flags in ({"is_bot": True}, {"is_guest": True}, {"deactivated_at": LONG_AGO}, {"seen_in_slack_at": None})
    ]
    ids = [one.slack_user_id for one in (member, left, *others)]
    assert [joining.enroll(session, program, ids, now=now) for _ in range(2)] == [1, 0]
    assert place_of(session, program, member).welcomed_at is None
    assert gone.state is ParticipantState.LEFT
