"""The transactions of a delivery: who may send it, what is called next, what became of it.

A delivery belongs to whoever holds its lease. The lease is longer than a call may take, so that a call whose caller
died has ended in Slack, one way or the other, before another looks there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Conversation, Delivery, Workspace
from bot.db.once import insert_once
from bot.delivery import pace
from bot.delivery.steps import FINISHED, METHOD, ONCE, Step, next_step
from bot.domain.states import DeliveryState, WorkspaceState

UNFINISHED = (DeliveryState.QUEUED, DeliveryState.SENDING)
LEASE_SECONDS = 20.0
CALL_SECONDS = 15.0  # a call that would not surely end this long before the lease is not begun
HORIZON_SECONDS = 2.5  # a job waits this long for its slot; for a later one it ends and another comes
WAKE_EARLY_SECONDS = 1.3  # the engine looks for delayed jobs once a second
LATE_SECONDS = 0.25  # a slot that was missed by more is lost: late ones would bunch
SKEW = timedelta(minutes=5)  # between our clock and Slack's
LOOK_AGAIN = timedelta(minutes=1)


class EnqueueLater(Protocol):
    """Gives a delivery a new job, in the session's transaction."""

    def __call__(self, session: Session, delivery_id: int, *, delay_seconds: float = 0.0) -> None: ...


@dataclass(frozen=True)
class Call:
    """One call to Slack that may be made now: at `at`, and only if it surely ends before `leased_until`.

    Both are seconds since 1970. What the call needs is copied from the row.
    """

    step: Step
    at: float
    leased_until: float
    workspace_id: int
    key: str
    version: int
    payload: dict[str, Any]
    users: tuple[str, ...]
    channel: str
    ts: str
    uploads: tuple[str, ...]
    oldest: float
    cursor: str


@dataclass(frozen=True)
class Ledger:
    """The rules of the ledger.

    `pace_scale`: 1.0 for Slack's rates, less for a sandbox whose time is shortened. None: no slots are kept; what Slack
    refuses with 429 is still waited for.
    """

    enqueue: EnqueueLater
    pace_scale: float | None = 1.0

    def claim(self, session: Session, *, delivery_id: int, owner: str, now: datetime) -> Call | None:
        """Take the delivery, and say what is to be called; None if there is nothing to do, or not yet."""
        row = _locked(session, delivery_id)
        if row is None or row.state in FINISHED:
            return None
        if row.leased_until is not None and row.leased_until > now and row.leased_by != owner:
            self._come_back(session, row, (row.leased_until - now).total_seconds(), "another worker has it")
            return None
        if row.slack_ts is None and _waits_for_earlier(session, row):
            row.waits_for, row.wakes_at = "an earlier message to the same place", now + LOOK_AGAIN
            return None
        row.leased_by = owner
        return self.next_call(session, row, now=now)

    def mine(self, session: Session, *, delivery_id: int, owner: str) -> Delivery | None:
        """The delivery, if it is still the owner's."""
        row = _locked(session, delivery_id)
        return row if row is not None and row.leased_by == owner else None

    def next_call(self, session: Session, row: Delivery, *, now: datetime) -> Call | None:
        """What is to be called next, leased and with its slot; None if all is done, or it has to wait."""
        if row.state in FINISHED:
            return None  # cancelled meanwhile
        state = session.scalar(select(Workspace.state).where(Workspace.id == row.workspace_id))
        if state is not WorkspaceState.ACTIVE:
            self.fail(session, row, error=f"workspace_{state}", now=now)
            return None
        step = self._step(session, row)
        if step is None:
            self._finish(session, row, now=now)
            return None
        at = self._slot(session, row, step, now=now)
        if at is None:
            return None
        if step in ONCE:
            row.state = DeliveryState.SENDING
            row.claimed_at = row.claimed_at or now
        row.leased_until = now + timedelta(seconds=LEASE_SECONDS)
        row.waits_for = ""
        return _call(row, step, at=at)

    def fail(self, session: Session, row: Delivery, *, error: str, now: datetime) -> None:
        """It will not be sent. What follows from it is decided by `jobs.outcomes`."""
        row.state, row.error = DeliveryState.FAILED, error
        self._finish(session, row, now=now)

    def called(self, session: Session, row: Delivery, step: Step, *, at: float) -> None:
        """Note when a call went out, for the pace of the next."""
        if self.pace_scale is not None:
            pace.called(
                session, pace.Place(row.workspace_id, METHOD[step], row.target_key), at=at, scale=self.pace_scale
            )

    def come_back(self, session: Session, row: Delivery, *, seconds: float, why: str) -> None:
        """Let go of the delivery until then."""
        row.leased_by = row.leased_until = None
        self._come_back(session, row, seconds, why)

    def _come_back(self, session: Session, row: Delivery, seconds: float, why: str) -> None:
        row.waits_for = why
        session.flush()
        self.enqueue(session, row.id, delay_seconds=seconds)

    def _step(self, session: Session, row: Delivery) -> Step | None:
        step = next_step(row)
        if step is Step.OPEN:
            known = select(Conversation.slack_channel_id).where(
                Conversation.workspace_id == row.workspace_id, Conversation.people == row.target_key
            )
            row.slack_channel_id = row.target.get("channel") or session.scalar(known)
            return next_step(row)
        return step

    def _slot(self, session: Session, row: Delivery, step: Step, *, now: datetime) -> float | None:
        """When the call may be made; None if that is too far off to wait here: a job comes back for it."""
        method, present = METHOD[step], now.timestamp()
        pause = pace.paused_until(session, workspace_id=row.workspace_id, method=method)
        if pause > present:
            self.come_back(session, row, seconds=pause - present, why=f"Slack asked to wait with {method}")
            return None
        if self.pace_scale is None:
            return present
        kept = row.slot_at.timestamp() if row.slot_at and row.slot_method == method else 0.0
        if kept > present - LATE_SECONDS:
            at = kept
        else:
            place = pace.Place(row.workspace_id, method, row.target_key)
            at = pace.reserve(session, place, urgent=row.urgent, now=present, scale=self.pace_scale)
        if at - present <= HORIZON_SECONDS:
            row.slot_at = row.slot_method = None
            return at
        row.slot_at, row.slot_method = datetime.fromtimestamp(at, UTC), method
        self.come_back(session, row, seconds=at - present - WAKE_EARLY_SECONDS, why=f"its turn with {method}")
        return None

    def _finish(self, session: Session, row: Delivery, *, now: datetime) -> None:
        if row.state not in FINISHED:
            row.state = DeliveryState.SENT
        row.leased_by = row.leased_until = row.history_cursor = None
        row.waits_for, row.finished_at = "", now
        session.flush()
        wake_next(session, row, enqueue=self.enqueue)


