"""Finds the next message of a lane. A lane is the urgent messages of one workspace (a person waits for them), or the
others.

Work on a message may go on when it is due, no worker holds its lease, no earlier message of the lane to the same place
is unfinished, and Slack's pace has a slot for its next call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Float, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import Conversation, Delivery, Pace, Workspace
from bot.delivery.steps import METHOD, Step
from bot.delivery.stored import UNREADABLE, set_aside
from bot.domain.states import UNFINISHED, DeliveryState, WorkspaceState

AT_ONCE = 3  # how many messages of a lane one process sends at a time: full pace if Slack answers in 0.5 s
HORIZON_SECONDS = 2.0  # a message may be claimed so long before its slot: longer than the engine's LOOK_SECONDS


@dataclass(frozen=True)
class Lane:
    """A workspace, and which of its messages: the urgent ones or the others."""

    workspace_id: int
    urgent: bool


@dataclass(frozen=True)
class Found:
    """A message on which work may go on. Its row is locked.

    `doubted_from`: a backup from then was restored not long ago. The message may have been sent since the backup.
    """

    row: Delivery
    workspace: WorkspaceState
    doubted_from: datetime | None


# The states are written into the statement, not bound to it: only then is the index of unfinished messages used.
_states: BindParameter[Any] = bindparam("unfinished", UNFINISHED, expanding=True, literal_execute=True)
is_unfinished = Delivery.state.in_(_states)
_now: BindParameter[datetime] = bindparam("now", type_=Delivery.wakes_at.type)
_latest_slot = bindparam("latest_slot", type_=Float)
_earlier = aliased(Delivery)
_is_blocked = and_(
    Delivery.slack_ts.is_(None),
    exists().where(
        _earlier.workspace_id + 0 == Delivery.workspace_id,  # + 0: so that the index by place is used
        _earlier.target_key == Delivery.target_key,
        _earlier.urgent == Delivery.urgent,
        _earlier.id < Delivery.id,
        _earlier.slack_ts.is_(None),
        _earlier.state.in_(_states),
    ),
)
_known_channel = (
    select(Conversation.slack_channel_id)
    .where(Conversation.workspace_id == Delivery.workspace_id, Conversation.people == Delivery.target_key)
    .correlate(Delivery)
    .scalar_subquery()
)
_method = case(  # Slack's method of the next call, as far as SQL can tell
    (Delivery.state == DeliveryState.SENDING, METHOD[Step.LOOK_UP]),
    (Delivery.slack_ts.is_not(None), METHOD[Step.UPDATE]),
    (func.coalesce(Delivery.slack_channel_id, _known_channel).is_not(None), METHOD[Step.POST]),
    else_=METHOD[Step.OPEN],
)
_free_at = (
    select(case((Delivery.urgent, Pace.urgent_free_at), else_=Pace.free_at))
    .where(Pace.workspace_id == Delivery.workspace_id, Pace.scope == _method)
    .correlate(Delivery)
    .scalar_subquery()
)
_is_due = and_(
    is_unfinished,
    Delivery.wakes_at <= _now,
    or_(Delivery.leased_until.is_(None), Delivery.leased_until <= _now),
    func.coalesce(_free_at, 0.0) <= _latest_slot,
    ~_is_blocked,
)


def _next(*columns: Any) -> Select[Any]:
    """Select the next message of a lane. Built once: building the statement costs more than running it."""
    return (
        select(*columns)
        .join(Workspace, Workspace.id == Delivery.workspace_id)
        .where(Delivery.workspace_id == bindparam("workspace_id"), Delivery.urgent == bindparam("urgent"), _is_due)
        .order_by(Delivery.id)
        .limit(1)
        .with_for_update(of=Delivery, skip_locked=True)
    )


_NEXT = _next(Delivery, Workspace.state, _known_channel, case((Workspace.doubted_until > _now, Workspace.doubted_from)))
_NEXT_ID = _next(Delivery.id)
_lanes = select(Delivery.workspace_id, Delivery.urgent).where(is_unfinished).distinct().subquery()
_first = (  # the limit lets PostgreSQL stop at the first message of each lane; with `exists` it reads all
    select(Delivery.id)
    .where(Delivery.workspace_id == _lanes.c.workspace_id, Delivery.urgent == _lanes.c.urgent, _is_due)
    .order_by(Delivery.id)
    .limit(1)
    .scalar_subquery()
)
_DUE = select(_lanes).where(_first.is_not(None))


def find(session: Session, lane: Lane, *, now: datetime) -> Found | None:
    """The oldest message of the lane on which work may go on now, locked. An unreadable one is set aside."""
    values = {"workspace_id": lane.workspace_id, "urgent": lane.urgent, **_times(now)}
    while True:
        try:
            found = session.execute(_NEXT, values).first()
        except UNREADABLE:
            set_aside(session, session.scalars(_NEXT_ID, values).one(), now=now)
            continue
        if found is None:
            return None
        row, workspace, known, doubted_from = found
        row.slack_channel_id = row.slack_channel_id or known
        return Found(row, workspace, doubted_from)


def due(session: Session, *, now: datetime) -> list[Lane]:
    """The lanes that have a message on which work may go on now."""
    return [Lane(workspace_id, urgent) for workspace_id, urgent in session.execute(_DUE, _times(now))]


def _times(now: datetime) -> dict[str, Any]:
    return {"now": now, "latest_slot": now.timestamp() + HORIZON_SECONDS}
