"""The do-not-pair list: private to the person who keeps it. Nobody else ever sees an entry, organizers included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import DoNotPair, Member
from bot.db.upsert import insert_once
from bot.domain.errors import InvalidInputError
from bot.services import members
from bot.services.hashing import own_hasher
from bot.services.members import Actor


def add_do_not_pair(session: Session, actor: Actor, slack_user_ids: list[str], *, now: datetime) -> None:
    """From the next match on the actor is not paired with these people. People already on the list stay there.

    Raises InvalidInputError (field `people`) for the actor themselves.
    """
    if actor.slack_user_id in slack_user_ids:
        raise InvalidInputError("people", "This is you. Choose other people.")
    for slack_user_id in slack_user_ids:
        other = members.ensure(session, slack_user_id=slack_user_id)
        insert_once(session, DoNotPair, member_id=actor.member_id, other_id=other.id, created_at=now)


def set_do_not_pair(session: Session, actor: Actor, slack_user_ids: list[str], *, now: datetime) -> None:
    """Make exactly these people the actor's list. Raises InvalidInputError as `add_do_not_pair`."""
    add_do_not_pair(session, actor, slack_user_ids, now=now)
    for entry, slack_user_id in _entries(session, actor):
        if slack_user_id and slack_user_id not in slack_user_ids:
            session.delete(entry)
    session.flush()


def do_not_pair_list(session: Session, actor: Actor) -> list[str]:
    """The Slack user ids on the actor's own list, in the order in which they were added."""
    return list(dict.fromkeys(slack_user_id for _, slack_user_id in _entries(session, actor) if slack_user_id))


def outlive(session: Session, member: Member) -> None:
    """The member erases their data: what others decided about them goes on to hold, also if they come back."""
    for entry in session.scalars(select(DoNotPair).where(DoNotPair.other_id == member.id)):
        entry.other_id, entry.other_hash = None, own_hasher(session)(member.slack_user_id)
    session.flush()


def pairs_apart(session: Session, slack_user_ids: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """The pairs of these members (id -> Slack id) of whom one does not want to be paired with the other."""
    entries = session.execute(
        select(DoNotPair.member_id, DoNotPair.other_id, DoNotPair.other_hash)
        .where(DoNotPair.member_id.in_(slack_user_ids))
        .order_by(DoNotPair.id)
    ).all()
    returned = _by_hash(session, slack_user_ids) if any(entry.other_hash for entry in entries) else {}
    for member_id, other_id, other_hash in entries:
        other = other_id or returned.get(other_hash or "")
        if other is not None and other in slack_user_ids:
            yield member_id, other


def _entries(session: Session, actor: Actor) -> list[tuple[DoNotPair, str | None]]:
    """The actor's entries, each with whom it is about; None for somebody who erased their data and is not back."""
    entries = session.scalars(select(DoNotPair).where(DoNotPair.member_id == actor.member_id).order_by(DoNotPair.id))
    rows = entries.all()
    if not rows:
        return []
    people = {row.id: row.slack_user_id for row in session.execute(select(Member.id, Member.slack_user_id))}
    returned = _by_hash(session, people) if any(entry.other_hash for entry in rows) else {}
    return [(entry, people.get(entry.other_id or returned.get(entry.other_hash or "", 0))) for entry in rows]


def _by_hash(session: Session, slack_user_ids: Mapping[int, str]) -> dict[str, int]:
    hashed = own_hasher(session)
    return {hashed(slack_user_id): member_id for member_id, slack_user_id in slack_user_ids.items()}
