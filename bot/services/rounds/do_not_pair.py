"""The do-not-pair list: private to the person who keeps it. Nobody else ever sees an entry, organizers included."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.models import DoNotPair, Member
from bot.db.upsert import insert_once
from bot.domain.errors import InvalidInputError
from bot.services import members
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
    staying = select(Member.id).where(Member.slack_user_id.in_(slack_user_ids))
    session.execute(
        delete(DoNotPair)
        .where(DoNotPair.member_id == actor.member_id, DoNotPair.other_id.not_in(staying))
        .execution_options(synchronize_session="fetch")
    )


def do_not_pair_list(session: Session, actor: Actor) -> list[str]:
    """The Slack user ids on the actor's own list, in the order in which they were added."""
    return list(
        session.scalars(
            select(Member.slack_user_id)
            .join(DoNotPair, DoNotPair.other_id == Member.id)
            .where(DoNotPair.member_id == actor.member_id)
            .order_by(DoNotPair.id)
        )
    )
