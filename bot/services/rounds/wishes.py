"""What participants wish for the next round: to go on together. Told to nobody unless everybody says so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.errors import ClosedError
from bot.domain.states import RoundState
from bot.services import participants
from bot.services.members import Actor
from bot.services.rounds.meetings import place_in


def wish_to_keep(session: Session, actor: Actor, group_id: int, *, keep: bool, now: datetime) -> None:
    """Store whether the actor would like to keep their buddy; it counts only if everybody in the group would.

    Raises NotFoundError and NotAllowedError as `place_in`, ClosedError once the next round began.
    """
    place = place_in(session, actor, group_id)
    if place.of_round.state is not RoundState.RUNNING or place.group.dissolved_at is not None:
        raise ClosedError(f"group {group_id} is over")
    participants.hear(session, place.member.participant_id, now=now)
    place.member.keep = keep
    session.flush()
