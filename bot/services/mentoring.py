"""Members choose to be a mentor of so many mentees, or a mentee; how many mentors a program has, and their room."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.db.models import Member, MentorPair, Participant, Program
from bot.domain.errors import InvalidInputError
from bot.domain.lengths import LINE, fitting
from bot.domain.participants import RoleChoice
from bot.domain.programs import MOST_MENTEES, MentorRoom, Mentors
from bot.domain.states import Role
from bot.services import participants
from bot.services.conditions import may_mentor
from bot.services.members import Actor


def choose(session: Session, actor: Actor, program_id: int, chosen: RoleChoice, *, now: datetime) -> None:
    """Store the actor's role, number of mentees and what they would like to help with. Running pairs go on.

    Raises NotFoundError where they take no part; InvalidInputError where the program has no mentors, or for a number of
    mentees or a line that will not do.
    """
    participant = participants.get_for(session, actor, program_id)
    if not session.get_one(Program, program_id).has_mentors:
        raise InvalidInputError("role", "This program has no mentors. Its organizers can change that.")
    if not 1 <= chosen.capacity <= MOST_MENTEES:
        raise InvalidInputError("capacity", f"Choose 1 to {MOST_MENTEES}.")
    participant.role = Role.MENTOR if chosen.is_mentor else Role.MENTEE
    participant.capacity, participant.mentor_line = chosen.capacity, fitting("line", chosen.line, LINE)
    participants.touch(session, participant.id, now=now)


def counted(session: Session, program_id: int) -> Mentors:
    """The present numbers of mentors, and of the mentees for whom they have room."""
    has = mentees_of(session, program_id)
    rows = session.execute(present_mentors(program_id).with_only_columns(Participant.id, Participant.capacity)).all()
    return Mentors(len(rows), sum(max(0, takes - has[participant_id]) for participant_id, takes in rows))


def present_mentors(program_id: int) -> Select[Participant, Member]:
    """The mentors of a program who may have mentees, with the member of each."""
    return (
        select(Participant, Member)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.program_id == program_id, Participant.role == Role.MENTOR)
        .where(may_mentor(), Member.deactivated_at.is_(None))
        .order_by(Participant.id)
    )


def rooms(session: Session, program_id: int) -> tuple[MentorRoom, ...]:
    """Each present mentor's room. Two queries."""
    has = mentees_of(session, program_id)
    return tuple(
        MentorRoom(member.slack_user_id, has[participant.id], participant.capacity, member.name)
        for participant, member in session.execute(present_mentors(program_id))
    )


def mentees_of(session: Session, program_id: int) -> Counter[int]:
    """By mentor (participant id), how many mentees they have now."""
    rows = session.execute(
        select(MentorPair.mentor_id, func.count())
        .where(MentorPair.program_id == program_id, MentorPair.starts_on.is_not(None), MentorPair.closed_at.is_(None))
        .group_by(MentorPair.mentor_id)
    )
    return Counter({one: number for one, number in rows if one is not None})
