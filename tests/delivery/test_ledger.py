"""Who may send a delivery, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Delivery, Workspace
from bot.delivery.lane import Lane
from bot.delivery.ledger import LEASE_SECONDS, Call, Ledger, backoff
from bot.delivery.outbox import Outbox
from bot.delivery.steps import Step
from bot.domain.messages import Message, Target
from bot.domain.states import DeliveryState, WorkspaceState

LEASE = timedelta(seconds=LEASE_SECONDS)


class Jobs:
    """Takes down which deliveries were given a job, and after how long."""

    def __init__(self) -> None:
        self.given: list[tuple[int, float]] = []

    def __call__(self, session: Session, delivery_id: int, *, delay_seconds: float = 0.0) -> None:
        self.given.append((delivery_id, delay_seconds))


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def ledger(jobs: Jobs) -> Ledger:
    return Ledger(jobs, pace_scale=None)


def planned(session: Session, now: datetime, key: str = "hello", channel: str = "C1", **values: Any) -> Delivery:
    values.setdefault("target", Target(channel=channel))
    Outbox(Jobs()).plan(session, key=key, kind="test", message=Message(key), now=now, **values)
    return session.scalars(select(Delivery).where(Delivery.key == key)).one()


def claim(session: Session, ledger: Ledger, row: Delivery, *, now: datetime, owner: str = "us") -> Call | None:
    lane = Lane(row.workspace_id, row.urgent)
    return ledger.claim(session, lane, owner=owner, now=now, put_off=set(), only=row.id)


def test_a_claim_leases_the_delivery_and_says_what_to_call(session: Session, ledger: Ledger, now: datetime) -> None:
    row = planned(session, now)
    call = claim(session, ledger, row, now=now)
    assert call is not None
    assert (call.step, call.channel, call.key) == (Step.POST, "C1", "hello")
    assert row.state is DeliveryState.SENDING
    assert row.leased_until == now + LEASE
    assert call.leased_until == row.leased_until.timestamp()


def test_what_another_has_leased_is_left_until_the_lease_ends(
    session: Session, ledger: Ledger, jobs: Jobs, now: datetime
) -> None:
    row = planned(session, now)
    claim(session, ledger, row, now=now, owner="them")
    assert claim(session, ledger, row, now=now + timedelta(seconds=5)) is None
    assert jobs.given == []
    assert row.leased_by == "them"
    assert claim(session, ledger, row, now=now + LEASE) is not None


def test_after_a_lease_ran_out_under_a_post_slack_is_asked_first(
    session: Session, ledger: Ledger, now: datetime
) -> None:
    row = planned(session, now)
    claim(session, ledger, row, now=now, owner="dead")
    call = claim(session, ledger, row, now=now + LEASE)
    assert call is not None
    assert call.step is Step.LOOK_UP
    assert call.oldest < now.timestamp()


def test_a_lease_that_was_lost_settles_nothing(session: Session, ledger: Ledger, now: datetime) -> None:
    row = planned(session, now)
    claim(session, ledger, row, now=now, owner="slow")
    claim(session, ledger, row, now=now + LEASE)
    assert ledger.mine(session, delivery_id=row.id, owner="slow") is None
    assert ledger.mine(session, delivery_id=row.id, owner="us") is row


def test_a_later_message_waits_for_an_earlier_one_to_the_same_place(
    session: Session, ledger: Ledger, now: datetime
) -> None:
    first, second, elsewhere = (
        planned(session, now, "first"),
        planned(session, now, "second"),
        planned(session, now, "elsewhere", channel="C2"),
    )
    assert claim(session, ledger, second, now=now) is None
    assert claim(session, ledger, elsewhere, now=now) is not None
    ledger.fail(session, first, error="is_archived", now=now)
    assert claim(session, ledger, second, now=now) is not None


def test_an_urgent_message_does_not_wait_for_those_that_are_not(
    session: Session, ledger: Ledger, now: datetime
) -> None:
    planned(session, now, "crowd")
    assert claim(session, ledger, planned(session, now, "waits", urgent=True), now=now) is not None


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED])
def test_what_is_finished_is_not_claimed(
    session: Session, ledger: Ledger, jobs: Jobs, now: datetime, state: DeliveryState
) -> None:
    row = planned(session, now)
    row.state = state
    assert claim(session, ledger, row, now=now) is None
    assert jobs.given == []


def test_a_workspace_that_was_stopped_gets_nothing(session: Session, ledger: Ledger, now: datetime) -> None:
    row = planned(session, now)
    session.get_one(Workspace, row.workspace_id).state = WorkspaceState.REVOKED
    assert claim(session, ledger, row, now=now) is None
    assert (row.state, row.error) == (DeliveryState.FAILED, "workspace_revoked")


def test_a_slot_far_off_is_kept_and_a_job_comes_back_for_it(session: Session, jobs: Jobs, now: datetime) -> None:
    ledger = Ledger(jobs)
    rows = [planned(session, now, f"{n}", target=Target(users=(f"U{n}",))) for n in range(4)]
    calls = [claim(session, ledger, row, now=now) for row in rows]
    assert [call.step if call else None for call in calls] == [Step.OPEN, Step.OPEN, Step.OPEN, None]
    [(delayed, seconds)] = jobs.given
    assert delayed == rows[3].id
    assert rows[3].slot_at is not None
    assert rows[3].waits_for == "its turn with conversations.open"
    again = claim(session, ledger, rows[3], now=now + timedelta(seconds=seconds))
    assert again is not None
    assert again.at == pytest.approx(now.timestamp() + 3 * 60 / (50 * 0.97))


def test_doubts_are_looked_into_ever_less_often() -> None:
    assert [backoff(attempts) for attempts in (1, 2, 3, 30)] == [3, 6, 12, 300]
