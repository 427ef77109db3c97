"""The transactions of a delivery: who may send it, what is called next, how it ended.

A delivery belongs to whoever holds its lease. The lease is longer than a call may take: if a caller dies, its call has
ended in Slack before anybody else looks there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.db.models import Conversation, Delivery, Workspace
from bot.db.upsert import insert_once
from bot.delivery import pace
from bot.delivery.lane import HORIZON_SECONDS, Lane, find
from bot.delivery.steps import FINISHED, METHOD, ONCE, Step, next_step
from bot.delivery.stored import is_whole, set_aside
from bot.domain.states import DeliveryState, WorkspaceState

LEASE_SECONDS = 20.0
CALL_SECONDS = 15.0  # no call is begun with less of its lease left than this
PUNCTUAL_SECONDS = 0.01  # lateness that the margin of the pace allows for
SKEW = timedelta(minutes=5)  # between our clock and Slack's

# Made once: building a statement costs more than running it.
_STATE = select(Workspace.state).where(Workspace.id == bindparam("of"))
_ROW = select(Delivery).where(Delivery.id == bindparam("of")).with_for_update()


@dataclass(frozen=True)
class Call:
    """One call to Slack that may be made now: at `at`, and only if it surely ends before `leased_until`.

    Both are seconds since 1970. What the call needs is copied from the row.
    """

    delivery_id: int
    step: Step
    at: float
    leased_until: float
    workspace_id: int
    place: str
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
    refuses with 429 still waits.
    """

    pace_scale: float | None = 1.0

    def claim(self, session: Session, lane: Lane, *, owner: str, now: datetime) -> Call | None:
        """Claim the oldest message of the lane on which work may go on. Returns its next call; None if there is none.

        A transaction takes at most one slot, so that two of them never wait for each other.
        """
        while found := find(session, lane, now=now):
            row = found.row
            if not is_whole(row):
                set_aside(session, row.id, now=now)
                session.expire(row)
                continue
            row.leased_by = owner
            if found.doubted_from is not None:
                _doubt(row, found.doubted_from)
            call = self._next_call(session, row, found.workspace, now=now)
            if call is not None:
                return call
        return None

    def mine(self, session: Session, *, delivery_id: int, owner: str) -> Delivery | None:
        """The delivery, if it is still the owner's."""
        row = _locked(session, delivery_id)
        return row if row is not None and row.leased_by == owner else None

    def next_call(self, session: Session, row: Delivery, *, now: datetime) -> Call | None:
        """The next call, leased and with its slot. None if all is done, or it has to wait."""
        if row.state not in FINISHED and next_step(row) is None:
            self._finish(session, row, now=now)
            return None
        state = session.scalars(_STATE, {"of": row.workspace_id}).one()
        return self._next_call(session, row, state, now=now)

    def _next_call(self, session: Session, row: Delivery, workspace: WorkspaceState, *, now: datetime) -> Call | None:
        if row.state in FINISHED:
            return None  # cancelled meanwhile
        if workspace is not WorkspaceState.ACTIVE:
            self.fail(session, row, error=f"workspace_{workspace}", now=now)
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
        row.leased_until = datetime.fromtimestamp(at, UTC) + timedelta(seconds=LEASE_SECONDS)
        row.waits_for = ""
        return _call(row, step, at=at)

    def fail(self, session: Session, row: Delivery, *, error: str, now: datetime) -> None:
        """It will not be sent. `jobs.delivery_failures` decides what follows."""
        row.state, row.error = DeliveryState.FAILED, error
        self._finish(session, row, now=now)

    def called(self, session: Session, call: Call, *, at: float) -> None:
        """Note when a call went out, for the pace of the next."""
        if self.pace_scale is not None and at > call.at + PUNCTUAL_SECONDS:
            pace.called(
                session, pace.Place(call.workspace_id, METHOD[call.step], call.place), at=at, scale=self.pace_scale
            )

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
        """When the call may be made. None if that is too far off to wait here; the row is found again in time."""
        method, present = METHOD[step], now.timestamp()
        with session.no_autoflush:  # the row is written once, with the result
            slot = self._next_slot(session, row, method, now=present)
        if slot.is_taken:
            return slot.at
        why = f"Slack asked to wait with {method}" if slot.paused_until > present else f"its turn with {method}"
        release_until(row, at=now + timedelta(seconds=slot.at - present - HORIZON_SECONDS), why=why)
        return None

    def _next_slot(self, session: Session, row: Delivery, method: str, *, now: float) -> pace.Slot:
        latest = now + HORIZON_SECONDS
        if self.pace_scale is None:
            pause = pace.paused_until(session, workspace_id=row.workspace_id, method=method)
            return pace.Slot(max(now, pause), pause, is_taken=pause <= latest)
        place = pace.Place(row.workspace_id, method, row.target_key)
        return pace.reserve(session, place, urgent=row.urgent, now=now, latest=latest, scale=self.pace_scale)

    def _finish(self, session: Session, row: Delivery, *, now: datetime) -> None:
        if row.state not in FINISHED:
            row.state = DeliveryState.SENT
        row.leased_by = row.leased_until = row.history_cursor = None
        row.waits_for, row.finished_at = "", now


def release_until(row: Delivery, *, at: datetime, why: str) -> None:
    """Release the delivery: nobody takes it before this time."""
    row.leased_by = row.leased_until = None
    row.wakes_at, row.waits_for = at, why


def _doubt(row: Delivery, since: datetime) -> None:
    """Look for it in Slack first, as for a post whose answer was lost: once, and only where Kith may look.

    If it is there, its files are taken to be there too.
    """
    if row.state is DeliveryState.QUEUED and row.claimed_at is None and row.target.get("users") and not row.urgent:
        row.state, row.claimed_at, row.files_shared = DeliveryState.SENDING, since, True


def remember_conversation(session: Session, row: Delivery, channel: str) -> None:
    """Keep which conversation these people have."""
    values = {"workspace_id": row.workspace_id, "people": row.target_key}
    insert_once(session, Conversation, **values, slack_channel_id=channel)


def backoff(attempts: int) -> float:
    """Seconds before a doubtful call is looked into or made again: 3, 6, 12 … to five minutes."""
    return float(min(300, 3 * 2 ** min(attempts - 1, 10)))


def _locked(session: Session, delivery_id: int) -> Delivery | None:
    return session.scalars(_ROW, {"of": delivery_id}).first()


def _call(row: Delivery, step: Step, *, at: float) -> Call:
    assert row.leased_until is not None  # noqa: S101  # set by the only caller
    return Call(
        delivery_id=row.id,
        step=step,
        at=at,
        leased_until=row.leased_until.timestamp(),
        workspace_id=row.workspace_id,
        place=row.target_key,
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
