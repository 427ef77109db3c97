"""Viewers: who reads a program's digests and reports, such as a director or a funder, and changes nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from bot.db.models import Member, Organizer, Program, Viewer
from bot.db.upsert import insert_once
from bot.domain.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.organizer_acts import Act
from bot.services import members, organizer_log, organizers
from bot.services.conditions import goes_on
from bot.services.members import Actor


def require_reader(session: Session, actor: Actor, program_id: int) -> Program:
    """The program, for one of its organizers or viewers whose account is open.

    Raises NotFoundError for a program of another workspace, NotAllowedError for anybody else.
    """
    program = session.scalar(select(Program).where(Program.id == program_id))
    if program is None:
        raise NotFoundError(f"program {program_id}")
    organizes = select(Organizer.id).where(Organizer.program_id == program_id, Organizer.member_id == Member.id)
    views = select(Viewer.id).where(Viewer.program_id == program_id, Viewer.member_id == Member.id)
    reader = select(Member.id).where(Member.id == actor.member_id, Member.deactivated_at.is_(None))
    if session.scalar(reader.where(or_(organizes.exists(), views.exists()))) is None:
        raise NotAllowedError(f"member {actor.member_id} does not read program {program_id}")
    return program


def of_program(session: Session, program_id: int) -> list[Member]:
    """The viewers of a program who are still in Slack and do not organize it, in the order in which they were named."""
    organizes = select(Organizer.id).where(Organizer.program_id == program_id, Organizer.member_id == Member.id)
    there = (
        select(Member)
        .join(Viewer, Viewer.member_id == Member.id)
        .where(Viewer.program_id == program_id, Member.deactivated_at.is_(None), ~organizes.exists())
        .order_by(Viewer.id)
    )
    return list(session.scalars(there))


def programs_of(session: Session, actor: Actor) -> list[Program]:
    """The programs that the actor views and does not organize, oldest first; those that have ended come last."""
    organizes = select(Organizer.id).where(Organizer.program_id == Program.id, Organizer.member_id == actor.member_id)
    mine = (
        select(Program)
        .join(Viewer, Viewer.program_id == Program.id)
        .join(Member, Member.id == Viewer.member_id)
        .where(Member.id == actor.member_id, Member.deactivated_at.is_(None), ~organizes.exists())
        .order_by(goes_on().desc(), Program.id)
    )
    return list(session.scalars(mine))


def name_viewers(
    session: Session, actor: Actor, program_id: int, *, slack_user_ids: list[str], now: datetime
) -> list[Member]:
    """Make exactly these people the viewers; those who are new come back. Whoever organizes it need not be one.

    Raises as `organizers.require`, InvalidInputError (field `viewers`) for a bot, a guest or a closed account.
    """
    organizers.require(session, actor, program_id)
    chosen = [members.ensure(session, slack_user_id=one) for one in dict.fromkeys(slack_user_ids)]
    before = set(session.scalars(select(Viewer.member_id).where(Viewer.program_id == program_id)))
    new = [member for member in chosen if member.id not in before]
    if any(member.is_bot or member.is_guest or member.deactivated_at is not None for member in new):
        raise InvalidInputError("viewers", "Viewers are full members of this workspace: no guests, no apps.")
    gone = before - {member.id for member in chosen}
    session.execute(delete(Viewer).where(Viewer.program_id == program_id, Viewer.member_id.in_(gone)))
    for member in new:
        insert_once(session, Viewer, program_id=program_id, member_id=member.id)
    named = {"added": [member.id for member in new], "removed": sorted(gone)}
    organizer_log.note_change(session, actor, program_id, Act.VIEWERS, named, now=now)
    return new


def copy(session: Session, from_id: int, to_id: int) -> None:
    """Let the viewers of one program read another, too."""
    for member in of_program(session, from_id):
        insert_once(session, Viewer, program_id=to_id, member_id=member.id)
