"""Lists of people that only their author ever sees, organizers included: whom not to be paired with, whose
introductions one does not want. An entry outlives that the other erases their data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.db.models import DoNotPair, Member, NotIntroduced
from bot.db.upsert import insert_once
from bot.domain.errors import InvalidInputError
from bot.services import members
from bot.services.hashing import own_hasher
from bot.services.members import Actor

Entry = TypeVar("Entry", DoNotPair, NotIntroduced)


def add(session: Session, actor: Actor, kind: type[Entry], slack_user_ids: list[str], *, now: datetime) -> None:
    """Put these people on the actor's list. Raises InvalidInputError (field `people`) for the actor themselves."""
    if actor.slack_user_id in slack_user_ids:
        raise InvalidInputError("people", "This is you. Choose other people.")
    for slack_user_id in slack_user_ids:
        other = members.ensure(session, slack_user_id=slack_user_id)
        insert_once(session, kind, member_id=actor.member_id, other_id=other.id, created_at=now)


def set_to(session: Session, actor: Actor, kind: type[Entry], slack_user_ids: list[str], *, now: datetime) -> None:
    """Make exactly these people the actor's list. Raises InvalidInputError as `add`."""
    add(session, actor, kind, slack_user_ids, now=now)
    for entry, slack_user_id in _entries(session, actor, kind):
        if slack_user_id and slack_user_id not in slack_user_ids:
            session.delete(entry)
    session.flush()


def listed(session: Session, actor: Actor, kind: type[Entry]) -> list[str]:
    """The Slack user ids on the actor's own list, in the order in which they were added."""
    return list(dict.fromkeys(slack_user_id for _, slack_user_id in _entries(session, actor, kind) if slack_user_id))


def outlive(session: Session, member: Member) -> None:
    """The member erases their data: what others decided about them goes on to hold, also if they come back."""
    hashed = own_hasher(session)(member.slack_user_id)
    for kind in (DoNotPair, NotIntroduced):
        session.execute(update(kind).where(kind.other_id == member.id).values(other_id=None, other_hash=hashed))


def pairs(session: Session, kind: type[Entry], slack_user_ids: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """The pairs of these members (id -> Slack id) of whom the first has the other on their list."""
    entries = session.execute(
        select(kind.member_id, kind.other_id, kind.other_hash)
        .where(kind.member_id.in_(slack_user_ids))
        .order_by(kind.id)
    ).all()
    returned = _by_hash(session, slack_user_ids) if any(entry.other_hash for entry in entries) else {}
    for member_id, other_id, other_hash in entries:
        other = other_id or returned.get(other_hash or "")
        if other is not None and other in slack_user_ids:
            yield member_id, other


def _entries(session: Session, actor: Actor, kind: type[Entry]) -> list[tuple[Entry, str | None]]:
    """The actor's entries, each with whom it is about; None for somebody who erased their data and is not back."""
    rows = session.scalars(select(kind).where(kind.member_id == actor.member_id).order_by(kind.id)).all()
    if not rows:
        return []
    people = {row.id: row.slack_user_id for row in session.execute(select(Member.id, Member.slack_user_id))}
    returned = _by_hash(session, people) if any(entry.other_hash for entry in rows) else {}
    return [(entry, people.get(entry.other_id or returned.get(entry.other_hash or "", 0))) for entry in rows]


def _by_hash(session: Session, slack_user_ids: Mapping[int, str]) -> dict[str, int]:
    hashed = own_hasher(session)
    return {hashed(slack_user_id): member_id for member_id, slack_user_id in slack_user_ids.items()}