def wake_next(session: Session, row: Delivery, *, enqueue: Callable[[Session, int], None]) -> None:
    """Give the next message to the same place its job: it may have found this one in its way."""
    following = (
        select(Delivery.id)
        .where(_same_place(row), Delivery.id > row.id, Delivery.state == DeliveryState.QUEUED)
        .order_by(Delivery.id)
        .limit(1)
    )
    next_id = session.scalar(following)
    if next_id is not None:
        enqueue(session, next_id)


def remember_conversation(session: Session, row: Delivery, channel: str) -> None:
    """Keep which conversation these people have."""
    values = {"workspace_id": row.workspace_id, "people": row.target_key}
    insert_once(session, Conversation, **values, slack_channel_id=channel)


def backoff(attempts: int) -> float:
    """Seconds before a doubtful call is looked into or made again: 3, 6, 12 … to five minutes."""
    return float(min(300, 3 * 2 ** min(attempts - 1, 10)))


def _locked(session: Session, delivery_id: int) -> Delivery | None:
    return session.scalars(select(Delivery).where(Delivery.id == delivery_id).with_for_update()).first()


def _same_place(row: Delivery) -> Any:
    return (
        (Delivery.workspace_id == row.workspace_id)
        & (Delivery.target_key == row.target_key)
        & (Delivery.urgent == row.urgent)
        & Delivery.slack_ts.is_(None)
    )


def _waits_for_earlier(session: Session, row: Delivery) -> bool:
    earlier = select(Delivery.id).where(_same_place(row), Delivery.id < row.id, Delivery.state.in_(UNFINISHED))
    return session.scalar(earlier.limit(1)) is not None


def _call(row: Delivery, step: Step, *, at: float) -> Call:
    assert row.leased_until is not None  # noqa: S101  # set by the only caller
    return Call(
        step=step,
        at=at,
        leased_until=row.leased_until.timestamp(),
        workspace_id=row.workspace_id,
        key=row.key,
        version=row.version,
        payload=row.payload,
        users=tuple(row.target.get("users", ())),
        channel=row.slack_channel_id or "",
        ts=row.slack_ts or "",
        uploads=tuple(row.uploads),
        oldest=((row.claimed_at or row.created_at) - SKEW).timestamp() if row.claimed_at else 0.0,
        cursor=row.history_cursor or "",
    )
