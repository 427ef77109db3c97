"""A lane: the messages of one workspace that a person waits for, or those that nobody does. Who is next in it?

A message may be carried on when its hour has come, nobody holds it, and no earlier one to the same place is unfinished.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import Conversation, Delivery, Workspace
from bot.domain.states import UNFINISHED, DeliveryState, WorkspaceState

AT_ONCE = 3  # messages of a lane under way in one process: with them, answers may take half a second at full pace
# What a message needs first, as far as SQL can tell: each has a pace of its own.
LOOKING, OPENING, POSTING, CHANGING = "looking", "opening", "posting", "changing"


@dataclass(frozen=True)
class Lane:
    """Whose messages, and which."""

    workspace_id: int
    urgent: bool


@dataclass(frozen=True)
class Found:
    """A message that may be carried on, locked, and what was read with it.

    `doubted_from`: a backup of that time was put back not long ago; what people are told may have been said before.
    """

    row: Delivery
    workspace: WorkspaceState
    needs: str
    doubted_from: datetime | None


# Written into the statement, not handed over with it: only so is the index of unfinished messages used.
_states: BindParameter[Any] = bindparam("unfinished", UNFINISHED, expanding=True, literal_execute=True)
is_unfinished = Delivery.state.in_(_states)
_earlier = aliased(Delivery)
_is_blocked = and_(
    Delivery.slack_ts.is_(None),
    exists().where(
        _earlier.workspace_id == Delivery.workspace_id,
        _earlier.target_key == Delivery.target_key,
        _earlier.urgent == Delivery.urgent,
        _earlier.id < Delivery.id,
        _earlier.slack_ts.is_(None),
        _earlier.state.in_(_states),
    ),
)
_known = (
    select(Conversation.slack_channel_id)
    .where(Conversation.workspace_id == Delivery.workspace_id, Conversation.people == Delivery.target_key)
    .scalar_subquery()
)
_needs = case(
    (Delivery.state == DeliveryState.SENDING, LOOKING),
    (Delivery.slack_ts.is_not(None), CHANGING),
    (func.coalesce(Delivery.slack_channel_id, _known).is_not(None), POSTING),
    else_=OPENING,
)


def find(session: Session, lane: Lane, *, now: datetime, only: int | None, without: Collection[str]) -> Found | None:
    """The oldest message of the lane that may be carried on now, and none that needs what is in `without`; locked.

    `only`: that one, if it may; a job comes at its hour, so it is not asked whether that has come.
    """
    values = {"workspace_id": lane.workspace_id, "urgent": lane.urgent, "now": now, "only": only}
    row = session.execute(_search(is_for_one=only is not None, without=frozenset(without)), values).first()
    if row is None:
        return None
    found, workspace, known, needs, doubted_from = row
    found.slack_channel_id = found.slack_channel_id or known
    return Found(found, workspace, needs, doubted_from)


@cache
def _search(*, is_for_one: bool, without: frozenset[str]) -> Select[Any]:
    """Made once: building it costs more than running it."""
    now: BindParameter[datetime] = bindparam("now", type_=Delivery.wakes_at.type)
    query = (
        select(Delivery, Workspace.state, _known, _needs, case((Workspace.doubted_until > now, Workspace.doubted_from)))
        .join(Workspace, Workspace.id == Delivery.workspace_id)
        .where(
            Delivery.workspace_id == bindparam("workspace_id"),
            Delivery.urgent == bindparam("urgent"),
            is_unfinished,
            is_free(now),
            ~_is_blocked,
            Delivery.id == bindparam("only") if is_for_one else Delivery.wakes_at <= now,
        )
        .order_by(Delivery.id)
        .limit(1)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    return query.where(_needs.not_in(sorted(without))) if without else query


def first_of_each(session: Session, *, now: datetime, before: datetime) -> dict[Lane, list[tuple[int, int]]]:
    """The oldest messages of each lane that could be carried on since `before`: (id, number of the last job)."""
    place = func.row_number().over(partition_by=(Delivery.workspace_id, Delivery.urgent), order_by=Delivery.id)
    overdue = (
        select(Delivery.id, Delivery.job, Delivery.workspace_id, Delivery.urgent, place.label("place"))
        .where(
            is_unfinished,
            or_(Delivery.wakes_at.is_(None), Delivery.wakes_at < before),
            is_free(now),
            ~_is_blocked,
        )
        .subquery()
    )
    lanes: dict[Lane, list[tuple[int, int]]] = {}
    for row in session.execute(select(overdue).where(overdue.c.place <= AT_ONCE).order_by(overdue.c.id)):
        lanes.setdefault(Lane(row.workspace_id, row.urgent), []).append((row.id, row.job))
    return lanes


def holders(session: Session, *, now: datetime) -> list[tuple[Lane, str]]:
    """Who holds messages now, one entry a message."""
    query = select(Delivery.workspace_id, Delivery.urgent, Delivery.leased_by).where(
        is_unfinished, Delivery.leased_until > now
    )
    return [(Lane(workspace_id, urgent), owner or "") for workspace_id, urgent, owner in session.execute(query)]


def next_in_place(session: Session, row: Delivery) -> int | None:
    """The next message to the same place, which may have found this one in its way."""
    following = (
        select(Delivery.id)
        .where(
            Delivery.workspace_id == row.workspace_id,
            Delivery.target_key == row.target_key,
            Delivery.urgent == row.urgent,
            Delivery.slack_ts.is_(None),
            Delivery.id > row.id,
            is_unfinished,
        )
        .order_by(Delivery.id)
        .limit(1)
    )
    return session.scalar(following)


def is_free(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Whether nobody holds the message."""
    return or_(Delivery.leased_until.is_(None), Delivery.leased_until <= now)
