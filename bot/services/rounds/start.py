"""Starts a round: the plan that was proposed, or is made now, becomes the running round.

The job and the organizers' preview call this, each inside its one transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Program, Round, Waiting
from bot.domain.calendar import local
from bot.domain.pairing.rules import SMALLEST_GROUP, Mixes
from bot.domain.slots import first_moment_for_all
from bot.domain.states import RoundState, WaitingWhy
from bot.domain.working_days import Breaks
from bot.services import participants, programs, say
from bot.services.rounds import inactivity, people, together
from bot.services.rounds.groups import groups_of
from bot.services.rounds.people import Pairable
from bot.services.rounds.proposal import claim, held_back, proposal_for, propose, refresh
from bot.services.rounds.second_groups import add_second_groups

log = logging.getLogger(__name__)
_MIXES = Mixes()


@dataclass(frozen=True)
class Started:
    """A round that began: its number, how many groups it has, and how many people wait without a group."""

    round_id: int
    number: int
    groups: int
    waiting: int


def start(session: Session, *, program_id: int, on: date, now: datetime, mixes: Mixes = _MIXES) -> Started | None:
    """Begin the round that is due on `on`: as proposed to the organizers, or else as pairing decides now.

    None where the running round still covers `on`. The former round is closed.
    """
    program = session.scalars(select(Program).where(Program.id == program_id)).one()
    if covers(session, program_id, on):
        return None
    claim(session, program)
    proposed = proposal_for(session, program_id, on)
    if proposed is None or proposed.shown_at is None:
        inactivity.rest_unanswered(session, program_id, now=now)
    if proposed is None:
        proposed = propose(session, program, on=on, now=now, mixes=mixes)
    else:
        refresh(session, program, proposed, now=now, mixes=mixes)
    return launch(session, program, proposed, now=now, mixes=mixes)


def covers(session: Session, program_id: int, on: date) -> bool:
    """Whether a round that was started still lasts on `on`."""
    return (
        session.scalar(
            select(Round.id).where(
                Round.program_id == program_id, Round.state != RoundState.PROPOSED, Round.ends_on >= on
            )
        )
        is not None
    )


def launch(session: Session, program: Program, new: Round, *, now: datetime, mixes: Mixes = _MIXES) -> Started:
    """Begin a proposed round: close the former one, take out people who left, add second groups for whoever wished for
    two, set the hour of each introduction.
    """
    _close_others(session, program.id, new.id, now=now)
    say.forget_past(session, program.id, round_number=new.number)
    together.forget_past(session, program.id, round_number=new.number)
    new.state, new.started_at, new.listed_at, new.matched_at = RoundState.RUNNING, now, now, None
    on = max(new.starts_on, local(now, program.zone).date())
    able = participants.pairable(session, program.id, round_number=new.number, on=on)
    places = {participant.id: (participant, member) for participant, member in able}
    breaks = programs.breaks_of(session, program.id)
    for group, member_ids in groups_of(session, new.id):
        gone = set(member_ids) - places.keys()
        if len(member_ids) - len(gone) < SMALLEST_GROUP:
            session.delete(group)
        elif gone:
            _take_out(session, group, gone)
    session.flush()
    held = held_back(session, new.id)
    free = {key: place for key, place in places.items() if key not in held}
    add_second_groups(session, program, new, free, on=on, mixes=mixes, now=now)
    placed: set[int] = set()
    groups = 0
    for group, member_ids in groups_of(session, new.id):
        here = [places[participant_id] for participant_id in member_ids]
        group.introduce_at = first_moment_for_all(
            [people.hours_of(member) for _, member in here], after=now, breaks=breaks
        )
        placed |= {participant.id for participant, _ in here}
        groups += 1
    session.flush()
    waiting = _store_waiting(
        session, new, [place for key, place in places.items() if key not in placed], now=now, breaks=breaks
    )
    log.info("round started", extra={"action": "round_started", "program": program.id, "round": new.number})
    return Started(new.id, new.number, groups, waiting)


def _close_others(session: Session, program_id: int, round_id: int, *, now: datetime) -> None:
    others = select(Round.id).where(Round.program_id == program_id, Round.id != round_id)
    session.execute(
        update(Round).where(Round.id.in_(others), Round.state != RoundState.CLOSED).values(state=RoundState.CLOSED)
    )
    session.execute(
        update(Waiting).where(Waiting.round_id.in_(others), Waiting.ended_at.is_(None)).values(ended_at=now)
    )


def _take_out(session: Session, group: BuddyGroup, gone: set[int]) -> None:
    for member in session.scalars(
        select(GroupMember).where(GroupMember.group_id == group.id, GroupMember.participant_id.in_(gone))
    ):
        session.delete(member)
    session.flush()
    if group.proposer_id in gone:
        group.proposer_id = session.scalars(
            select(GroupMember.participant_id).where(GroupMember.group_id == group.id).limit(1)
        ).first()


def _store_waiting(session: Session, new: Round, without: Sequence[Pairable], *, now: datetime, breaks: Breaks) -> int:
    """Let the people in `without` wait, to be told in their daytime; nobody else waits. Returns how many wait."""
    rows = {row.participant_id: row for row in session.scalars(select(Waiting).where(Waiting.round_id == new.id))}
    for participant_id in rows.keys() - {participant.id for participant, _ in without}:
        session.delete(rows[participant_id])
    for participant, member in without:
        if participant.id not in rows:
            rows[participant.id] = Waiting(
                round_id=new.id, participant_id=participant.id, why=WaitingWhy.JOINED_LATE, since_at=now
            )
            session.add(rows[participant.id])
        rows[participant.id].tell_at = first_moment_for_all([people.hours_of(member)], after=now, breaks=breaks)
    session.flush()
    return len(without)
