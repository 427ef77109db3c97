"""A member's place in a council: who may speak for it, and whether it goes on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Council, CouncilMeeting, CouncilMember, CouncilPlan, Participant, Program
from bot.domain.errors import GroupOverError, NotAllowedError, NotFoundError, ProgramOverError
from bot.domain.states import ProgramState
from bot.services.councils.gatherings import last_meeting
from bot.services.councils.plans import plan_of
from bot.services.members import Actor


@dataclass(frozen=True)
class InCouncil:
    """The actor's place in a council that goes on."""

    council: Council
    plan: CouncilPlan
    program: Program
    member: CouncilMember


def place_in(session: Session, actor: Actor, council_id: int) -> InCouncil:
    """The actor's place in this council, which no other act changes meanwhile.

    Raises NotFoundError for no such council in their workspace (or one only proposed), NotAllowedError if they never
    were in it, GroupOverError where they or it went on elsewhere, ProgramOverError where the program has ended.
    """
    council = session.scalar(select(Council).where(Council.id == council_id).with_for_update())
    if council is None or council.introduced_at is None:
        raise NotFoundError(f"council {council_id}")
    member = session.scalar(
        select(CouncilMember)
        .join(Participant, Participant.id == CouncilMember.participant_id)
        .where(CouncilMember.council_id == council_id, Participant.member_id == actor.member_id)
        .order_by(CouncilMember.left_at.is_not(None), CouncilMember.id.desc())
        .limit(1)
    )
    if member is None:
        raise NotAllowedError(f"member {actor.member_id} is not in council {council_id}")
    program, plan = session.get_one(Program, council.program_id), plan_of(session, council.program_id)
    if program.state is ProgramState.ENDED:
        raise ProgramOverError(f"program {program.id} has ended")
    if member.left_at is not None or council.dissolved_at is not None or plan is None:
        raise GroupOverError(f"council {council_id} is over for member {actor.member_id}")
    return InCouncil(council, plan, program, member)


def place_at(session: Session, actor: Actor, meeting_id: int) -> tuple[InCouncil, CouncilMeeting]:
    """As `place_in`, for the council of this meeting."""
    meeting = session.scalar(select(CouncilMeeting).where(CouncilMeeting.id == meeting_id))
    if meeting is None:
        raise NotFoundError(f"council meeting {meeting_id}")
    place = place_in(session, actor, meeting.council_id)
    session.refresh(meeting)
    return place, meeting


def place_at_next(session: Session, actor: Actor, meeting_id: int) -> tuple[InCouncil, CouncilMeeting]:
    """As `place_at`. Raises GroupOverError where the council reads of a later meeting by now."""
    place, meeting = place_at(session, actor, meeting_id)
    last = last_meeting(session, place.council.id)
    if last is None or last.id != meeting.id:
        raise GroupOverError(f"council meeting {meeting_id} is over")
    return place, meeting
