"""An organizer plans the next round ahead of its preview: up to a week before it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.db.models import Program
from bot.domain.calendar import Due, dues
from bot.domain.errors import ClosedError, TooEarlyError
from bot.domain.kinds import MessageKind
from bot.domain.organizer_acts import Act
from bot.domain.pair_lists import Preview
from bot.domain.pairing.rules import Mixes
from bot.domain.states import ProgramState
from bot.services import organizer_log, organizers, programs
from bot.services.members import Actor
from bot.services.rounds.preview import FARTHEST, proposed
from bot.services.rounds.proposal import claim, proposal_for, propose, refresh

AHEAD = timedelta(days=7)
_MIXES = Mixes()


@dataclass(frozen=True)
class Coming:
    """When the next round begins (UTC), and from when on it can be planned."""

    starts_at: datetime
    plannable_at: datetime


def coming(session: Session, program: Program, *, now: datetime) -> Coming | None:
    """The round that begins next; None where the program does not run, has no further round, or a long break."""
    due = _due(session, program, now=now)
    return Coming(due.due_at, due.due_at - AHEAD) if due else None


def may_plan(session: Session, program: Program, *, now: datetime) -> bool:
    """Whether an organizer can plan the next round now."""
    due = _due(session, program, now=now)
    return due is not None and due.due_at - AHEAD <= now


def plan_next(session: Session, actor: Actor, program_id: int, *, now: datetime, mixes: Mixes = _MIXES) -> Preview:
    """Propose the next round, as its preview would; one that is proposed already stays.

    Raises as `organizers.require`, ClosedError where no round comes, TooEarlyError more than a week before it.
    """
    program = organizers.require(session, actor, program_id)
    claim(session, program)
    due = _due(session, program, now=now)
    if due is None:
        raise ClosedError(f"program {program_id} has no round to come")
    found = proposal_for(session, program_id, due.local_on)
    if found is not None:
        refresh(session, program, found, now=now, mixes=mixes)
    elif due.due_at - AHEAD > now:
        raise TooEarlyError(f"the next round of program {program_id} begins at {due.due_at}")
    else:
        found = propose(session, program, on=due.local_on, now=now, mixes=mixes)
        organizer_log.note(session, actor, program_id, Act.PLANNED, now=now)
    return proposed(session, actor, found.id)


def _due(session: Session, program: Program, *, now: datetime) -> Due | None:
    if program.state is not ProgramState.RUNNING or not program.buddy_rounds:
        return None
    dates = programs.dates_of(session, program)
    return next(dues(MessageKind.ROUND, dates, zones=(), after=now, until=now + FARTHEST), None)
