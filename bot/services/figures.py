"""What an operator watches, in numbers and without names, across workspaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Delivery, Pace, Program, Worker, Workspace
from bot.domain.states import UNFINISHED, DeliveryState, WorkspaceState
from bot.services.conditions import is_running, may_speak

ALIVE = timedelta(seconds=30)


@dataclass(frozen=True)
class Figures:
    """Counts, the age of the oldest waiting message, and the instant up to which all due work is done."""

    deliveries: Mapping[DeliveryState, int]
    workspaces: Mapping[WorkspaceState, int]
    waits_since: datetime | None
    due_checked_at: datetime | None
    paused_methods: int
    workers: int


def read(session: Session, *, real_now: datetime) -> Figures:
    """Seven queries, whatever the size."""
    paused = select(func.count()).select_from(Pace).where(Pace.paused_until > real_now.timestamp())
    seen = session.scalars(select(Worker.seen_at))
    return Figures(
        deliveries=dict(session.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).all()),
        workspaces=dict(session.execute(select(Workspace.state, func.count()).group_by(Workspace.state)).all()),
        waits_since=session.scalar(select(func.min(Delivery.created_at)).where(Delivery.state.in_(UNFINISHED))),
        due_checked_at=session.scalar(
            select(func.min(Program.due_checked_at))
            .join(Workspace, Workspace.id == Program.workspace_id)
            .where(is_running(), may_speak())
        ),
        paused_methods=session.scalar(paused) or 0,
        workers=sum(real_now - at < ALIVE for at in seen),
    )
