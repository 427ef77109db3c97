"""What Slack did not answer is looked up before it is repeated."""

from __future__ import annotations

import pytest

from bot.domain.messages import Target
from bot.domain.states import DeliveryState
from tests.delivery.conftest import Post

pytestmark = pytest.mark.usefixtures("impatient", "engine")


@pytest.mark.parametrize("kind", ["timeout", "reset_after"])
def test_a_post_that_slack_took_without_an_answer_is_not_repeated(post: Post, kind: str) -> None:
    post.fault(kind, "chat.postMessage", seconds=3)
    post.plan("hello")
    post.settle()
    assert post.texts() == ["hello"]
    assert post.row("hello").state is DeliveryState.SENT
    assert post.row("hello").attempts == 1


@pytest.mark.parametrize("kind", ["reset_before", "server_error"])
def test_a_post_that_slack_did_not_take_is_repeated(post: Post, kind: str) -> None:
    post.fault(kind, "chat.postMessage", count=2)
    post.plan("hello")
    post.settle()
    assert post.texts() == ["hello"]
    assert post.row("hello").attempts == 2


def test_messages_behind_a_doubtful_one_wait_for_it(post: Post) -> None:
    post.fault("reset_after", "chat.postMessage")
    for key in ("first", "second", "third"):
        post.plan(key)
    post.settle()
    assert post.texts() == ["first", "second", "third"]


def test_history_is_read_page_by_page_until_the_message_is_found(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.sender.backoff", lambda _attempts: 2.0)
    post.fault("reset_after", "chat.postMessage")
    post.plan("hello")
    post.until(lambda: post.row("hello").attempts == 1)
    channel = post.row("hello").slack_channel_id
    assert channel
    for number in range(40):
        post.sandbox.client().chat_postMessage(channel=channel, text=f"chatter {number}")
    post.settle()
    assert post.texts().count("hello") == 1
    assert post.calls("conversations.history") == 3


def test_a_doubtful_post_in_a_channel_that_kith_may_not_read_is_not_repeated(post: Post) -> None:
    post.fault("reset_after", "chat.postMessage")
    post.plan("summary", target=Target(channel=post.channel()))
    post.settle()
    assert post.texts() == ["summary"]
    assert post.row("summary").state is DeliveryState.FAILED
    assert post.row("summary").error == "in_doubt"


def test_a_doubt_without_end_ends(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.sender.MAX_ATTEMPTS", 3)
    post.fault("server_error", "*", count=None)
    post.plan("hello")
    post.settle()
    assert post.row("hello").state is DeliveryState.FAILED
    assert post.row("hello").error == "http_503"


def test_a_doubtful_update_is_made_again(post: Post) -> None:
    post.plan("hello", "one")
    post.settle()
    post.fault("reset_before", "chat.update")
    post.update("hello", "two")
    post.settle()
    assert post.texts() == ["two"]
