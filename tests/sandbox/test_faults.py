"""Faults on demand, as a real client meets them."""

import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.faults import Fault
from sandbox.model import Conversation
from tests.sandbox.refusals import error_of
from tests.sandboxes import Handle


@pytest.fixture(autouse=True)
def cleared(slack: Handle) -> Iterator[None]:
    yield
    slack.running.call(slack.sandbox.faults.clear)


@pytest.fixture
def dm(slack: Handle, client: WebClient) -> Conversation:
    person = slack.sandbox.workspace.people[0]
    found = client.conversations_open(users=person.id)["channel"]["id"]
    return slack.sandbox.workspace.conversations[found]


def fault(slack: Handle, **fields: Any) -> Fault:
    return slack.running.call(slack.sandbox.faults.add, **fields)


def test_a_429_says_when_to_come_back_and_is_used_up(slack: Handle, client: WebClient, dm: Conversation) -> None:
    fault(slack, kind="ratelimited", method="chat.postMessage", seconds=7)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=dm.id, text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    assert client.chat_postMessage(channel=dm.id, text="x")["ok"]
    assert slack.sandbox.faults.listed() == []


def test_a_server_error_does_nothing(slack: Handle, client: WebClient, dm: Conversation) -> None:
    fault(slack, kind="server_error", method="chat.postMessage", status=502)
    before = len(dm.messages)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=dm.id, text="lost")
    assert (caught.value.response.status_code, len(dm.messages)) == (502, before)


@pytest.mark.parametrize(("kind", "posted"), [("reset_before", 0), ("reset_after", 1)])
def test_a_reset_leaves_the_client_in_doubt(
    slack: Handle, client: WebClient, dm: Conversation, kind: str, posted: int
) -> None:
    fault(slack, kind=kind, method="chat.postMessage")
    before = len(dm.messages)
    with pytest.raises(ConnectionResetError):
        client.chat_postMessage(channel=dm.id, text="doubtful")
    assert len(dm.messages) == before + posted


def test_a_timeout_comes_after_the_message_was_accepted(slack: Handle, dm: Conversation) -> None:
    fault(slack, kind="timeout", method="chat.postMessage", seconds=30)
    client = WebClient(token=slack.tokens["bot_token"], base_url=f"{slack.url}/api/", timeout=1, retry_handlers=[])
    before = len(dm.messages)
    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel=dm.id, text="posted all the same")
    assert len(dm.messages) == before + 1


def test_a_named_error_and_latency(slack: Handle, client: WebClient, dm: Conversation) -> None:
    fault(slack, kind="error", method="chat.postMessage", error="fatal_error")
    assert error_of(client.chat_postMessage, channel=dm.id, text="x") == "fatal_error"
    fault(slack, kind="latency", method="chat.postMessage", seconds=0.05)
    assert client.chat_postMessage(channel=dm.id, text="late")["ok"]
    assert slack.sandbox.faults.listed() == []


def test_a_fault_meets_only_the_calls_it_is_for(slack: Handle, client: WebClient, dm: Conversation) -> None:
    people = slack.sandbox.workspace.people
    fault(slack, kind="error", method="chat.postMessage", channel="C404", count=None)
    fault(slack, kind="error", method="users.info", user=people[1].id, count=None)
    fault(slack, kind="error", team="T404", count=None)
    fault(slack, kind="error", probability=0.0, count=None)
    assert client.chat_postMessage(channel=dm.id, text="x")["ok"]
    assert client.users_info(user=people[0].id)["ok"]
    assert error_of(client.users_info, user=people[1].id) == "internal_error"


def test_a_likely_fault_meets_some_calls(slack: Handle, client: WebClient) -> None:
    fault(slack, kind="ratelimited", method="auth.test", probability=0.5, count=None)
    statuses = set()
    for _ in range(40):
        try:
            statuses.add(client.auth_test().status_code)
        except SlackApiError as error:
            statuses.add(error.response.status_code)
    assert statuses == {200, 429}


def test_the_world_changes_under_a_call(slack: Handle, client: WebClient) -> None:
    person = slack.sandbox.workspace.people[5]
    fault(slack, kind="deactivate_user", method="conversations.open", user=person.id)
    assert error_of(client.conversations_open, users=person.id) == "user_disabled"
    channel = next(c for c in slack.sandbox.workspace.conversations.values() if c.name == "random")
    client.conversations_join(channel=channel.id)
    fault(slack, kind="archive_channel", method="chat.postMessage", channel=channel.id)
    assert error_of(client.chat_postMessage, channel=channel.id, text="x") == "is_archived"


def test_a_revoked_token_stays_revoked(slack: Handle, client: WebClient) -> None:
    fault(slack, kind="revoke_token", method="users.list")
    assert error_of(client.users_list) == "token_revoked"
    assert error_of(client.auth_test) == "token_revoked"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "gremlins"}, r"kind\n  Input should be 'ratelimited'"),
        ({"kind": "error", "probability": 2}, "probability"),
        ({"kind": "error", "x": 1}, r"x\n  Unexpected"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(slack: Handle, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fault(slack, **fields)
    assert slack.sandbox.faults.listed() == []


def test_a_body_that_is_not_json_is_no_crash(slack: Handle) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(slack.url.rsplit(":", maxsplit=1)[1]), timeout=5)
    connection.request("POST", "/api/auth.test", b"{broken", {"Content-Type": "application/json"})
    assert json.loads(connection.getresponse().read())["error"] == "invalid_json"
    connection.close()
