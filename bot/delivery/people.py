"""Whom a message is from, for, and about: the members of a delivery, by their own ids."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import DeliveryPerson, Member
from bot.db.upsert import insert_once
from bot.domain.states import DeliveryRole

_MENTION = re.compile(r"<@(\w+)>")


def members(session: Session, slack_user_ids: Collection[str]) -> list[int]:
    """The ids of these members; whom Kith has not seen before becomes one."""
    known = _known(session, slack_user_ids)
    for user in set(slack_user_ids) - known.keys():
        insert_once(session, Member, slack_user_id=user)
    return sorted((known if len(known) == len(set(slack_user_ids)) else _known(session, slack_user_ids)).values())


def note(
    session: Session,
    delivery_id: int,
    payload: Mapping[str, Any],
    *,
    targets: Collection[int] = (),
    author_id: int | None = None,
) -> None:
    """Note who has to do with a message; whom it mentions is read from it. Safe to repeat."""
    mentioned = _known(session, set(_MENTION.findall(json.dumps([payload.get("text"), payload.get("blocks")]))))
    wanted = {(member_id, DeliveryRole.TARGET) for member_id in targets}
    wanted |= {(member_id, DeliveryRole.MENTIONED) for member_id in mentioned.values()}
    wanted |= {(author_id, DeliveryRole.AUTHOR)} if author_id else set()
    noted = select(DeliveryPerson.member_id, DeliveryPerson.role).where(DeliveryPerson.delivery_id == delivery_id)
    if wanted:
        new = wanted - {(row.member_id, row.role) for row in session.execute(noted)}
        session.add_all(
            DeliveryPerson(delivery_id=delivery_id, member_id=member_id, role=role) for member_id, role in sorted(new)
        )


def _known(session: Session, slack_user_ids: Collection[str]) -> dict[str, int]:
    if not slack_user_ids:
        return {}
    known = select(Member.slack_user_id, Member.id).where(Member.slack_user_id.in_(slack_user_ids))
    return {row.slack_user_id: row.id for row in session.execute(known)}
