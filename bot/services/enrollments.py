"""A member's own enrollment in a program: every action on goals and check-ins begins by requiring it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, Goal, Member, Participant, Program
from bot.domain.calendar import local
from bot.domain.errors import ClosedError, NotFoundError
from bot.domain.states import ProgramState
from bot.services import participants
from bot.services.conditions import takes_part, with_program_and_member
from bot.services.members import Actor
from bot.services.participants import LastActive

Owned = TypeVar("Owned", CheckIn, Goal)
# Both are built once: every click on a goal or check-in runs them.
_ENROLLMENT = with_program_and_member(select(Participant, Program, Member)).where(
    Participant.program_id == bindparam("program_id"), Participant.member_id == bindparam("member_id"), takes_part()
)
_ACTIVITY = select(Activity).where(
    Activity.id == bindparam("activity_id"), Activity.program_id == bindparam("program_id")
)


@dataclass(frozen=True)
class Enrollment:
    """A member in a program. `today` is the date in the program's zone, by which acts count; `here` is the member's."""

    participant: Participant
    program: Program
    member: Member
    today: date
    here: date


def require(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Enrollment:
    """The actor's own enrollment in the program; this counts as activity of theirs.

    Raises NotFoundError where they take no part in it, ClosedError where the program has ended.
    """
    found = session.execute(_ENROLLMENT, {"program_id": program_id, "member_id": actor.member_id}).first()
    if found is None:
        raise NotFoundError(f"member {actor.member_id} takes no part in program {program_id}")
    participant, program, member = found
    if program.state is ProgramState.ENDED:
        raise ClosedError(f"program {program_id} has ended")
    last = LastActive(
        participant.id, program.zone, participant.joined_at, participant.last_active_at, participant.asked_at
    )
    participants.touch_if_due(session, last, now=now)
    return Enrollment(participant, program, member, local(now, program.zone).date(), local(now, member.zone).date())


def own(session: Session, actor: Actor, kind: type[Owned], row_id: int) -> tuple[Owned, int]:
    """The actor's own goal or check-in, and its program. Raises NotFoundError for another person's."""
    row = session.execute(
        select(kind, Participant.program_id)
        .join(Participant, Participant.id == kind.participant_id)
        .where(kind.id == row_id, Participant.member_id == actor.member_id)
    ).first()
    if row is None:
        raise NotFoundError(f"member {actor.member_id} has no {kind.__name__} {row_id}")
    return row[0], row[1]


def activity(session: Session, enrollment: Enrollment, activity_id: int, *, used_before: bool = False) -> Activity:
    """An activity of the program's catalogue. Raises NotFoundError for another program's, or a retired one.

    `used_before`: what was recorded or set before may keep an activity that has been retired since.
    """
    found = session.scalar(_ACTIVITY, {"activity_id": activity_id, "program_id": enrollment.program.id})
    if found is None or (found.retired_at is not None and not used_before):
        raise NotFoundError(f"program {enrollment.program.id} has no activity {activity_id}")
    return found
