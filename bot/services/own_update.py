"""What a member could tell their own people, from their own profile and log; nobody else ever gets any of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, Participant
from bot.domain.calendar import local
from bot.domain.own_update import LOOKS_BACK, MOST, OwnUpdate
from bot.services import members, profiles
from bot.services.members import Actor


def own_update(session: Session, actor: Actor, *, now: datetime) -> OwnUpdate:
    """What the actor targets and asks for, and what they learned and whom they thanked in the last month."""
    profile = profiles.own_profile(session, actor)
    since = local(now, members.zone_of(session, actor.member_id)).date() - LOOKS_BACK
    acts = session.scalars(
        select(CheckIn)
        .join(Participant, Participant.id == CheckIn.participant_id)
        .where(Participant.member_id == actor.member_id, CheckIn.undone_at.is_(None), CheckIn.done_on >= since)
        .where(or_(CheckIn.advice != "", CheckIn.thanks != ""))
        .order_by(CheckIn.done_on.desc(), CheckIn.id.desc())
    ).all()
    return OwnUpdate(
        targeting=profile.targeting,
        learned=tuple(act.advice for act in acts if act.advice)[:MOST],
        ask=profile.asks,
        thanks=tuple(act.thanks for act in acts if act.thanks)[:MOST],
    )
