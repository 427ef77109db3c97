"""How a participant's state changes, whoever decides it: the member themselves, or an organizer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.db.models import Advice, Participant, Program
from bot.domain.calendar import local
from bot.domain.errors import InvalidInputError
from bot.domain.states import ParticipantState

LONGEST_PAUSE = timedelta(days=366)


def set_state(participant: Participant, state: ParticipantState, *, now: datetime) -> None:
    """Set a new state, and remove everything that belonged to the old one."""
    if participant.state is not state:
        participant.state, participant.state_changed_at = state, now
    participant.paused_until_on = participant.skips_round = participant.asked_at = None
    participant.channel_left_at = participant.by_organizer_at = None
    participant.paused_by_organizer = False


def take_out(session: Session, participant: Participant, *, now: datetime) -> None:
    """They are in the program no more. Check-ins stay in the totals; what they handed on to newcomers goes."""
    set_state(participant, ParticipantState.LEFT, now=now)
    session.execute(delete(Advice).where(Advice.participant_id == participant.id))
    participant.name_in_public = False


def check_pause(program: Program, until_on: date, *, now: datetime) -> None:
    """Raises InvalidInputError (field `until`) for a first day back that is not in the coming year."""
    today = local(now, program.zone).date()
    if not today < until_on <= today + LONGEST_PAUSE:
        raise InvalidInputError("until", "Choose a day after today, at most a year ahead.")
