"""From a decision to Slack, over the real engine and a real sandbox."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.delivery.engine import Engine
from bot.delivery.outbox import Outbox
from bot.domain.messages import Message, Target
from bot.domain.states import DeliveryState
from bot.slack import posting
from tests.conftest import NOW
from tests.delivery.conftest import Post


def test_what_is_decided_arrives_once(post: Post, engine: Engine) -> None:
    for number, person in enumerate(post.people[:24]):
        post.plan(f"hello:{number}", target=Target(users=(person,)))
    post.settle()

    assert sorted(post.texts()) == sorted(f"hello:{number}" for number in range(24))
    assert engine.unfinished() == 0
    row = post.row("hello:0")
    assert row.state is DeliveryState.SENT
    assert row.slack_ts
    assert row.slack_channel_id


def test_who_waits_for_the_engine_goes_on_when_it_has_worked(post: Post, engine: Engine) -> None:
    post.plan("hello")
    engine.wait_for_work(seconds=60)
    assert engine.unfinished() == 0
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(engine.wait_for_work, seconds=60)
        assert not waiting.done()
        post.plan("again")
        waiting.result()
    assert post.texts() == ["hello", "again"]


def test_a_second_decision_of_the_same_message_changes_nothing(post: Post, engine: Engine) -> None:
    assert post.plan("hello", "one") is True
    assert post.plan("hello", "two") is False
    post.settle()
    assert post.texts() == ["one"]


def test_a_decision_that_is_rolled_back_leaves_no_job(post: Post, engine: Engine) -> None:
    def decide_and_fail(session: Session) -> None:
        post.outbox.plan(session, key="x", kind="test", target=Target(users=("U1",)), message=Message("x"), now=NOW)
        raise LookupError

    try:
        post.within(decide_and_fail)
    except LookupError:
        post.plan("hello")
    post.settle()
    assert post.texts() == ["hello"]


def test_messages_to_one_place_keep_their_order(post: Post, engine: Engine) -> None:
    channel = Target(channel=post.channel())
    with post.database.unit_of_work(post.workspace_id) as session:
        for number in range(12):
            key = f"{number:02}"
            post.outbox.plan(session, key=key, kind="test", target=channel, message=Message(key), now=NOW)
    post.settle()
    assert post.texts() == [f"{number:02}" for number in range(12)]


def test_people_who_write_together_get_one_group_dm(post: Post, engine: Engine) -> None:
    one, two = post.people[:2]
    post.plan("first", target=Target(users=(one, two)))
    post.plan("second", target=Target(users=(two, one)))
    post.settle()
    assert post.texts() == ["first", "second"]
    assert post.row("first").slack_channel_id == post.row("second").slack_channel_id


def test_what_another_process_decides_is_found_too(post: Post, engine: Engine) -> None:
    replace(post, outbox=Outbox()).plan("hello")
    post.settle()
    assert post.texts() == ["hello"]


def test_the_engine_is_woken_when_the_transaction_ends_and_not_by_a_savepoint(post: Post) -> None:
    with post.database.unit_of_work(post.workspace_id) as session:
        with session.begin_nested():
            post.outbox.plan(session, key="x", kind="test", target=Target(users=("U1",)), message=Message("x"), now=NOW)
        assert not post.outbox.decided.is_set()
    assert post.outbox.decided.is_set()


@pytest.mark.usefixtures("impatient")
def test_a_fault_of_ours_holds_up_one_message_and_that_not_for_ever(
    post: Post, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = posting.post

    def faulty(client: Any, *, key: str, **values: Any) -> posting.Posted:
        return sound(
            client, key=key, channel=values["nowhere" if key == "bad" else "channel"], message=values["message"]
        )

    monkeypatch.setattr(posting, "post", faulty)
    monkeypatch.setattr("bot.delivery.sender.MAX_ATTEMPTS", 3)
    for key in ("bad", "good"):
        post.plan(key)
    post.settle()
    assert post.texts() == ["good"]
    assert post.row("bad").error == "in_doubt"
