"""When the next call may go to Slack. The slots are rows, so that every worker keeps to one pace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.db.models import Pace
from bot.db.once import insert_once
from bot.delivery.rates import A_MINUTE, A_MINUTE_IN_A_CHANNEL, interval


@dataclass(frozen=True)
class Place:
    """Where Slack counts a call: its method in a workspace, and for some methods in the channel too."""

    workspace_id: int
    method: str
    channel: str

    @property
    def scope_of_channel(self) -> str | None:
        """The channel's own pace, where it has one."""
        return f"{self.method} {self.channel}" if self.method in A_MINUTE_IN_A_CHANNEL else None


def reserve(session: Session, place: Place, *, urgent: bool, now: float, scale: float = 1.0) -> float:
    """Take the next free slot of a method in a workspace, and in its channel where Slack counts those too.

    Returns when the call may be made, in seconds since 1970, not before `now`. A reserved slot is used or lost. Urgent
    calls have slots of their own; each moves the others back, so that all together keep to the rate. `scale` stretches
    (below 1: shortens) the time in which calls are counted, for a sandbox that does the same.
    """
    seconds = scale * interval(A_MINUTE[place.method])
    slot = _take(session, place.workspace_id, place.method, seconds=seconds, urgent=urgent, now=now)
    if place.scope_of_channel is None:
        return slot
    seconds = scale * interval(A_MINUTE_IN_A_CHANNEL[place.method])
    return _take(session, place.workspace_id, place.scope_of_channel, seconds=seconds, urgent=False, now=slot)


def called(session: Session, place: Place, *, at: float, scale: float = 1.0) -> None:
    """The call went out then, later than its slot: the next one in the channel keeps its distance from that."""
    if place.scope_of_channel is None:
        return
    free_at = at + scale * interval(A_MINUTE_IN_A_CHANNEL[place.method])
    values = {Pace.free_at: _later(Pace.free_at, free_at)}
    _change(session, place.workspace_id, place.scope_of_channel, values)


def paused_until(session: Session, *, workspace_id: int, method: str) -> float:
    """Until when Slack wants no call of this method from this workspace, in seconds since 1970; 0.0 for no pause."""
    query = select(Pace.paused_until).where(Pace.workspace_id == workspace_id, Pace.scope == method)
    return session.scalars(query).first() or 0.0


def pause(session: Session, *, workspace_id: int, method: str, until: float) -> None:
    """Slack said 429: no worker makes this call for this workspace before `until` (seconds since 1970)."""
    values = {
        Pace.paused_until: _later(Pace.paused_until, until),
        Pace.free_at: _later(Pace.free_at, until),
        Pace.urgent_free_at: _later(Pace.urgent_free_at, until),
    }
    if not _change(session, workspace_id, method, values):
        insert_once(session, Pace, workspace_id=workspace_id, scope=method)
        _change(session, workspace_id, method, values)


def _take(session: Session, workspace_id: int, scope: str, *, seconds: float, urgent: bool, now: float) -> float:
    values = {Pace.free_at: _later(Pace.free_at, now) + seconds}
    if urgent:
        values[Pace.urgent_free_at] = _later(Pace.urgent_free_at, now) + seconds
    taken = _change(session, workspace_id, scope, values)
    if taken is None:
        insert_once(session, Pace, workspace_id=workspace_id, scope=scope)
        taken = _change(session, workspace_id, scope, values)
        assert taken is not None  # noqa: S101  # the row is there now, whoever inserted it
    free_at, urgent_free_at = taken
    return max(now, (urgent_free_at if urgent else free_at) - seconds)


def _change(session: Session, workspace_id: int, scope: str, values: Any) -> tuple[float, float] | None:
    statement = (
        update(Pace)
        .where(Pace.workspace_id == workspace_id, Pace.scope == scope)
        .values(values)
        .returning(Pace.free_at, Pace.urgent_free_at)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(statement).first()
    return None if row is None else (row[0], row[1])


def _later(column: InstrumentedAttribute[float], moment: float) -> ColumnElement[float]:
    return case((column < moment, literal(moment)), else_=column)
