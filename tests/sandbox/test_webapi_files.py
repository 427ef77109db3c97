"""Files, scheduled messages, the workspace: asked by the real WebClient."""

import time
from pathlib import Path

import httpx2
import pytest
from slack_sdk import WebClient

from sandbox import messages
from sandbox.http_client import wait_until
from sandbox.model import Conversation
from tests.sandbox.refusals import error_of
from tests.sandboxes import Handle, start_sandbox


@pytest.fixture
def dm(slack: Handle, client: WebClient) -> Conversation:
    person = slack.sandbox.workspace.people[0]
    found = client.conversations_open(users=person.id)["channel"]["id"]
    return slack.sandbox.workspace.conversations[found]


def test_a_file_is_uploaded_shared_and_read_again(slack: Handle, client: WebClient, dm: Conversation) -> None:
    reply = client.files_upload_v2(
        channel=dm.id, filename="chart.csv", title="Chart", content="a,b\n1,2\n", initial_comment="This week"
    )
    file = reply["file"]
    info = client.files_info(file=file["id"])["file"]
    assert (info["name"], info["title"], info["size"], info["mimetype"]) == ("chart.csv", "Chart", 8, "text/csv")
    message = list(dm.messages.values())[-1]
    assert (message.text, message.file_ids) == ("This week", [file["id"]])
    assert client.conversations_history(channel=dm.id)["messages"][0]["files"][0]["id"] == file["id"]
    headers = {"Authorization": f"Bearer {client.token}"}
    assert httpx2.get(info["url_private"], headers=headers).content == b"a,b\n1,2\n"
    assert httpx2.get(info["url_private"]).status_code == 404
    assert client.files_delete(file=file["id"])["ok"]
    assert error_of(client.files_info, file=file["id"]) == "file_not_found"


def test_a_file_without_content_cannot_be_completed(client: WebClient) -> None:
    file_id = client.files_getUploadURLExternal(filename="a.png", length=3)["file_id"]
    assert error_of(client.files_completeUploadExternal, files=[{"id": file_id}]) == "file_not_found"
    assert error_of(client.files_getUploadURLExternal, filename="a.png", length=0) == "invalid_arguments"


def test_a_scheduled_message_is_posted_when_its_time_comes(slack: Handle, client: WebClient, dm: Conversation) -> None:
    posted: list[str] = []
    unsubscribe = slack.running.call(
        slack.sandbox.store.subscribe,
        lambda change: posted.append(change.data["message"].text) if change.kind == "message_posted" else None,
    )
    reply = client.chat_scheduleMessage(channel=dm.id, text="later", post_at=int(time.time()) + 2)
    listed = client.chat_scheduledMessages_list(channel=dm.id)["scheduled_messages"]
    assert [entry["id"] for entry in listed] == [reply["scheduled_message_id"]]
    wait_until(lambda: posted, "the message")
    slack.running.call(unsubscribe)
    assert posted == ["later"]
    assert client.chat_scheduledMessages_list()["scheduled_messages"] == []


def test_a_scheduled_message_can_be_taken_back(client: WebClient, dm: Conversation) -> None:
    scheduled = client.chat_scheduleMessage(channel=dm.id, text="never", post_at=int(time.time()) + 3600)
    message_id = scheduled["scheduled_message_id"]
    assert client.chat_deleteScheduledMessage(channel=dm.id, scheduled_message_id=message_id)["ok"]
    again = error_of(client.chat_deleteScheduledMessage, channel=dm.id, scheduled_message_id=message_id)
    assert again == "invalid_scheduled_message_id"


@pytest.mark.parametrize(
    ("post_at", "error"),
    [("soon", "invalid_time"), ("1000000000", "time_in_past"), ("9999999999", "time_too_far")],
)
def test_a_time_that_makes_no_sense_is_refused(client: WebClient, dm: Conversation, post_at: str, error: str) -> None:
    assert error_of(client.chat_scheduleMessage, channel=dm.id, text="x", post_at=post_at) == error


def test_the_workspace_and_the_bot_are_described(slack: Handle, client: WebClient) -> None:
    workspace = slack.sandbox.workspace
    assert client.team_info()["team"]["id"] == workspace.id
    assert client.bots_info(bot=client.auth_test()["bot_id"])["bot"]["user_id"] == workspace.bot_user_id
    assert error_of(client.bots_info, bot="B404") == "bot_not_found"


def test_everything_is_recorded_as_json_lines(tmp_path: Path) -> None:
    record = tmp_path / "record.jsonl"
    with start_sandbox(record=record, patience_seconds=0.05) as slack:
        client = slack.client()
        dm = client.conversations_open(users=slack.sandbox.workspace.people[0].id)["channel"]["id"]
        conversation = slack.sandbox.workspace.conversations[dm]
        person = slack.sandbox.workspace.people[0]
        slack.running.call(messages.post, slack.sandbox.store, conversation, person, "hello bot")
        wait_until(lambda: "hello bot" in record.read_text(), "the event")
    lines = record.read_text().splitlines()
    assert '"kind": "request"' in lines[0]
    assert '"method": "conversations.open"' in lines[0]
    assert any('"kind": "delivery"' in line and "hello bot" in line for line in lines)
    assert not any(slack.tokens["bot_token"] in line for line in lines)
