"""Mentor rounds: members choose to be a mentor of so many mentees, and the program's numbers of both."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from bot.db.models import Participant, Program
from bot.domain.errors import InvalidInputError
from bot.domain.participants import RoleChoice
from bot.domain.programs import MOST_MENTEES, Mentors
from bot.domain.states import Role
from bot.services import participants
from bot.services.conditions import is_active, stays_as_mentor
from bot.services.members import Actor


def choose(session: Session, actor: Actor, program_id: int, chosen: RoleChoice, *, now: datetime) -> None:
    """Store the actor's role and number of mentees, from the next round on.

    Raises NotFoundError where they take no part; InvalidInputError where the program's rounds have no roles, or for a
    number of mentees that no group holds.
    """
    participant = participants.get_for(session, actor, program_id)
    if not session.get_one(Program, program_id).mentor_rounds:
        raise InvalidInputError("role", "The rounds of this program have no mentors. Its organizers can change that.")
    if not 1 <= chosen.capacity <= MOST_MENTEES:
        raise InvalidInputError("capacity", f"Choose 1 to {MOST_MENTEES}.")
    participant.role = Role.MENTOR if chosen.is_mentor else Role.MENTEE
    participant.capacity = chosen.capacity
    participants.touch(session, participant.id, now=now)


def counted(session: Session, program_id: int) -> Mentors:
    """The present numbers of mentors and mentees."""
    is_mentor = Participant.role == Role.MENTOR
    number, room, mentees = session.execute(
        select(
            func.coalesce(func.sum(case((is_mentor, 1), else_=0)), 0),
            func.coalesce(func.sum(case((is_mentor, Participant.capacity), else_=0)), 0),
            func.coalesce(func.sum(case((is_mentor, 0), else_=1)), 0),
        ).where(
            Participant.program_id == program_id,
            or_(is_active(), stays_as_mentor()),
        )
    ).one()
    return Mentors(number, room, mentees)
