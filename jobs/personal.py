"""An unprompted message to one person: by day, on no break, within the cap, once."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Delivery, Member
from bot.domain.calendar import is_daytime, local
from bot.domain.kinds import MessageKind
from bot.domain.messages import Message, Target
from bot.edge import Edge
from bot.services import notices, programs
from bot.services.returns import Found

AFTERNOON = time(12)  # what can wait lets the morning's prompt and introduction go first


def tell(
    edge: Edge, session: Session, found: Found, *, kind: MessageKind, key: str, message: Message, now: datetime
) -> bool:
    """Plan the message if this is the hour for it; True once it is planned, now or before.

    False where it is night, a weekend, a break or still morning for them, or where the day or the week is full: the
    next tick asks again.
    """
    if session.scalar(select(Delivery.id).where(Delivery.key == key)) is not None:
        return True
    zone = session.get_one(Member, found.member_id).zone
    here = local(now, zone)
    if not is_daytime(now, zone) or here.time() < AFTERNOON:
        return False
    if programs.is_break(session, found.program_id, here.date()):
        return False
    if not notices.admit(session, member_id=found.member_id, kind=kind, local_on=here.date(), now=now):
        return False
    return edge.outbox.plan(
        session,
        key=key,
        kind=kind,
        target=Target(users=(found.slack_user_id,)),
        message=message,
        now=now,
        program_id=found.program_id,
        member_id=found.member_id,
    )
