"""Paused, resumed, ended; and what its channel does to a program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.db.models import Program, ProgramBreak
from bot.domain.errors import ClosedError, NotAllowedError
from bot.domain.programs import StopReason
from bot.domain.states import ProgramState
from bot.services import program_life, programs
from bot.services.members import Actor
from tests.factories import LONG_AGO, actor_of, make_member, make_organizer, make_program, make_round


@pytest.fixture
def program(session: Session) -> Program:
    return make_program(session)


@pytest.fixture
def organizer(session: Session, program: Program) -> Actor:
    member = make_member(session)
    make_organizer(session, program, member=member)
    return actor_of(member)


def test_nothing_of_a_pause_is_caught_up(session: Session, program: Program, organizer: Actor, now: datetime) -> None:
    assert program_life.pause(session, organizer, program.id, now=now - timedelta(days=9))
    assert program.due_checked_at == LONG_AGO
    assert program_life.resume(session, organizer, program.id, now=now)
    assert (program.state, program.state_reason, program.due_checked_at) == (ProgramState.RUNNING, "", now)


def test_a_second_click_changes_nothing(session: Session, program: Program, organizer: Actor, now: datetime) -> None:
    for step in (program_life.pause, program_life.resume, program_life.end):
        assert step(session, organizer, program.id, now=now)
        before = program.state_changed_at
        assert not step(session, organizer, program.id, now=now + timedelta(hours=1))
        assert program.state_changed_at == before


def test_what_has_ended_is_not_resumed(session: Session, program: Program, organizer: Actor, now: datetime) -> None:
    program_life.end(session, organizer, program.id, now=now)
    for step in (program_life.pause, program_life.resume):
        with pytest.raises(ClosedError):
            step(session, organizer, program.id, now=now)


@pytest.mark.parametrize("step", [program_life.pause, program_life.resume, program_life.end])
def test_only_its_organizers_stop_a_program(
    session: Session, program: Program, now: datetime, step: Callable[..., bool]
) -> None:
    with pytest.raises(NotAllowedError):
        step(session, actor_of(make_member(session)), program.id, now=now)
    assert program.state is ProgramState.RUNNING


def test_a_lost_channel_pauses_and_its_return_goes_on(session: Session, program: Program, now: datetime) -> None:
    channel = program.slack_channel_id
    assert program_life.channel_lost(session, channel, StopReason.BOT_REMOVED, now=now) is program
    assert (program.state, program.state_reason) == (ProgramState.PAUSED, StopReason.BOT_REMOVED)
    assert program_life.channel_lost(session, channel, StopReason.ARCHIVED, now=now) is None
    assert program_life.channel_back(session, channel, now=now) is program
    assert program.state is ProgramState.RUNNING


def test_what_an_organizer_paused_stays_paused(
    session: Session, program: Program, organizer: Actor, now: datetime
) -> None:
    program_life.pause(session, organizer, program.id, now=now)
    assert program_life.channel_back(session, program.slack_channel_id, now=now) is None
    assert program.state is ProgramState.PAUSED


def test_a_channel_without_a_program_concerns_nobody(session: Session, now: datetime) -> None:
    assert program_life.channel_lost(session, "CNONE", StopReason.ARCHIVED, now=now) is None
    assert program_life.channel_back(session, "CNONE", now=now) is None


def test_the_next_round_follows_the_last_one_and_waits_for_the_end_of_a_break(session: Session, now: datetime) -> None:
    program = make_program(session, starts_on=date(2026, 3, 2))
    assert programs.next_round_on(session, program, now=now) == date(2026, 3, 2)  # this morning, at nine
    make_round(session, program)
    assert programs.next_round_on(session, program, now=now) == date(2026, 3, 16)
    session.add(ProgramBreak(program_id=program.id, from_on=date(2026, 3, 16), until_on=date(2026, 3, 20)))
    session.flush()
    assert programs.next_round_on(session, program, now=now) == date(2026, 3, 23)


def test_after_a_long_pause_the_next_round_is_on_the_next_monday(session: Session, now: datetime) -> None:
    program = make_program(session)
    make_round(session, program)
    assert programs.next_round_on(session, program, now=now + timedelta(hours=3)) == date(2026, 3, 9)
