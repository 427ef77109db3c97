"""The numbers that an operator watches, over all workspaces and without names. The metrics page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import Delivery, Pace, Program, Worker, Workspace
from bot.domain.states import UNFINISHED, DeliveryState, WorkspaceState
from bot.services.conditions import is_running, may_speak

ALIVE = timedelta(seconds=30)  # a worker counts as alive for so long after its last heartbeat


@dataclass(frozen=True)
class Figures:
    """`oldest_unfinished_at`: when that message was created. `due_checked_at`: due work is done up to here.

    `paused_methods`: how many methods Slack has told us to wait with. `workers`: how many are alive.
    """

    deliveries: Mapping[DeliveryState, int]
    workspaces: Mapping[WorkspaceState, int]
    oldest_unfinished_at: datetime | None
    due_checked_at: datetime | None
    paused_methods: int
    workers: int


def read(session: Session, *, real_now: datetime) -> Figures:
    """Read all figures. The number of queries does not grow with the data."""
    paused = select(func.count()).select_from(Pace).where(Pace.paused_until > real_now.timestamp())
    seen = session.scalars(select(Worker.seen_at))
    return Figures(
        deliveries=dict(session.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).all()),
        workspaces=dict(session.execute(select(Workspace.state, func.count()).group_by(Workspace.state)).all()),
        oldest_unfinished_at=session.scalar(
            select(func.min(Delivery.created_at)).where(Delivery.state.in_(UNFINISHED))
        ),
        due_checked_at=session.scalar(
            select(func.min(Program.due_checked_at))
            .join(Workspace, Workspace.id == Program.workspace_id)
            .where(is_running(), may_speak())
        ),
        paused_methods=session.scalar(paused) or 0,
        workers=sum(real_now - at < ALIVE for at in seen),
    )
