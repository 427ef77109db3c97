"""Organizers: who may configure a program and reads its digests. A program never loses its last one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Organizer, Program
from bot.db.upsert import insert_once
from bot.domain.errors import EndedError, InvalidInputError, NotAllowedError, NotFoundError
from bot.domain.messages import Reader
from bot.domain.organizer_acts import Act
from bot.domain.states import ProgramState
from bot.services import members, organizer_log
from bot.services.conditions import goes_on
from bot.services.members import Actor

MOST_ADMINS = 3  # that are told of something


def require(session: Session, actor: Actor, program_id: int) -> Program:
    """The program, for one of its organizers.

    Raises NotFoundError for a program of another workspace, NotAllowedError for anybody else.
    """
    program = session.scalar(select(Program).where(Program.id == program_id))
    if program is None:
        raise NotFoundError(f"program {program_id}")
    if not is_organizer(session, program_id=program_id, member_id=actor.member_id):
        raise NotAllowedError(f"member {actor.member_id} does not organize program {program_id}")
    return program


def require_going(session: Session, actor: Actor, program_id: int) -> Program:
    """As `require`, for a change: raises EndedError where the program has ended."""
    program = require(session, actor, program_id)
    if program.state is ProgramState.ENDED:
        raise EndedError(f"program {program_id} has ended")
    return program


def lock(session: Session, actor: Actor, program_id: int) -> None:
    """Let no other organizer change the program until this transaction ends, and read it anew. Raises as `require`."""
    session.refresh(require(session, actor, program_id), with_for_update=True)


def is_organizer(session: Session, *, program_id: int, member_id: int) -> bool:
    """Whether the member organizes the program."""
    return member_id in _ids(session, program_id)


def of_program(session: Session, program_id: int) -> list[Member]:
    """The organizers of a program who are still in Slack, in the order in which they were named."""
    return list(
        session.scalars(
            select(Member)
            .join(Organizer, Organizer.member_id == Member.id)
            .where(Organizer.program_id == program_id, Member.deactivated_at.is_(None))
            .order_by(Organizer.id)
        )
    )


def readers(session: Session, program_id: int, *, now: datetime) -> list[Reader]:
    """The same as readers of what they are told today."""
    return [members.reader(session, member.id, now=now) for member in of_program(session, program_id)]


def who_hears(session: Session, program_id: int, *, others: Collection[str], actor: Actor) -> list[Member]:
    """Who is told of something wrong between the actor and these people (Slack ids): the organizers, but the actor.

    Where an organizer is one of those people, or there is none but the actor, the admins of the workspace: three at
    most, and nobody who is part of it.
    """
    found = of_program(session, program_id)
    if any(one.slack_user_id in others for one in found) or all(one.id == actor.member_id for one in found):
        admins = select(Member).where(Member.is_admin, Member.is_bot.is_(False), Member.deactivated_at.is_(None))
        apart = admins.where(Member.id != actor.member_id, Member.slack_user_id.not_in(others))
        return list(session.scalars(apart.order_by(Member.id).limit(MOST_ADMINS)))
    return [one for one in found if one.id != actor.member_id]


def programs_of(session: Session, actor: Actor) -> list[Program]:
    """The programs that the actor organizes, oldest first; those that have ended come last."""
    mine = (
        select(Program)
        .join(Organizer, Organizer.program_id == Program.id)
        .where(Organizer.member_id == actor.member_id)
        .order_by(goes_on().desc(), Program.id)
    )
    return list(session.scalars(mine))


def name_organizers(
    session: Session, actor: Actor, program_id: int, *, slack_user_ids: list[str], now: datetime
) -> list[Member]:
    """Make exactly these people the organizers; those who are new come back.

    Raises InvalidInputError where nobody would be left, or for a bot, a guest or a deactivated account.
    """
    require(session, actor, program_id)
    chosen = [members.ensure(session, slack_user_id=slack_user_id) for slack_user_id in dict.fromkeys(slack_user_ids)]
    if not any(member.deactivated_at is None for member in chosen):
        raise InvalidInputError("organizers", "A program needs at least one organizer. Choose one or more people.")
    before = _ids(session, program_id)
    new = [member for member in chosen if member.id not in before]
    for member in new:
        if member.is_bot or member.is_guest or member.deactivated_at is not None:
            raise InvalidInputError("organizers", "Organizers are full members of this workspace: no guests, no apps.")
        insert_once(session, Organizer, program_id=program_id, member_id=member.id)
    gone = before - {member.id for member in chosen}
    for row in session.scalars(
        select(Organizer).where(Organizer.program_id == program_id, Organizer.member_id.in_(gone))
    ):
        session.delete(row)
    named = {"added": [member.id for member in new], "removed": sorted(gone)}
    organizer_log.note_change(session, actor, program_id, Act.ORGANIZERS, named, now=now)
    return new


def _ids(session: Session, program_id: int) -> set[int]:
    return set(session.scalars(select(Organizer.member_id).where(Organizer.program_id == program_id)))
