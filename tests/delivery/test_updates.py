"""Messages are changed, cancelled, and carry files, each once."""

from __future__ import annotations

import pytest

from bot.delivery.engine import Engine
from bot.domain.messages import File, Message, Target
from bot.domain.states import DeliveryState
from tests.delivery.conftest import Post, start

CSV = File(name="people.csv", title="People", content=b"name\nAda\n")
CALENDAR = File(name="chat.ics", title="Chat", content=b"BEGIN:VCALENDAR\r\n")


def files_of(post: Post) -> list[list[str]]:
    """The names of the files of each message that has some."""
    found = post.sandbox.sandbox.workspace.conversations.values()
    messages = [message for one in found for message in one.messages.values() if message.file_ids]
    return [[post.sandbox.sandbox.workspace.files[file].name for file in message.file_ids] for message in messages]


def test_a_message_that_is_not_sent_yet_goes_out_as_it_now_is(post: Post) -> None:
    post.plan("hello", "one")
    assert post.update("hello", "two")
    engine = start(post)
    post.settle()
    engine.stop()
    assert post.texts() == ["two"]
    assert post.calls("chat.update") == 0


def test_a_cancelled_message_is_not_sent_and_the_next_one_is(post: Post) -> None:
    post.plan("first")
    post.plan("second")
    assert post.within(lambda session: post.outbox.cancel(session, key="first"))
    assert post.within(lambda session: post.outbox.cancel(session, key="first"))
    engine = start(post)
    post.settle()
    engine.stop()
    assert post.texts() == ["second"]
    assert post.row("first").state is DeliveryState.CANCELLED
    assert not post.within(lambda session: post.outbox.cancel(session, key="second"))


def test_of_several_updates_the_last_one_wins(post: Post, engine: Engine) -> None:
    post.plan("hello", "0")
    for number in range(1, 6):
        assert post.update("hello", str(number))
    post.settle()
    assert post.texts() == ["5"]
    assert post.row("hello").sent_version == post.row("hello").version == 6
    assert not post.update("unknown", "x")


@pytest.mark.usefixtures("impatient")
def test_an_update_that_slack_refuses_leaves_the_message_sent(post: Post, engine: Engine) -> None:
    post.plan("hello", "one")
    post.settle()
    post.fault("error", "chat.update", error="cant_update_message")
    post.update("hello", "two")
    post.settle()
    assert post.row("hello").state is DeliveryState.SENT
    assert post.row("hello").error == "chat.update: cant_update_message"


def test_files_arrive_once_behind_their_message(post: Post, engine: Engine) -> None:
    post.plan("digest", message=Message("digest", files=(CSV, CALENDAR)))
    post.settle()
    assert files_of(post) == [["people.csv", "chat.ics"]]
    assert len(post.row("digest").uploads) == 2


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("kind", ["reset_after", "reset_before", "server_error"])
def test_files_in_doubt_are_looked_for(post: Post, engine: Engine, kind: str) -> None:
    post.fault(kind, "files.completeUploadExternal")
    post.plan("digest", message=Message("digest", files=(CSV,)))
    post.settle()
    assert files_of(post) == [["people.csv"]]
    assert post.row("digest").files_shared


@pytest.mark.usefixtures("impatient")
def test_a_file_that_is_refused_leaves_its_message_sent(post: Post, engine: Engine) -> None:
    post.fault("error", "files.getUploadURLExternal", error="missing_scope")
    post.plan("digest", message=Message("digest", files=(CSV,)))
    post.settle()
    assert post.texts() == ["digest"]
    assert post.row("digest").state is DeliveryState.SENT
    assert post.row("digest").error == "files.getUploadURLExternal: missing_scope"


def test_who_waits_is_served_before_the_crowd(post: Post) -> None:
    crowd = post.people[1:] * 3  # for so long that a thread which the machine holds up is still early
    for number, person in enumerate(crowd):
        post.plan(f"crowd {number}", target=Target(users=(person,)))
    post.plan("waits", urgent=True)
    engine = start(post)
    post.settle()
    engine.stop()
    assert post.texts().index("waits") < len(crowd) // 2
