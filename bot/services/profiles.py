"""Profiles: each member reads and writes their own."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant
from bot.domain.errors import InvalidInputError
from bot.domain.profiles import Profile
from bot.services import participants
from bot.services.conditions import takes_part
from bot.services.members import Actor


def own_profile(session: Session, actor: Actor) -> Profile:
    """The actor's profile."""
    return profile_of(session.get_one(Member, actor.member_id))


def profile_of(member: Member) -> Profile:
    """A member's profile."""
    return Profile(**{field.name: getattr(member, field.name) for field in fields(Profile)})


def write_profile(session: Session, actor: Actor, profile: Profile, *, now: datetime) -> None:
    """Replace the actor's profile. Raises InvalidInputError for invalid values, and then changes nothing."""
    profile.check()
    member = session.get_one(Member, actor.member_id)
    chosen = profile.targeting_program_id
    mine = select(Participant.program_id).where(Participant.member_id == member.id, takes_part())
    if chosen not in (None, member.targeting_program_id, *session.scalars(mine)):
        raise InvalidInputError("targeting_in", "Choose one of your programs.")
    for name, value in vars(profile).items():
        setattr(member, name, value)
    participants.touch_everywhere(session, actor, now=now)
