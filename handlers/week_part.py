"""App Home's part about one's own week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.messages import Block
from bot.domain.spots import Spot, Surface
from bot.services import agenda
from bot.services.members import Actor
from bot.views import my_week


def week_part(session: Session, actor: Actor, now: datetime) -> Sequence[Block]:
    """Goals and log of the actor in every program; nothing for who takes part in none."""
    spot = Spot(Surface.HOME, agenda.today(session, actor, now=now))
    week = agenda.redrawn(session, actor, spot, now=now)
    if week is None:
        return ()
    return my_week.home_blocks(week, spot)
