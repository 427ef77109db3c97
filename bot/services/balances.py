"""What somebody gave and received: for themselves alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.db.models import Help
from bot.domain.helps import MONTH, Balance
from bot.services.members import Actor


def balance(session: Session, actor: Actor, *, now: datetime) -> Balance:
    """What the actor gave and received in the last four weeks. One query."""
    mine, done = Help.member_id == actor.member_id, Help.done_at > now - MONTH
    given, received, promised = session.execute(
        select(
            func.count(Help.id).filter(mine, done),
            func.count(Help.id).filter(Help.receiver_id == actor.member_id, done),
            func.count(Help.id).filter(mine, Help.done_at.is_(None), Help.given_at > now - MONTH),
        )
        .select_from(Help)
        .where(or_(mine, Help.receiver_id == actor.member_id))
    ).one()
    return Balance(given, received, promised)
