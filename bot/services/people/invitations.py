"""Organizers ask people to join. Their own yes joins them; a no is told to nobody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Member, Participant, Program, ProgramInvitation, Workspace
from bot.domain.calendar import local
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.domain.organizer_acts import Act
from bot.domain.participants import JoinOffer
from bot.domain.people import Candidates, Choice, Invited, folded
from bot.services import joining, members, mentor_invitations, organizer_log, organizers
from bot.services.conditions import is_reachable, is_running, may_speak, takes_part
from bot.services.members import Actor, SlackPerson

LASTS = timedelta(days=14)  # then the question lapses
ASK_AGAIN = timedelta(weeks=4)  # whatever became of it, so that this tells nothing
MOST_FOUND = 20
MOST_AT_ONCE = 20

# Invitations of which the person has not been told, and who they are
UNTOLD = DueQuery(
    select(ProgramInvitation.workspace_id, ProgramInvitation.program_id, ProgramInvitation.member_id)
    .join(Program, Program.id == ProgramInvitation.program_id)
    .join(Member, Member.id == ProgramInvitation.member_id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(is_running(), may_speak(), ProgramInvitation.told_at.is_(None), Member.deactivated_at.is_(None))
    .where(ProgramInvitation.asked_at > now_plus(-LASTS))
    .order_by(ProgramInvitation.id)
)


def invite(session: Session, actor: Actor, program_id: int, member_id: int, *, now: datetime) -> bool:
    """Ask this member, in their own daytime. False for somebody who was asked lately: nobody is asked twice.

    Raises as `organizers.require_going`, InvalidInputError (field `people`) for
    somebody who takes part, a bot, a closed account, or a guest where guests are not matched.
    """
    program = organizers.require_going(session, actor, program_id)
    member = _member(session, member_id)
    _check_can_join(program, member)
    if _inside(session, program_id, [member_id]):
        raise InvalidInputError("people", "They take part already.")
    if not _ask(session, actor, program_id, member_id, now=now):
        return False
    organizer_log.note(session, actor, program_id, Act.PERSON_INVITED, {"members": [member_id]}, now=now)
    return True


def invite_several(
    session: Session, actor: Actor, program_id: int, people: Sequence[SlackPerson], *, now: datetime
) -> list[str]:
    """Ask these, as Slack describes them; who takes part, was asked lately or erased their data is passed over.

    Returns the Slack ids of those who will be asked. Raises as `invite`, and InvalidInputError (field `people`) for
    nobody or too many.
    """
    program = organizers.require_going(session, actor, program_id)
    if not 1 <= len(people) <= MOST_AT_ONCE:
        raise InvalidInputError("people", f"Choose one to {MOST_AT_ONCE} people.")
    gone = members.who_erased(session, [one.slack_user_id for one in people])
    chosen = [members.apply_slack_person(session, one, now=now) for one in people if one.slack_user_id not in gone]
    for member in chosen:
        _check_can_join(program, member)
    inside = _inside(session, program_id, [member.id for member in chosen])
    asked = [one for one in chosen if one.id not in inside and _ask(session, actor, program_id, one.id, now=now)]
    named = {"members": [member.id for member in asked]}
    organizer_log.note_change(session, actor, program_id, Act.PERSON_INVITED, named, now=now)
    return [member.slack_user_id for member in asked]


def invite_mentor(session: Session, actor: Actor, program_id: int, member_id: int, *, now: datetime) -> bool:
    """Ask this member to be a mentor, whether they take part or not. False as `invite`.

    Raises as `mentor_invitations.invite_member`, and NotFoundError for nobody.
    """
    return mentor_invitations.invite_member(session, actor, program_id, _member(session, member_id), now=now)


def candidates(session: Session, actor: Actor, program_id: int, find: str) -> Candidates:
    """Members of the workspace with this in their names who could be invited, by name; the first twenty.

    Raises as `invite`.
    """
    program = organizers.require_going(session, actor, program_id)
    inside = select(Participant.member_id).where(Participant.program_id == program_id, takes_part())
    able = [is_reachable(), Member.name != "", Member.id.not_in(inside)]
    if not program.pairs_guests:
        able.append(Member.is_guest.is_(False))
    rows = session.execute(select(Member.id, Member.name).where(*able))
    wanted = folded(find.strip())
    found = sorted((folded(row.name), row.id, row.name) for row in rows if wanted in folded(row.name))
    people = [Choice(member_id, name) for _, member_id, name in found[:MOST_FOUND]]
    return Candidates(tuple(people), program.has_mentors)


def invited(session: Session, program_id: int, *, zone: str, now: datetime) -> tuple[Invited, ...]:
    """Who was asked in the last fourteen days and has not joined; whether they said no is not told."""
    rows = session.execute(
        select(Member.name, Member.slack_user_id, ProgramInvitation.asked_at)
        .join(Member, Member.id == ProgramInvitation.member_id)
        .where(ProgramInvitation.program_id == program_id, ProgramInvitation.asked_at > now - LASTS)
        .order_by(ProgramInvitation.id)
    )
    return tuple(Invited(name or user, local(at, zone).date()) for name, user, at in rows)


def question(session: Session, program_id: int, member_id: int) -> tuple[ProgramInvitation, str]:
    """The invitation that the member is to be told of, and the Slack id of whoever asks; empty if they are gone."""
    invitation = session.scalars(_invitation(program_id, member_id)).one()
    by = session.get(Member, invitation.asked_by_id) if invitation.asked_by_id else None
    return invitation, by.slack_user_id if by and by.erased_at is None else ""


def accept(session: Session, actor: Actor, program_id: int, *, now: datetime) -> JoinOffer:
    """What the actor joins by their yes. Raises NotFoundError for somebody who was not asked, ClosedError once it has
    lapsed, and as `joining.about_to_join`.
    """
    _of(session, actor, program_id, now=now)
    return joining.about_to_join(session, actor, program_id, now=now)


def decline(session: Session, actor: Actor, program_id: int, *, now: datetime) -> None:
    """The actor's no. Raises as `accept`."""
    _of(session, actor, program_id, now=now).declined_at = now


