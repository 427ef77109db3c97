"""What follows an ack: drawn as it stands last, one at a time, and sent to nobody but Slack."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from bot.slack import fair_pool, replies
from bot.slack.clients import Clients
from bot.slack.replies import Replies
from tests.handlers.recorder import Recorder, RecorderServer

SECONDS = 10  # nothing below takes so long, unless it is broken


@pytest.fixture
def slack() -> Iterator[Recorder]:
    server = RecorderServer()
    yield server.recorder
    server.stop()


@pytest.fixture
def sender(slack: Recorder) -> Iterator[Replies]:
    made = Replies(Clients(api_url=f"{slack.url}/api/", token_of=lambda _workspace_id: "xoxb-test"), threads=8)
    yield made
    made.close()


class Drawing:
    """Draws that are noted as they begin; the first waits until it may go on, and may then raise."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun, self.may_go_on, self.drawn = threading.Event(), threading.Event(), list[str]()
        self._error = error

    def slow(self) -> None:
        self.drawn.append("slow")
        self.begun.set()
        assert self.may_go_on.wait(SECONDS)
        if self._error:
            raise self._error

    def quick(self, name: str) -> Callable[[], None]:
        return lambda: self.drawn.append(name)


def actions(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What Kith logged; the SDK has a log of its own."""
    return [record.__dict__["action"] for record in caplog.records if record.name.startswith("bot.")]


def test_of_several_that_wait_for_the_same_the_last_is_drawn_and_after_the_one_before(sender: Replies) -> None:
    drawing = Drawing()
    sender.redraw("home", "T1", drawing.slow)
    assert drawing.begun.wait(SECONDS)
    for name in "abc":
        sender.redraw("home", "T1", drawing.quick(name))
    other = threading.Event()
    sender.redraw("another", "T1", other.set)
    assert other.wait(SECONDS)  # others do not wait for it
    assert drawing.drawn == ["slow"]
    drawing.may_go_on.set()
    sender.settle()
    assert drawing.drawn == ["slow", "c"]
    sender.redraw("home", "T1", drawing.quick("d"))
    sender.settle()
    assert drawing.drawn == ["slow", "c", "d"]


def test_the_same_is_drawn_by_one_thread_at_a_time(sender: Replies) -> None:
    at_once, most, drawn = threading.Semaphore(1), list[bool](), threading.Semaphore(0)

    def draw() -> None:
        most.append(at_once.acquire(blocking=False))
        drawn.release()
        at_once.release()

    for _ in range(300):
        sender.redraw("home", "T1", draw)
    sender.settle()
    assert drawn.acquire(timeout=SECONDS)
    assert all(most)


def test_a_draw_that_raises_is_logged_and_the_next_of_the_same_is_drawn(
    sender: Replies, caplog: pytest.LogCaptureFixture
) -> None:
    drawing = Drawing(ValueError("secret"))
    sender.redraw("home", "T1", drawing.slow)
    assert drawing.begun.wait(SECONDS)
    sender.redraw("home", "T1", drawing.quick("asked for meanwhile"))
    drawing.may_go_on.set()
    sender.settle()
    sender.redraw("home", "T1", drawing.quick("asked for later"))
    sender.settle()
    assert drawing.drawn == ["slow", "asked for meanwhile", "asked for later"]
    assert actions(caplog) == ["reply_failed"]


def test_a_draw_that_was_dropped_does_not_keep_back_the_next_of_the_same(
    sender: Replies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fair_pool, "MOST_WAITING", 0)
    drawing, held = Drawing(), threading.Event()
    for _ in range(4):  # half of the threads
        sender.run("T1", lambda: held.wait(SECONDS))
    sender.redraw("home", "T1", drawing.quick("dropped"))
    held.set()
    sender.settle()
    sender.redraw("home", "T1", drawing.quick("drawn"))
    sender.settle()
    assert drawing.drawn == ["drawn"]


@pytest.mark.parametrize("error", [ConnectionResetError(), TimeoutError()])
def test_a_draw_that_slack_does_not_hear_is_logged_in_a_line(
    sender: Replies, caplog: pytest.LogCaptureFixture, error: OSError
) -> None:
    drawing = Drawing(error)
    drawing.may_go_on.set()
    sender.redraw("home", "T1", drawing.slow)
    sender.settle()
    (record,) = caplog.records
    assert (record.__dict__["action"], record.__dict__["error"]) == ("reply_not_sent", type(error).__name__)
    assert record.exc_info is None


def test_an_address_that_is_not_slacks_is_not_called(
    sender: Replies, slack: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    trap = RecorderServer()
    try:
        assert not sender.replace(trap.recorder.response_url, text="hello", blocks=[])
        sender.reply_ephemeral(trap.recorder.response_url, whose="T1", text="hello")
        sender.reply_ephemeral("", whose="T1", text="hello")
        sender.settle()
        assert trap.recorder.calls == []
    finally:
        trap.stop()
    assert slack.calls == []
    assert actions(caplog) == ["reply_refused"] * 3
    assert trap.recorder.url not in caplog.text


def test_an_address_of_slacks_is_answered_once(sender: Replies, slack: Recorder) -> None:
    assert sender.replace(slack.response_url, text="there", blocks=[])
    sender.reply_ephemeral(slack.response_url, whose="T1", text="alone")
    sender.settle()
    replaced, ephemeral = slack.of("response_url")
    assert (replaced["text"], replaced["replace_original"]) == ("there", True)
    assert (ephemeral["response_type"], ephemeral["replace_original"]) == ("ephemeral", False)


def test_an_address_that_keeps_silent_is_given_up(
    sender: Replies, slack: Recorder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(replies, "RESPONSE_URL_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setattr(sender._clients, "api_url", f"{address}/api/")
        assert not sender.replace(f"{address}/response_url", text="hello", blocks=[])
        sender.reply_ephemeral(f"{address}/response_url", whose="T1", text="hello")
        sender.settle()
    assert actions(caplog) == ["reply_not_sent"] * 2


def test_what_slack_refuses_is_logged_by_its_name(
    sender: Replies, slack: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    slack.answers["views.open"] = {"ok": False, "error": "expired_trigger_id"}
    with caplog.at_level(logging.WARNING):
        sender.open_view(1, trigger_id="1.2.x", view={"type": "modal"})
        sender.settle()
    (record,) = caplog.records
    assert (record.__dict__["action"], record.__dict__["error"]) == ("reply_refused", "expired_trigger_id")


def test_closing_does_what_was_handed_in_and_what_that_hands_in(slack: Recorder) -> None:
    made = Replies(Clients(api_url=f"{slack.url}/api/", token_of=lambda _workspace_id: "xoxb-test"), threads=2)
    for number in range(5):
        made.run("T1", lambda: made.reply_ephemeral(slack.response_url, whose="T1", text="hello"))
        made.update_view(1, view_id=f"V{number}", view={"type": "modal"})
    made.close()
    assert (len(slack.of("response_url")), len(slack.of("views.update"))) == (5, 5)
