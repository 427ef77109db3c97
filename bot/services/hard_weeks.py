"""A hard week: reported once, it counts nowhere, and nobody is told unless the member asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Member, Participant, ParticipantWeek, Program, Workspace
from bot.db.upsert import insert_once
from bot.domain.errors import NoProgramError
from bot.services import enrollments, participants
from bot.services.conditions import goes_on, may_speak, takes_part, with_program_and_member
from bot.services.members import Actor

WISH_FOR = timedelta(days=4)  # how long organizers are told of a wish at once; the digest lists it in any case


@dataclass(frozen=True)
class ContactWish:
    """A member's wish that an organizer gets in touch, of which some organizers have not been told yet."""

    workspace_id: int
    week_id: int
    program_id: int
    program: str
    participant_id: int
    member_id: int
    slack_user_id: str
    wanted_at: datetime


def declare(session: Session, actor: Actor, *, week_on: date, now: datetime) -> None:
    """Excuse the actor's week in each of their programs. Safe to repeat.

    It is possible after the week has closed, too. Raises NoProgramError where they take part in no program.
    """
    participant_ids = session.scalars(
        select(Participant.id)
        .join(Program, Program.id == Participant.program_id)
        .where(Participant.member_id == actor.member_id, takes_part(), goes_on())
    ).all()
    if not participant_ids:
        raise NoProgramError(f"member {actor.member_id}")
    for participant_id in participant_ids:
        participants.touch(session, participant_id, now=now)
        week = _week(session, participant_id, week_on)
        week.excused_at = week.excused_at or now


def want_contact(session: Session, actor: Actor, program_id: int, *, week_on: date, now: datetime) -> None:
    """Store that the actor would like an organizer of this program to get in touch; once a week.

    Raises NotFoundError for a program that is not theirs, ClosedError for one that has ended.
    """
    enrollment = enrollments.require(session, actor, program_id, now=now)
    week = _week(session, enrollment.participant.id, week_on)
    week.contact_wanted_at = week.contact_wanted_at or now


WISHES = DueQuery(
    with_program_and_member(
        select(
            ParticipantWeek.workspace_id,
            ParticipantWeek.id,
            Program.id,
            Program.name,
            Participant.id,
            Member.id,
            Member.slack_user_id,
            ParticipantWeek.contact_wanted_at,
        ).join(Participant, Participant.id == ParticipantWeek.participant_id)
    )
    .join(Workspace, Workspace.id == ParticipantWeek.workspace_id)
    .where(
        ParticipantWeek.contact_wanted_at > now_plus(-WISH_FOR), ParticipantWeek.contact_told_at.is_(None), may_speak()
    )
    .order_by(ParticipantWeek.id)
)


def open_wishes(session: Session, *, now: datetime) -> list[ContactWish]:
    """The wishes of the last days of which some organizer has not been told, in every active workspace."""
    rows = WISHES.ask(session, now=now)
    return [ContactWish(*row) for row in rows]  # type: ignore[arg-type]  # each has a moment: it is a condition


def mark_told(session: Session, week_id: int, *, now: datetime) -> None:
    """Every organizer was told of the wish."""
    session.execute(update(ParticipantWeek).where(ParticipantWeek.id == week_id).values(contact_told_at=now))


def _week(session: Session, participant_id: int, week_on: date) -> ParticipantWeek:
    insert_once(session, ParticipantWeek, participant_id=participant_id, week_on=week_on)
    return session.scalars(
        select(ParticipantWeek).where(
            ParticipantWeek.participant_id == participant_id, ParticipantWeek.week_on == week_on
        )
    ).one()
