"""Organizers ask people to be mentors. Only the person's own yes makes them one; a no is told to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery
from bot.db.models import (
    Member,
    MentorInvitation,
    Participant,
    Program,
    Workspace,
)
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.domain.organizer_acts import Act
from bot.domain.participants import RoleChoice
from bot.domain.programs import MentorList
from bot.domain.states import Role
from bot.services import joining, members, mentor_pairs, mentoring, organizer_log, organizers, program_life
from bot.services.conditions import is_running, may_speak, takes_part
from bot.services.members import Actor, SlackPerson

MOST_AT_ONCE = 20
ASK_AGAIN = timedelta(weeks=8)  # after a no, or without an answer

# Invitations of which the person has not been told, and who they are
UNTOLD = DueQuery(
    select(MentorInvitation.workspace_id, MentorInvitation.program_id, MentorInvitation.member_id)
    .join(Program, Program.id == MentorInvitation.program_id)
    .join(Member, Member.id == MentorInvitation.member_id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(is_running(), may_speak(), MentorInvitation.told_at.is_(None), Member.deactivated_at.is_(None))
    .order_by(MentorInvitation.id)
)


def mentor_list(session: Session, actor: Actor, program_id: int, *, now: datetime) -> MentorList:
    """The program's mentors with the room of each, and who was asked and has not said yes. For its organizers."""
    program = _with_mentors(session, actor, program_id)
    mentors = mentoring.rooms(session, program_id)
    asked = session.scalars(
        select(Member.slack_user_id)
        .join(MentorInvitation, MentorInvitation.member_id == Member.id)
        .where(MentorInvitation.program_id == program_id)
        .order_by(MentorInvitation.id)
    )
    return MentorList(
        program_life.news_of(session, program, now=now),
        mentors,
        tuple(one for one in asked if one not in {mentor.slack_user_id for mentor in mentors}),
        mentor_pairs.figures(session, program_id),
    )


def invite(
    session: Session, actor: Actor, program_id: int, people: Sequence[SlackPerson], *, now: datetime
) -> list[str]:
    """Ask these people, as Slack describes them, each in their own daytime; those who are mentors, were asked lately or
    erased their data are passed over.

    Returns the Slack ids of those who will be asked. Raises as `invite_member`, and InvalidInputError (field `people`)
    for nobody or too many.
    """
    program = _with_mentors(session, actor, program_id)
    if not 1 <= len(people) <= MOST_AT_ONCE:
        raise InvalidInputError("people", f"Choose one to {MOST_AT_ONCE} people.")
    gone = members.who_erased(session, [one.slack_user_id for one in people])
    chosen = [members.apply_slack_person(session, one, now=now) for one in people if one.slack_user_id not in gone]
    asked = _ask_all(session, actor, program, chosen, now=now)
    return [member.slack_user_id for member in asked]


def invite_member(session: Session, actor: Actor, program_id: int, member: Member, *, now: datetime) -> bool:
    """Ask one whom Kith knows. False for a mentor, and for somebody who was asked lately.

    Raises as `organizers.require_going`, ClosedError where the program has no mentors, InvalidInputError (field
    `people`) for a bot, a closed account, or a guest where guests are not matched.
    """
    return bool(_ask_all(session, actor, _with_mentors(session, actor, program_id), [member], now=now))


def _ask_all(
    session: Session, actor: Actor, program: Program, chosen: Sequence[Member], *, now: datetime
) -> list[Member]:
    """Ask those who can be asked, and note it."""
    for member in chosen:
        if member.is_bot or member.deactivated_at is not None or (member.is_guest and not program.pairs_guests):
            raise InvalidInputError(
                "people",
                "Mentors are people of this workspace: no apps, no closed accounts, and "
                "guests only where the program matches them.",
            )
    asked = [member for member in chosen if ask(session, actor, program.id, member, now=now)]
    named = {"members": [member.id for member in asked]}
    organizer_log.note_change(session, actor, program.id, Act.MENTORS_INVITED, named, now=now)
    return asked


def question(session: Session, program_id: int, member_id: int) -> tuple[MentorInvitation, str]:
    """The invitation that the member is to be told of, and the Slack id of whoever asks; empty if they are gone."""
    invitation = _of(session, program_id, member_id)
    by = session.get(Member, invitation.asked_by_id) if invitation.asked_by_id else None
    return invitation, by.slack_user_id if by else ""


def accept(session: Session, actor: Actor, program_id: int, *, now: datetime) -> bool:
    """The actor's yes. Somebody who takes part is a mentor of one mentee from now on; others have to join first.

    True if they are a mentor now. Raises NotFoundError for somebody who was not asked.
    """
    _of(session, program_id, actor.member_id)
    place = session.scalar(
        select(Participant).where(
            Participant.program_id == program_id, Participant.member_id == actor.member_id, takes_part()
        )
    )
    if place is None:
        return False
    chosen = RoleChoice(is_mentor=True, capacity=1, line=place.mentor_line)
    mentoring.choose(session, actor, program_id, chosen, now=now)
    return True


def answered(session: Session, actor: Actor, program_id: int, *, now: datetime) -> None:
    """The actor takes part now, as whatever they chose: they are asked no more, and may stay outside the channel."""
    invitation = session.scalar(_invitation(program_id, actor.member_id))
    if invitation is None:
        return
    session.delete(invitation)
    joining.came_by_invitation(session, actor, program_id, now=now)


def decline(session: Session, actor: Actor, program_id: int, *, now: datetime) -> None:
    """The actor's no. Raises NotFoundError for somebody who was not asked."""
    _of(session, program_id, actor.member_id).declined_at = now


def ask(session: Session, actor: Actor, program_id: int, member: Member, *, now: datetime) -> bool:
    """Ask one person, for an organizer; False for a mentor, and for somebody who was asked lately."""
    is_mentor = select(Participant.id).where(
        Participant.program_id == program_id, Participant.member_id == member.id, Participant.role == Role.MENTOR
    )
    before = session.scalar(_invitation(program_id, member.id))
    if session.scalar(is_mentor.where(takes_part())) is not None or (before and before.asked_at > now - ASK_AGAIN):
        return False
    if before:
        session.delete(before)
        session.flush()
    session.add(MentorInvitation(program_id=program_id, member_id=member.id, asked_by_id=actor.member_id, asked_at=now))
    session.flush()
    return True


def _with_mentors(session: Session, actor: Actor, program_id: int) -> Program:
    program = organizers.require_going(session, actor, program_id)
    if not program.has_mentors:
        raise ClosedError(f"program {program_id} has no mentors")
    return program


def _invitation(program_id: int, member_id: int) -> Select[MentorInvitation]:
    return select(MentorInvitation).where(
        MentorInvitation.program_id == program_id, MentorInvitation.member_id == member_id
    )


def _of(session: Session, program_id: int, member_id: int) -> MentorInvitation:
    found = session.scalar(_invitation(program_id, member_id))
    if found is None:
        raise NotFoundError(f"member {member_id} was not asked to be a mentor in program {program_id}")
    return found
