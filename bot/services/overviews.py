"""A program at a glance, as its page shows it first: how it stands now, and the last week that can be reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Participant, Program, Round
from bot.domain.digests import Digest
from bot.domain.states import ParticipantState, ProgramState, RoundState
from bot.services import digests, page_access, programs
from bot.services.conditions import is_counted, with_program_and_member
from bot.services.members import Actor


@dataclass(frozen=True)
class RunningRound:
    """The round that goes on."""

    round_id: int
    number: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Overview:
    """How a program stands at this moment. `digest` is of the last closed week, if there is one yet."""

    slack_channel_id: str
    state: ProgramState
    state_reason: str
    people: dict[ParticipantState, int]
    running: RunningRound | None
    proposed_round_id: int | None
    next_round_on: date | None
    digest: Digest | None
    first_digest_on: date | None


def overview(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Overview:
    """The overview, for somebody who may read the program. The number of queries is constant."""
    page_access.shelf(session, actor, program_id)
    program = session.get_one(Program, program_id)
    told = digests.of_last_week(session, program_id, now=now)
    goes_on = program.state is not ProgramState.ENDED
    return Overview(
        slack_channel_id=program.slack_channel_id,
        state=program.state,
        state_reason=program.state_reason,
        people=_people(session, program_id),
        running=_running(session, program_id) if goes_on else None,
        proposed_round_id=session.scalar(
            select(Round.id).where(Round.program_id == program_id, Round.state == RoundState.PROPOSED)
        ),
        next_round_on=programs.next_round_on(session, program, now=now) if goes_on else None,
        digest=told if isinstance(told, Digest) else None,
        first_digest_on=told.first_on if isinstance(told, digests.NotYet) else None,
    )


def _people(session: Session, program_id: int) -> dict[ParticipantState, int]:
    rows = session.execute(
        with_program_and_member(select(Participant.state, func.count()))
        .where(Participant.program_id == program_id, is_counted())
        .group_by(Participant.state)
    )
    return {row[0]: row[1] for row in rows}


def _running(session: Session, program_id: int) -> RunningRound | None:
    found = session.execute(
        select(Round.id, Round.number, Round.starts_on, Round.ends_on)
        .where(Round.program_id == program_id, Round.state == RoundState.RUNNING)
        .order_by(Round.number.desc())
        .limit(1)
    ).first()
    return RunningRound(*found) if found else None
