"""Clicks, written down before their ack and taken up once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from bot.db.models import KeptClick

# Into the table, not by way of the model: the mapper takes longer than the rest of the ack's transaction.
_TABLE = cast("Table", KeptClick.__table__)
_KEEP = insert(_TABLE).returning(_TABLE.c.id, sort_by_parameter_order=True)
_TAKE = (
    delete(KeptClick)
    .where(KeptClick.id == bindparam("click_id"))
    .returning(KeptClick.id)
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True)
class Press:
    """What is kept of a click. `pressed_at` is product time, `kept_at` real time."""

    body: Mapping[str, Any]
    pressed_at: datetime
    kept_at: datetime


def keep(session: Session, presses: Sequence[Press]) -> Sequence[int]:
    """Write them down, in their order. The id of each."""
    rows = [{"body": one.body, "pressed_at": one.pressed_at, "kept_at": one.kept_at} for one in presses]
    return session.scalars(_KEEP, rows).all()


def take(session: Session, click_id: int) -> bool:
    """Whether the click is the caller's to do, in this transaction: false where it was done before."""
    return session.scalar(_TAKE, {"click_id": click_id}) is not None


def left(session: Session, *, kept_before: datetime, limit: int = 100) -> list[KeptClick]:
    """Clicks that whoever acked them did not get to, the oldest first."""
    return list(
        session.scalars(select(KeptClick).where(KeptClick.kept_at < kept_before).order_by(KeptClick.id).limit(limit))
    )
