"""Who would like to go on together in the next round. Nobody is told unless all of a group would."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.services import participants
from bot.services.members import Actor
from bot.services.rounds.places import standing_place_in


def keep_buddy(session: Session, actor: Actor, group_id: int, *, keep: bool, now: datetime) -> None:
    """Store whether the actor would like to keep their buddy; it counts only if everybody in the group would.

    Raises NotFoundError and NotAllowedError as `place_in`, ClosedError once the next round began.
    """
    place = standing_place_in(session, actor, group_id)
    participants.touch(session, place.member.participant_id, now=now)
    place.member.keep = keep
    session.flush()
