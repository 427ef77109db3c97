"""Pauses that end by themselves, and people who have yet to be told something about their place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Result, select
from sqlalchemy.orm import Session

from bot.db.looks import Look, ahead, day_ahead
from bot.db.models import Member, Organizer, Participant, Program, Workspace
from bot.domain.calendar import local
from bot.domain.programs import Stopped
from bot.domain.states import Joining, ParticipantState, ProgramState
from bot.services.conditions import goes_on, is_active, is_running, may_speak, takes_part, with_program_and_member

FURTHEST_AHEAD = timedelta(hours=14)  # the first zone to reach a day
TELL_WITHIN = timedelta(days=7)  # news that are older wait in App Home alone


@dataclass(frozen=True)
class Found:
    """A participant, or an organizer, to be looked at in a transaction of their workspace."""

    workspace_id: int
    program_id: int
    member_id: int
    slack_user_id: str


_PEOPLE = (
    with_program_and_member(select(Participant.workspace_id, Participant.program_id, Member.id, Member.slack_user_id))
    .join(Workspace, Workspace.id == Participant.workspace_id)
    .where(goes_on(), may_speak(), takes_part(), Member.deactivated_at.is_(None))
    .order_by(Participant.id)
)
RETURNS = Look(
    _PEOPLE.where(
        Participant.paused_until_on <= day_ahead(FURTHEST_AHEAD),
        Participant.state.in_((ParticipantState.PAUSED, ParticipantState.ACTIVE)),
    )
)
UNWELCOMED = Look(
    _PEOPLE.where(Program.joining == Joining.EVERYONE, is_running(), is_active(), Participant.welcomed_at.is_(None))
)
OUTSIDE = Look(_PEOPLE.where(Participant.channel_left_at > ahead(-TELL_WITHIN)))
LOST_CHANNELS = Look(
    select(Program.workspace_id, Program.id, Member.id, Member.slack_user_id)
    .join(Organizer, Organizer.program_id == Program.id)
    .join(Member, Member.id == Organizer.member_id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(
        Program.state == ProgramState.PAUSED,
        Program.state_reason.in_((Stopped.BOT_REMOVED, Stopped.ARCHIVED, Stopped.DELETED)),
        Program.state_changed_at > ahead(-TELL_WITHIN),
        may_speak(),
        Member.deactivated_at.is_(None),
    )
    .order_by(Program.id, Organizer.id)
)


def ended_pauses(session: Session, *, now: datetime) -> list[Found]:
    """Whose first day back has come, or came and was not yet told."""
    return _found(RETURNS.ask(session, now=now))


def end_pause(session: Session, found: Found, *, now: datetime) -> Participant | None:
    """Let them take part again, if the day has come in the program's zone. The participant, while it is to be told."""
    program, participant = _place(session, found)
    until_on = participant.paused_until_on
    today = local(now, program.zone).date()
    if until_on is None or today < until_on:
        return None
    if participant.state is ParticipantState.PAUSED:
        participant.state, participant.state_changed_at = ParticipantState.ACTIVE, now
    if today - until_on > TELL_WITHIN:
        participant.paused_until_on = None
        return None
    return participant


def unwelcomed(session: Session) -> list[Found]:
    """Who takes part because everyone in the channel does, and was not yet told."""
    return _found(session.execute(UNWELCOMED.rows))


def outside_channel(session: Session, *, now: datetime) -> list[Found]:
    """Who left the channel lately and has not said whether they stay in the program."""
    return _found(OUTSIDE.ask(session, now=now))


def participant_of(session: Session, found: Found) -> Participant:
    """The participant that was found."""
    return _place(session, found)[1]


def organizers_to_tell(session: Session, *, now: datetime) -> list[Found]:
    """The organizers of programs that lost their channel lately."""
    return _found(LOST_CHANNELS.ask(session, now=now))


def _found(rows: Result[int, int, int, str]) -> list[Found]:
    return [Found(row[0], row[1], row[2], row[3]) for row in rows]


def _place(session: Session, found: Found) -> tuple[Program, Participant]:
    participant = session.scalars(
        select(Participant).where(Participant.program_id == found.program_id, Participant.member_id == found.member_id)
    ).one()
    return session.get_one(Program, found.program_id), participant
