"""Who may send a delivery, and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.models import Delivery, Workspace
from bot.delivery import pace
from bot.delivery.lane import HORIZON_SECONDS, Lane
from bot.delivery.ledger import LEASE_SECONDS, Call, Ledger, backoff
from bot.delivery.outbox import Outbox
from bot.delivery.steps import Step
from bot.domain.messages import Message, Target
from bot.domain.states import DeliveryState, WorkspaceState

LEASE = timedelta(seconds=LEASE_SECONDS)


@pytest.fixture
def now() -> datetime:
    """A moment by which all that the test decides may be carried on."""
    return real_now() + timedelta(seconds=60)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(pace_scale=None)


def planned(session: Session, now: datetime, key: str = "hello", channel: str = "C1", **values: Any) -> Delivery:
    values.setdefault("target", Target(channel=channel))
    Outbox().plan(session, key=key, kind="test", message=Message(key), now=now, **values)
    return session.scalars(select(Delivery).where(Delivery.key == key)).one()


def claim(session: Session, ledger: Ledger, *, now: datetime, owner: str = "us", urgent: bool = False) -> Call | None:
    return ledger.claim(session, Lane(session.info["workspace_id"], urgent), owner=owner, now=now)


def test_a_claim_leases_the_delivery_and_says_what_to_call(session: Session, ledger: Ledger, now: datetime) -> None:
    row = planned(session, now)
    call = claim(session, ledger, now=now)
    assert call is not None
    assert (call.step, call.channel, call.key) == (Step.POST, "C1", "hello")
    assert row.state is DeliveryState.SENDING
    assert row.leased_until == now + LEASE
    assert call.leased_until == row.leased_until.timestamp()


def test_what_another_has_leased_is_left_until_the_lease_ends(session: Session, ledger: Ledger, now: datetime) -> None:
    row = planned(session, now)
    claim(session, ledger, now=now, owner="them")
    assert claim(session, ledger, now=now + timedelta(seconds=5)) is None
    assert row.leased_by == "them"
    assert claim(session, ledger, now=now + LEASE) is not None
    assert row.leased_by == "us"


def test_after_a_lease_ran_out_under_a_post_slack_is_asked_first(
    session: Session, ledger: Ledger, now: datetime
) -> None:
    planned(session, now)
    claim(session, ledger, now=now, owner="dead")
    call = claim(session, ledger, now=now + LEASE)
    assert call is not None
    assert call.step is Step.LOOK_UP
    assert call.oldest < now.timestamp()


def test_a_lease_that_was_lost_settles_nothing(session: Session, ledger: Ledger, now: datetime) -> None:
    row = planned(session, now)
    claim(session, ledger, now=now, owner="slow")
    claim(session, ledger, now=now + LEASE)
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
    calls = [claim(session, ledger, now=now) for _ in range(3)]
    assert [call.delivery_id if call else None for call in calls] == [first.id, elsewhere.id, None]
    ledger.fail(session, first, error="is_archived", now=now)
    call = claim(session, ledger, now=now)
    assert call is not None
    assert call.delivery_id == second.id


def test_an_urgent_message_does_not_wait_for_those_that_are_not(
    session: Session, ledger: Ledger, now: datetime
) -> None:
    planned(session, now, "crowd")
    planned(session, now, "waits", urgent=True)
    call = claim(session, ledger, now=now, urgent=True)
    assert call is not None
    assert call.key == "waits"


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED])
def test_what_is_finished_is_not_claimed(session: Session, ledger: Ledger, now: datetime, state: DeliveryState) -> None:
    row = planned(session, now)
    row.state = state
    assert claim(session, ledger, now=now) is None


def test_a_workspace_that_was_stopped_gets_nothing(session: Session, ledger: Ledger, now: datetime) -> None:
    row = planned(session, now)
    session.get_one(Workspace, row.workspace_id).state = WorkspaceState.REVOKED
    assert claim(session, ledger, now=now) is None
    assert (row.state, row.error) == (DeliveryState.FAILED, "workspace_revoked")


def test_no_slot_is_taken_far_ahead_and_other_calls_go_on(session: Session, now: datetime) -> None:
    ledger, interval = Ledger(), 60 / (50 * 0.97)
    for number in range(4):
        planned(session, now, f"{number}", target=Target(users=(f"U{number}",)))
    post = planned(session, now, "post")
    calls = [claim(session, ledger, now=now) for _ in range(4)]
    assert [(call.step, call.key) if call else None for call in calls] == [
        (Step.OPEN, "0"),
        (Step.OPEN, "1"),
        (Step.POST, post.key),
        None,
    ]
    later = now + timedelta(seconds=2 * interval - HORIZON_SECONDS)
    assert claim(session, ledger, now=later - timedelta(seconds=0.01)) is None
    again = claim(session, ledger, now=later)
    assert again is not None
    assert again.at == pytest.approx(now.timestamp() + 2 * interval)


def test_who_finds_its_slot_gone_comes_back_for_the_next(session: Session, now: datetime) -> None:
    row = planned(session, now, target=Target(users=("U1",)))
    row.slack_channel_id, row.slack_ts, row.uploads = "D1", "1.0", ["F1"]  # what it needs is no update, as it seems
    pace.pause(session, workspace_id=row.workspace_id, method="files.completeUploadExternal", until=now.timestamp() + 9)
    assert claim(session, Ledger(), now=now) is None
    assert row.waits_for == "Slack asked to wait with files.completeUploadExternal"
    assert row.wakes_at == now + timedelta(seconds=9 - HORIZON_SECONDS)
    assert claim(session, Ledger(), now=row.wakes_at) is not None


def test_doubts_are_looked_into_ever_less_often() -> None:
    assert [backoff(attempts) for attempts in (1, 2, 3, 30)] == [3, 6, 12, 300]
