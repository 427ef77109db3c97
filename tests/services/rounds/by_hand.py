"""An organizer changes a proposed round by hand, and reads it as it then stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.pair_lists import Preview
from bot.domain.rearranging import How
from bot.services import rounds
from bot.services.members import Actor


def swap(
    session: Session, organizer: Actor, round_id: int, *, one: str, other: str, now: datetime, how: How = How.TRADE
) -> Preview:
    """These two (Slack user ids) trade places, or one does as `how` says."""
    wanted = rounds.wanted_of(session, organizer, round_id, how, one=one, other=other)
    rounds.rearrange(session, organizer, round_id, wanted, why="They asked for it", now=now)
    return rounds.proposed(session, organizer, round_id)
