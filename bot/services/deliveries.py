"""Deliveries that failed and that the program has not acted on yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, defer

from bot.db.due_queries import DueQuery
from bot.db.models import Delivery
from bot.domain.errors import NotFoundError
from bot.domain.organizer_acts import Act
from bot.domain.states import DeliveryState
from bot.services import organizer_log, organizers
from bot.services.members import Actor

MOST = 200


@dataclass(frozen=True)
class FailedDelivery:
    """A message that did not arrive. `error` is Slack's name, or the ledger's; one of channel and people is set."""

    id: int
    workspace_id: int
    key: str
    kind: str
    error: str
    channel: str | None
    people: tuple[str, ...]
    program_id: int | None


UNHANDLED = DueQuery(
    select(Delivery)
    .options(defer(Delivery.payload))  # its content is not read: it may be why the delivery failed
    .where(Delivery.state == DeliveryState.FAILED, Delivery.handled_at.is_(None))
    .order_by(Delivery.id)
    .limit(MOST)
)


def unhandled(session: Session) -> list[FailedDelivery]:
    """Failed deliveries of every workspace that the program has not acted on, oldest first."""
    rows = session.scalars(UNHANDLED.rows)
    return [
        FailedDelivery(
            id=row.id,
            workspace_id=row.workspace_id,
            key=row.key,
            kind=row.kind,
            error=row.error,
            channel=row.target.get("channel"),
            people=tuple(row.target.get("users", ())),
            program_id=row.program_id,
        )
        for row in rows
    ]


def is_decided(session: Session, key: str) -> bool:
    """Whether the message with this key was ever decided, no matter what became of it."""
    return session.scalar(select(Delivery.id).where(Delivery.key == key)) is not None


def mark_handled(session: Session, delivery_id: int, *, now: datetime) -> None:
    """The program has acted on this delivery."""
    session.execute(update(Delivery).where(Delivery.id == delivery_id).values(handled_at=now))


def to_post_again(session: Session, actor: Actor, delivery_id: int, *, now: datetime) -> str:
    """The key of a program's delivery, for one of its organizers who has it posted once more.

    Raises NotFoundError where there is none of a program, NotAllowedError for anybody else.
    """
    row = session.scalars(select(Delivery).where(Delivery.id == delivery_id)).first()
    if row is None or row.program_id is None:
        raise NotFoundError(f"no delivery {delivery_id}")
    organizers.require(session, actor, row.program_id)
    if row.state is DeliveryState.FAILED:
        organizer_log.note(session, actor, row.program_id, Act.POSTED_AGAIN, {"facts": {"kind": row.kind}}, now=now)
    return row.key
