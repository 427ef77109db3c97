"""When the next call may go to Slack. The slots are rows, so that every worker keeps to one pace."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Float, Update, bindparam, case, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.db.models import Pace
from bot.db.upsert import insert_once
from bot.delivery.rates import A_MINUTE, A_MINUTE_IN_A_CHANNEL, interval

# Slots that passed unused are made up for, if they are no older than this: a busy machine keeps its rate. No minute has
# more calls than Slack permits, because a few are held back from each (`rates.SHARE`).
CATCH_UP_SECONDS = 1.5
_MOMENT = bindparam("moment", type_=Float)


@dataclass(frozen=True)
class Place:
    """Where Slack counts a call: its method in a workspace, and for some methods in the channel too."""

    workspace_id: int
    method: str
    channel: str

    @property
    def scope_of_channel(self) -> str | None:
        """The channel's own pace, if it has one."""
        return f"{self.method} {self.channel}" if self.method in A_MINUTE_IN_A_CHANNEL else None


class Slot(NamedTuple):
    """When a call may be made, and until when Slack wants none; both in seconds since 1970."""

    at: float
    paused_until: float
    is_taken: bool = True


def reserve(
    session: Session, place: Place, *, urgent: bool, now: float, latest: float = math.inf, scale: float = 1.0
) -> Slot:
    """Take the next free slot of a method in a workspace, and in its channel if Slack counts that too.

    It is not before `now`, nor within a pause. One after `latest` is not taken. A taken slot is used or lost. Urgent
    calls have slots of their own; each moves the others back, so that all together keep to the rate. `scale` stretches
    (below 1: shortens) the time in which calls are counted, for a sandbox that does the same.
    """
    seconds = scale * interval(A_MINUTE[place.method])
    may_be_late = CATCH_UP_SECONDS * scale
    values = {"workspace": place.workspace_id, "of": place.method, "moment": now, "since": now - may_be_late}
    slot = _take(session, {**values, "seconds": seconds, "latest": latest}, urgent=urgent)
    if place.scope_of_channel is None or not slot.is_taken:
        return slot
    seconds = scale * interval(A_MINUTE_IN_A_CHANNEL[place.method])
    values = {"workspace": place.workspace_id, "of": place.scope_of_channel, "moment": slot.at, "since": slot.at}
    in_channel = _take(session, {**values, "seconds": seconds, "latest": math.inf}, urgent=False)
    return Slot(in_channel.at, slot.paused_until)


def called(session: Session, place: Place, *, at: float, scale: float = 1.0) -> None:
    """The call went out at `at`, later than its slot: the channel's next call keeps its distance from it."""
    if place.scope_of_channel is None:
        return
    free_at = at + scale * interval(A_MINUTE_IN_A_CHANNEL[place.method])
    session.execute(_CALLED, {"workspace": place.workspace_id, "of": place.scope_of_channel, "moment": free_at})


def paused_until(session: Session, *, workspace_id: int, method: str) -> float:
    """The time until which Slack wants no call of this method from this workspace (seconds since 1970); 0.0 if none."""
    return session.scalars(_PAUSE, {"workspace": workspace_id, "of": method}).first() or 0.0


def pause(session: Session, *, workspace_id: int, method: str, until: float) -> None:
    """Slack said 429: no worker makes this call for this workspace before `until` (seconds since 1970)."""
    values = {"workspace": workspace_id, "of": method, "moment": until}
    if session.execute(_HOLD, values).first() is None:
        insert_once(session, Pace, workspace_id=workspace_id, scope=method)
        session.execute(_HOLD, values)


def _take(session: Session, values: dict[str, Any], *, urgent: bool) -> Slot:
    statement = _TAKE_URGENT if urgent else _TAKE
    taken = session.execute(statement, values).first()
    if taken is None:
        insert_once(session, Pace, workspace_id=values["workspace"], scope=values["of"])
        taken = session.execute(statement, values).first()
    if taken is None:
        free_at, urgent_free_at, until = session.execute(_READ, values).one()
        return Slot(urgent_free_at if urgent else free_at, until, is_taken=False)
    free_at, urgent_free_at, until = taken
    return Slot(max(values["moment"], (urgent_free_at if urgent else free_at) - values["seconds"]), until)


def _later(column: InstrumentedAttribute[float], since: BindParameter[float]) -> ColumnElement[float]:
    return case((column < since, bindparam("moment", type_=Float)), else_=column)


def _change(
    *columns: InstrumentedAttribute[float],
    since: BindParameter[float] = _MOMENT,
    seconds: float | BindParameter[float] = 0.0,
) -> Update:
    """Move those before `since` to `moment`, then move all on by `seconds`."""
    return (
        update(Pace)
        .where(Pace.workspace_id == bindparam("workspace"), Pace.scope == bindparam("of"))
        .values({column: _later(column, since) + seconds for column in columns})
        .returning(Pace.free_at, Pace.urgent_free_at, Pace.paused_until)
        .execution_options(synchronize_session=False)
    )


# Made once: building a statement costs more than running it.
_READ = select(Pace.free_at, Pace.urgent_free_at, Pace.paused_until).where(
    Pace.workspace_id == bindparam("workspace"), Pace.scope == bindparam("of")
)
_PAUSE = select(Pace.paused_until).where(Pace.workspace_id == bindparam("workspace"), Pace.scope == bindparam("of"))
_SINCE, _SECONDS = bindparam("since", type_=Float), bindparam("seconds", type_=Float)
_LATEST = bindparam("latest", type_=Float)
_TAKE = _change(Pace.free_at, since=_SINCE, seconds=_SECONDS).where(Pace.free_at <= _LATEST)
_TAKE_URGENT = _change(Pace.free_at, Pace.urgent_free_at, since=_SINCE, seconds=_SECONDS).where(
    Pace.urgent_free_at <= _LATEST
)
_HOLD = _change(Pace.paused_until, Pace.free_at, Pace.urgent_free_at)
_CALLED = _change(Pace.free_at)
