"""With whom a member's acts of this month were. Read from their own log and book; nobody else ever gets any of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, Contact, GroupMember, Meeting, Participant
from bot.domain import circles as rules
from bot.domain.calendar import local
from bot.domain.circles import Circles, WithWhom
from bot.domain.contacts import Closeness, name_key, names
from bot.services import contacts, members
from bot.services.members import Actor


def this_month(session: Session, actor: Actor, *, now: datetime) -> Circles:
    """The actor's acts of this month so far, in their zone. As many queries for a hundred acts as for one."""
    first = local(now, members.zone_of(session, actor.member_id)).date().replace(day=1)
    acts = session.scalars(
        select(CheckIn)
        .join(Participant, Participant.id == CheckIn.participant_id)
        .where(Participant.member_id == actor.member_id, CheckIn.undone_at.is_(None), CheckIn.done_on >= first)
    ).all()
    if not acts:
        return Circles(first)
    hashed = contacts.name_hasher(session, actor)
    keys = {act.id: {hashed(name_key(name)) for name in names(act.with_whom)} for act in acts}
    buddies = _buddies(session, actor, {act.meeting_id for act in acts if act.meeting_id is not None})
    by_name, by_buddy = _closeness(
        session,
        actor,
        {key for found in keys.values() for key in found},
        {one for met in buddies.values() for one in met},
    )
    return rules.circles(
        first,
        (
            WithWhom(
                closeness=frozenset(
                    [
                        *(by_name[key] for key in keys[act.id] if key in by_name),
                        *(by_buddy[one] for one in buddies[act.meeting_id or 0] if one in by_buddy),
                        *([Closeness.NEW] if act.new_contact_count else []),
                    ]
                ),
                in_person=bool(act.in_person),
            )
            for act in acts
        ),
    )


def _buddies(session: Session, actor: Actor, meeting_ids: Collection[int]) -> dict[int, set[int]]:
    """The others of the groups that had these meetings, by meeting."""
    rows = session.execute(
        select(Meeting.id, Participant.member_id)
        .join(GroupMember, GroupMember.group_id == Meeting.group_id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .where(Meeting.id.in_(meeting_ids), Participant.member_id != actor.member_id)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for meeting_id, member_id in rows:
        found[meeting_id].add(member_id)
    return found


def _closeness(
    session: Session, actor: Actor, keys: Collection[str], buddy_ids: Collection[int]
) -> tuple[dict[str, Closeness], dict[int, Closeness]]:
    """How close these are in the actor's book: by the hash of their name, and by buddy."""
    rows = session.execute(
        select(Contact.name_hash, Contact.buddy_id, Contact.closeness)
        .where(Contact.member_id == actor.member_id, Contact.double_of_id.is_(None))
        .where(or_(Contact.name_hash.in_(keys), Contact.buddy_id.in_(buddy_ids)))
        .order_by(Contact.id.desc())
    ).all()
    return {row[0]: row[2] for row in rows}, {row[1]: row[2] for row in rows if row[1] is not None}
