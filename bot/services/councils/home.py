"""A member's council in each of their programs, for App Home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import (
    CheckIn,
    Council,
    CouncilLine,
    CouncilMeeting,
    CouncilMember,
    CouncilPlan,
    Member,
    Participant,
    Program,
)
from bot.domain.calendar import local
from bot.domain.councils import MyCouncil, introduced_at
from bot.services.conditions import is_active, is_running, with_program_and_member
from bot.services.council_times import source_of
from bot.services.councils import people
from bot.services.councils.gatherings import describe, last_meeting
from bot.services.members import Actor

_MINE = (
    with_program_and_member(select(Participant, Program, Member, CouncilPlan))
    .join(CouncilPlan, CouncilPlan.program_id == Program.id)
    .where(is_active(), is_running())
    .order_by(Program.id)
)


def my_councils(session: Session, actor: Actor, *, now: datetime) -> Sequence[MyCouncil]:
    """The actor's council in each program with councils that they take an active part in."""
    rows = session.execute(_MINE.where(Participant.member_id == actor.member_id)).all()
    return [_mine(session, participant, program, member, plan, now=now) for participant, program, member, plan in rows]


def _mine(
    session: Session, participant: Participant, program: Program, member: Member, plan: CouncilPlan, *, now: datetime
) -> MyCouncil:
    council = session.scalar(
        select(Council)
        .join(CouncilMember, CouncilMember.council_id == Council.id)
        .where(CouncilMember.participant_id == participant.id, people.has_seat(), people.stands())
    )
    if plan.launched_at is None:
        on = local(max(introduced_at(plan.starts_on, program.zone), now), member.zone).date()
        return MyCouncil(program.id, program.name, participant.id, member.zone, introduce_on=on)
    if council is None or council.introduced_at is None:
        is_soon = council is not None and council.introduce_at is not None
        return MyCouncil(program.id, program.name, participant.id, member.zone, waits=not is_soon)
    meeting = last_meeting(session, council.id)
    return MyCouncil(
        program_id=program.id,
        program_name=program.name,
        mine_id=participant.id,
        zone=member.zone,
        gathering=describe(session, council, meeting, now=now),
        my_line=_line(session, meeting, participant) if meeting else "",
        was_there=meeting is not None and _was_there(session, meeting, participant),
    )


def _line(session: Session, meeting: CouncilMeeting, participant: Participant) -> str:
    of_mine = (CouncilLine.meeting_id == meeting.id, CouncilLine.participant_id == participant.id)
    return session.scalar(select(CouncilLine.will_try).where(*of_mine)) or ""


def _was_there(session: Session, meeting: CouncilMeeting, participant: Participant) -> bool:
    there = (CheckIn.participant_id == participant.id, CheckIn.source == source_of(meeting.id))
    return session.scalar(select(CheckIn.id).where(*there)) is not None
