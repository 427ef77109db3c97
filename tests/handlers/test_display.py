"""A clicked message is replaced through its response_url; if that fails, the ledger changes it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Delivery
from bot.domain.messages import Message, Target
from bot.domain.states import DeliveryState
from handlers.display import replace
from handlers.request import Request
from tests.factories import make_member
from tests.handlers import payloads
from tests.handlers.conftest import Kith

UNREACHABLE = "http://127.0.0.1:9/response_url"


@pytest.fixture
def sent(kith: Kith) -> Delivery:
    """A message that the ledger has sent: the one that `payloads.message_click` clicks."""
    with kith.context.database.unit_of_work(kith.workspace.id) as session:
        member = make_member(session, slack_user_id="U1")
        kith.context.outbox.plan(
            session,
            key="it",
            kind="test",
            target=Target(users=("U1",)),
            message=Message("before"),
            now=kith.context.clock.now(),
            member_id=member.id,
        )
        row = session.scalars(select(Delivery)).one()
        row.state, row.slack_channel_id, row.slack_ts, row.sent_version = DeliveryState.SENT, "D0", "1.2", 1
        return row


def replace_clicked(kith: Kith, body: dict[str, Any]) -> None:
    replace(Request(kith.context, body, kith.context.clock.now()), Message("after"))


def clicked(kith: Kith, response_url: str, **values: Any) -> dict[str, Any]:
    team = kith.workspace.slack_team_id
    return payloads.message_click(team, "U1", payloads.action("x"), response_url=response_url, **values)


def test_a_replaced_message_is_not_changed_again(kith: Kith, sent: Delivery) -> None:
    replace_clicked(kith, clicked(kith, kith.slack.response_url))
    assert [told["text"] for told in kith.slack.of("response_url")] == ["after"]
    assert kith.again(sent).version == 1


def test_if_the_response_url_fails_the_ledger_changes_the_message(kith: Kith, sent: Delivery) -> None:
    replace_clicked(kith, clicked(kith, UNREACHABLE))
    row = kith.again(sent)
    assert (row.state, row.version, row.payload["text"]) == (DeliveryState.QUEUED, 2, "after")


def test_a_press_that_says_it_was_on_somebody_elses_message_changes_nothing(kith: Kith, sent: Delivery) -> None:
    body = clicked(kith, UNREACHABLE)
    body["user"]["id"] = "U2"
    replace_clicked(kith, body)
    assert (kith.again(sent).version, kith.again(sent).payload["text"]) == (1, "before")


@pytest.mark.parametrize("values", [{"channel": "D1"}, {}])
def test_a_message_that_the_ledger_did_not_send_is_left_alone(
    kith: Kith, sent: Delivery, values: dict[str, Any]
) -> None:
    body = clicked(kith, UNREACHABLE, **values)
    if not values:
        body["container"]["message_ts"] = "9.9"
    replace_clicked(kith, body)
    assert kith.again(sent).version == 1


def test_a_message_of_another_workspace_is_left_alone(kith: Kith, sent: Delivery) -> None:
    body = clicked(kith, UNREACHABLE)
    body["team"]["id"] = "TELSEWHERE"
    replace_clicked(kith, body)
    assert kith.again(sent).version == 1
