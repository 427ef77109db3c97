"""Organizers take somebody out, or let them pause. Whoever it is about is told once, and can undo a pause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Member, Participant, Program, Workspace
from bot.domain.calendar import local
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.organizer_acts import Act
from bot.domain.states import ParticipantState
from bot.services import organizer_log, organizers
from bot.services.conditions import goes_on, may_speak, takes_part
from bot.services.members import Actor
from bot.services.participant_states import check_pause, set_state, take_out

TELL_WITHIN = timedelta(weeks=4)  # a break may follow
_PAUSES = (ParticipantState.ACTIVE, ParticipantState.RESTING)

# People whom an organizer took out or let pause, and who have not been told
UNTOLD = DueQuery(
    select(Participant.workspace_id, Participant.program_id, Participant.member_id)
    .join(Program, Program.id == Participant.program_id)
    .join(Member, Member.id == Participant.member_id)
    .join(Workspace, Workspace.id == Participant.workspace_id)
    .where(Participant.by_organizer_at > now_plus(-TELL_WITHIN), goes_on(), may_speak())
    .where(Member.deactivated_at.is_(None))
    .where(Participant.state.in_((ParticipantState.LEFT, ParticipantState.PAUSED)))
    .order_by(Participant.id)
)


def require_place(session: Session, actor: Actor, program_id: int, participant_id: int) -> tuple[Program, Participant]:
    """The program and somebody who takes part in it, for its organizers, while it has not ended.

    Raises as `organizers.require_going`, and NotFoundError for anybody else.
    """
    program = organizers.require_going(session, actor, program_id)
    participant = session.scalar(
        select(Participant).where(Participant.id == participant_id, Participant.program_id == program_id, takes_part())
    )
    if participant is None:
        raise NotFoundError(f"participant {participant_id} of program {program_id}")
    return program, participant


def remove(session: Session, actor: Actor, program_id: int, participant_id: int, *, now: datetime) -> None:
    """Take them out, as if they had left: their buddies read what they read after any change. They may join again.

    Raises as `require_place`.
    """
    _, participant = require_place(session, actor, program_id, participant_id)
    take_out(session, participant, now=now)
    participant.by_organizer_at = now
    note(session, actor, program_id, Act.PERSON_REMOVED, [participant.id], now=now)


def pause(
    session: Session, actor: Actor, program_id: int, participant_id: int, *, until_on: date, now: datetime
) -> bool:
    """Let them pause until `until_on`, the first day back; they can undo it. True if that is new.

    Raises as `require_place`, and InvalidInputError (field `until`) for a day that is not in the coming year, a pause
    of their own, or somebody who has landed.
    """
    program, participant = require_place(session, actor, program_id, participant_id)
    check_pause(program, until_on, now=now)
    state = participant.state
    if state is ParticipantState.PAUSED and not participant.paused_by_organizer:
        raise InvalidInputError("until", "They are on a pause of their own, which only they can change.")
    if state not in (*_PAUSES, ParticipantState.PAUSED):
        raise InvalidInputError("until", "They have landed, and are matched with nobody as it is.")
    if state is ParticipantState.PAUSED and participant.paused_until_on == until_on:
        return False
    set_state(participant, ParticipantState.PAUSED, now=now)
    participant.paused_until_on, participant.paused_by_organizer, participant.by_organizer_at = until_on, True, now
    note(session, actor, program_id, Act.PERSON_PAUSED, [participant.id], now=now)
    return True


def end_pause(session: Session, actor: Actor, program_id: int, participant_id: int, *, now: datetime) -> bool:
    """Take an organizer's pause off; who read of it reads that it is over. True if there was one.

    Raises as `require_place`, and InvalidInputError (field `until`) for a pause of their own.
    """
    program, participant = require_place(session, actor, program_id, participant_id)
    if participant.state is not ParticipantState.PAUSED:
        return False
    if not participant.paused_by_organizer:
        raise InvalidInputError("until", "They are on a pause of their own, which only they can end.")
    knows = participant.by_organizer_at is None
    set_state(participant, ParticipantState.ACTIVE, now=now)
    if knows:
        participant.paused_until_on = local(now, program.zone).date()  # as after any pause: they are told
    note(session, actor, program_id, Act.PERSON_RESUMED, [participant.id], now=now)
    return True


def note(
    session: Session, actor: Actor, program_id: int, act: Act, participant_ids: Sequence[int], *, now: datetime
) -> None:
    """Note in the log what was done about these participants."""
    about = {"members": organizer_log.members_of(session, participant_ids)}
    organizer_log.note(session, actor, program_id, act, about, now=now)
