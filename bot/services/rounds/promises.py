"""What somebody promised a buddy ("I'll send you …"): a follow-up of their own, which nobody else sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Contact
from bot.domain.errors import InvalidInputError
from bot.domain.rounds import Buddy
from bot.services import follow_ups
from bot.services.members import Actor
from bot.services.rounds.introductions import buddies_of
from bot.services.rounds.places import place_in


def may_promise(session: Session, actor: Actor, group_id: int) -> Sequence[Buddy]:
    """The actor's buddies in this group, also once its round is over: a promise outlives it. Raises as `place_in`."""
    place_in(session, actor, group_id)
    return [buddy for buddy in buddies_of(session, group_id) if buddy.member_id != actor.member_id]


def promise(
    session: Session, actor: Actor, group_id: int, *, to: str, what: str, due_on: date | None, now: datetime
) -> int:
    """Note it for that day; the follow-up's id. `to` is a Slack user id, of no matter where there is one buddy.

    Without the buddy in the actor's book it names nobody: a name that Kith wrote would outlive what they erase.
    Raises as `may_promise` and `follow_ups.plan`, InvalidInputError (`to`, `follow_up_note`) for nobody and nothing.
    """
    buddies = may_promise(session, actor, group_id)
    buddy = next((one for one in buddies if len(buddies) == 1 or one.slack_user_id == to), None)
    if buddy is None:
        raise InvalidInputError("to", "Choose one of your buddies.")
    if not what.strip():
        raise InvalidInputError("follow_up_note", "Write what you promised.")
    known = select(Contact.id).where(Contact.member_id == actor.member_id, Contact.buddy_id == buddy.member_id)
    contact_id = session.scalars(known).first()
    return follow_ups.plan(session, actor, due_on=due_on, note=what, contact_id=contact_id, now=now)