def answered(session: Session, actor: Actor, program_id: int, *, now: datetime) -> None:
    """The actor takes part now: they are asked no more, and may stay outside the channel."""
    gone = session.execute(
        delete(ProgramInvitation)
        .where(ProgramInvitation.program_id == program_id, ProgramInvitation.member_id == actor.member_id)
        .returning(ProgramInvitation.id)
    ).first()
    if gone is not None:
        joining.came_by_invitation(session, actor, program_id, now=now)


def _check_can_join(program: Program, member: Member) -> None:
    if member.is_bot or member.deactivated_at is not None or (member.is_guest and not program.pairs_guests):
        raise InvalidInputError(
            "people",
            "Choose a person of this workspace: no app, no closed account, and a guest only where the program "
            "matches them.",
        )


def _inside(session: Session, program_id: int, member_ids: Collection[int]) -> set[int]:
    """Those of them who take part."""
    found = select(Participant.member_id).where(Participant.program_id == program_id, takes_part())
    return set(session.scalars(found.where(Participant.member_id.in_(member_ids))))


def _ask(session: Session, actor: Actor, program_id: int, member_id: int, *, now: datetime) -> bool:
    """Note that they are to be asked. False for somebody who was asked lately."""
    before = session.scalar(_invitation(program_id, member_id))
    if before is not None and before.asked_at > now - ASK_AGAIN:
        return False
    if before is not None:
        session.delete(before)
        session.flush()
    session.add(
        ProgramInvitation(program_id=program_id, member_id=member_id, asked_by_id=actor.member_id, asked_at=now)
    )
    return True


def _member(session: Session, member_id: int) -> Member:
    member = session.scalar(select(Member).where(Member.id == member_id, Member.erased_at.is_(None)))
    if member is None:
        raise NotFoundError(f"member {member_id}")
    return member


def _invitation(program_id: int, member_id: int) -> Select[ProgramInvitation]:
    return select(ProgramInvitation).where(
        ProgramInvitation.program_id == program_id, ProgramInvitation.member_id == member_id
    )


def _of(session: Session, actor: Actor, program_id: int, *, now: datetime) -> ProgramInvitation:
    found = session.scalar(_invitation(program_id, actor.member_id))
    if found is None:
        raise NotFoundError(f"member {actor.member_id} was not invited to program {program_id}")
    if found.asked_at <= now - LASTS:
        raise ClosedError(f"the invitation of member {actor.member_id} has lapsed")
    return found
