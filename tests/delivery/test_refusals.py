"""What Slack refuses by name ends as failed, with that name, and holds nothing else up."""

from __future__ import annotations

import pytest

from bot.db.models import Workspace
from bot.domain.messages import Message, Target
from bot.domain.states import DeliveryState, WorkspaceState
from tests.conftest import NOW
from tests.delivery.conftest import Post

pytestmark = pytest.mark.usefixtures("impatient", "engine")


def error_of(post: Post, key: str) -> str:
    row = post.row(key)
    assert row.state is DeliveryState.FAILED
    assert row.finished_at
    return row.error


def test_a_deactivated_person_is_not_written_to(post: Post) -> None:
    post.fault("deactivate_user", "conversations.open")
    post.plan("hello")
    post.settle()
    assert error_of(post, "hello") == "user_disabled"


def test_a_person_deactivated_since_the_conversation_was_opened_is_found_out(post: Post) -> None:
    post.plan("first")
    post.settle()
    post.fault("deactivate_user", "conversations.open")
    post.fault("error", "chat.postMessage", error="is_archived")
    post.plan("second")
    post.settle()
    assert error_of(post, "second") == "user_disabled"
    assert post.row("first").state is DeliveryState.SENT


def test_a_conversation_that_is_gone_is_opened_anew_once(post: Post) -> None:
    post.plan("first")
    post.settle()
    post.fault("error", "chat.postMessage", error="channel_not_found")
    post.plan("second")
    post.settle()
    assert post.texts() == ["first", "second"]
    assert post.row("second").error == ""
    post.fault("error", "chat.postMessage", error="channel_not_found", count=2)
    post.plan("third")
    post.settle()
    assert error_of(post, "third") == "channel_not_found"


def test_an_archived_channel_fails_and_others_go_on(post: Post) -> None:
    channel = post.channel()
    post.fault("archive_channel", "chat.postMessage", channel=channel)
    post.plan("summary", target=Target(channel=channel))
    post.plan("hello")
    post.settle()
    assert error_of(post, "summary") == "is_archived"
    assert post.texts() == ["hello"]


def test_a_revoked_token_fails_by_name(post: Post) -> None:
    post.fault("revoke_token", "conversations.open")
    post.plan("hello")
    post.settle()
    assert error_of(post, "hello") == "token_revoked"


def test_nothing_is_sent_to_a_workspace_that_was_left(post: Post) -> None:
    with post.database.unit_of_work() as session:
        workspace = session.get_one(Workspace, post.workspace_id)
        workspace.state = WorkspaceState.UNINSTALLED
    post.plan("hello")
    post.settle()
    assert error_of(post, "hello") == "workspace_uninstalled"
    assert post.texts() == []


def test_a_message_that_slack_finds_wrong_is_not_tried_again(post: Post) -> None:
    post.plan("wrong", message=Message("wrong", blocks=({"type": "nonsense"},)))
    post.plan("right")
    post.settle()
    assert error_of(post, "wrong") == "invalid_blocks"
    assert post.texts() == ["right"]


def test_a_failed_message_can_be_sent_after_all(post: Post) -> None:
    post.fault("error", "chat.postMessage", error="restricted_action")
    post.plan("hello")
    post.settle()
    assert error_of(post, "hello") == "restricted_action"
    assert post.within(lambda session: post.outbox.retry(session, key="hello"))
    post.settle()
    assert post.texts() == ["hello"]
    assert not post.within(lambda session: post.outbox.retry(session, key="hello"))


def test_a_limit_is_waited_out_by_all_of_the_method_and_by_nothing_else(post: Post) -> None:
    post.plan("opens", target=Target(users=(post.people[0],)))
    post.settle()
    post.fault("ratelimited", "chat.postMessage", seconds=10)  # what follows is looked at within them
    post.plan("limited")
    post.until(lambda: "chat.postMessage" in post.row("limited").waits_for)
    post.within(lambda session: post.outbox.update(session, key="opens", message=Message("updated"), now=NOW))
    post.until(lambda: post.row("opens").sent_version == 2)
    assert post.row("limited").state is DeliveryState.QUEUED
    post.settle()
    assert post.texts() == ["updated", "limited"]
