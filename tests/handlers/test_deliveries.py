"""An organizer posts anew what may be missing in the channel; nobody else does, and nobody twice."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db.models import Delivery, Member, Program
from bot.domain.messages import Message, Target
from bot.domain.states import DeliveryState
from bot.views import deliveries as view
from tests.handlers.conftest import Kith


@pytest.fixture
def program(kith: Kith) -> Program:
    return kith.program()


@pytest.fixture
def organizer(kith: Kith, program: Program) -> Member:
    return kith.organizer(program)


@pytest.fixture
def in_doubt(kith: Kith, program: Program) -> Delivery:
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        kith.context.outbox.plan(
            session,
            key="summary",
            kind="summary",
            target=Target(channel=program.slack_channel_id),
            message=Message("summary"),
            now=kith.context.clock.now(),
            program_id=program.id,
        )
        row = session.scalars(select(Delivery)).one()
        row.state, row.error = DeliveryState.FAILED, "in_doubt"
        return row


def test_an_organizer_posts_it_once(kith: Kith, organizer: Member, in_doubt: Delivery) -> None:
    kith.press(organizer, view.POST, in_doubt.id)
    kith.press(organizer, view.POST, in_doubt.id)
    assert kith.again(in_doubt).state is DeliveryState.QUEUED
    texts = [sent["text"] for sent in kith.slack.of("response_url")]
    assert texts == [view.posted_again().text, view.was_posted().text]


def test_nobody_else_does(kith: Kith, in_doubt: Delivery) -> None:
    kith.press(kith.member(), view.POST, in_doubt.id)
    assert kith.again(in_doubt).state is DeliveryState.FAILED


@pytest.mark.parametrize("value", ["999", "x", ""])
def test_a_number_that_makes_no_sense_changes_nothing(
    kith: Kith, organizer: Member, in_doubt: Delivery, value: str
) -> None:
    kith.press(organizer, view.POST, value)
    assert kith.again(in_doubt).state is DeliveryState.FAILED
