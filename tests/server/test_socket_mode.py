"""Kith over Socket Mode: presses past the SDK's queue, everything else through it; and the connection lives on."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.app import build_context
from bot.server.socket_mode import KithSocket
from bot.settings import MANIFEST, load_settings
from handlers import table
from handlers.bolt import KithApp
from handlers.request import Request
from handlers.rows import Button, Who
from sandbox.client import SandboxClient
from sandbox.http_client import SandboxError, wait_until
from tests.factories import make_workspace
from tests.handlers import payloads
from tests.sandboxes import Handle, start_sandbox
from tests.server.asking import odd_bodies

BUTTON = {"type": "button", "action_id": "test.press", "value": "1", "text": {"type": "plain_text", "text": "Press"}}
BLOCKS: list[dict[str, Any]] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Press it"}},
    {"type": "actions", "elements": [BUTTON]},
]


@dataclass
class Pressed:
    """Presses as they come, each committed when the test says so."""

    commits: list[Future[None]] = field(default_factory=list)

    def act(self, _request: Request) -> None:
        self.commits.append(Future())
        self.commits[-1].result(30)


@dataclass(frozen=True)
class Connected:
    slack: Handle
    app: KithApp
    kith: KithSocket
    pressed: Pressed

    def press(self) -> bool:
        """A person presses a button of the bot. Whether it was acked."""
        with SandboxClient(self.slack.url) as client:
            person = client.everyone()[0]
            self.slack.client().chat_postMessage(channel=person.id, text="Press it", blocks=BLOCKS)
            return bool(person.dm().wait_for("Press it").press("Press")["ok"])


@pytest.fixture
def connected(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connected]:
    with start_sandbox(manifest=MANIFEST) as slack:
        settings = load_settings(KITH_DATABASE_URL=database_url, KITH_SLACK_API_URL=slack.tokens["api_url"])
        context = build_context(settings)
        with context.database.unit_of_work() as session:
            make_workspace(session, slack_team_id=slack.sandbox.workspace.id)
        pressed = Pressed()
        row = Button("test.press", Who.ANYONE, pressed.act)
        monkeypatch.setitem(table.BUTTONS, "test.press", row)
        app_token = slack.tokens["app_token"]
        app = KithApp(context)
        kith = KithSocket(app, app_token, web_client=slack.client(app_token))
        kith.connect()
        yield Connected(slack, app, kith, pressed)
        kith.hang_up()
        context.replies.close()
        context.database.dispose()


def test_a_press_is_acked_once_it_is_committed_and_not_before(connected: Connected) -> None:
    with ThreadPoolExecutor(1) as people:
        acked = people.submit(connected.press)
        wait_until(lambda: connected.pressed.commits, "the press")
        assert not acked.done()
        connected.pressed.commits[0].set_result(None)
        assert acked.result(30)


def test_a_press_that_cannot_be_committed_is_not_acked(connected: Connected) -> None:
    with ThreadPoolExecutor(1) as people:
        acked = people.submit(connected.press)
        wait_until(lambda: connected.pressed.commits, "the press")
        connected.pressed.commits[0].set_exception(OperationalError("INSERT", {}, Exception("gone")))
        with pytest.raises(SandboxError, match="timeout"):
            acked.result(30)


def test_no_ack_waits_in_this_machine_for_the_one_before_it(connected: Connected) -> None:
    for force in (False, True):
        if force:
            connected.kith.connect_to_new_endpoint(force=True)
        session = connected.kith.current_session
        assert session is not None
        assert session.sock is not None
        assert session.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_what_is_no_press_goes_through_bolt(connected: Connected) -> None:
    with SandboxClient(connected.slack.url) as client:
        assert client.everyone()[0].command("/kith", "help")["ok"]


def test_what_is_pressed_after_slack_has_sent_kith_to_another_connection_is_acked_there(connected: Connected) -> None:
    before = connected.kith.current_session
    connected.kith.connect_to_new_endpoint(force=True)
    assert connected.kith.current_session is not before
    with SandboxClient(connected.slack.url) as client:
        assert client.everyone()[0].command("/kith", "help")["ok"]


def test_hanging_up_does_not_wait_until_slack_writes_something(connected: Connected) -> None:
    assert connected.kith.current_session
    assert connected.kith.current_session.sock
    connected.kith.current_session.sock.settimeout(None)
    with SandboxClient(connected.slack.url) as client:
        assert client.everyone()[0].command("/kith", "help")["ok"]  # from here on it is read without an end
    connected.kith.hang_up()
    assert "hang-up" not in [thread.name for thread in threading.enumerate()]


def test_what_was_pressed_before_hanging_up_is_still_acked(connected: Connected) -> None:
    with ThreadPoolExecutor(2) as pool:
        acked = pool.submit(connected.press)
        wait_until(lambda: connected.pressed.commits, "the press")
        hung_up = pool.submit(connected.kith.hang_up)
        wait_until(lambda: connected.kith.current_session_state.terminated, "the connection to be read no more")
        connected.pressed.commits[0].set_result(None)
        assert acked.result(30)
        hung_up.result(30)


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"type": "interactive", "envelope_id": "1"}', "no JSON"])
def test_what_makes_no_sense_is_passed_on_and_the_connection_lives(connected: Connected, text: str) -> None:
    connected.kith.enqueue_message(text)
    wait_until(connected.kith.message_queue.empty, "the SDK to take it")
    with SandboxClient(connected.slack.url) as client:
        assert client.everyone()[0].command("/kith", "help")["ok"]


def test_250_commands_of_12_kilobytes_at_once_are_all_acked(connected: Connected) -> None:
    sandbox = connected.slack.sandbox
    command = payloads.command(sandbox.workspace.id, "U1", "help " + "x" * 12_000)

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(sandbox.hub.send("slash_commands", command) for _ in range(250)))

    replies = asyncio.run_coroutine_threadsafe(all_at_once(), connected.slack.running.loop).result(60)
    assert {reply.ok for reply in replies} == {True}


def test_two_thousand_odd_messages_are_counted_and_hold_nobody_up(
    connected: Connected, caplog: pytest.LogCaptureFixture
) -> None:
    bodies = (payload for _, payload in odd_bodies("T1", "http://127.0.0.1/").values() if len(payload) < 1_000_000)
    texts = [body.decode("utf-8", "replace") for body in bodies]
    odd = [*texts, *('{"type": "interactive", "envelope_id": "1", "payload": ' + text + "}" for text in texts)]
    for number in range(2000):
        connected.kith.enqueue_message(odd[number % len(odd)])
    with SandboxClient(connected.slack.url) as client:
        assert client.everyone()[0].command("/kith", "help")["ok"]
    assert sum(connected.app.refusals.counted.values()) > 1500
    assert [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR] == []
