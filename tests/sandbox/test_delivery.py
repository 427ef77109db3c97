"""How payloads reach the app: sockets, acknowledgements, retries, signatures, triggers that end."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest
from slack_bolt import Ack, App, Say
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from sandbox import interactions, messages, surfaces
from sandbox.core import Options
from sandbox.model import Conversation
from sandbox.surfaces import Place
from tests.sandbox.bolts import Heard, bolt, over_socket
from tests.sandbox.refusals import error_of
from tests.sandboxes import Handle, start_sandbox


def direct(slack: Handle, number: int = 0) -> Conversation:
    person = slack.sandbox.workspace.people[number]
    found = slack.client().conversations_open(users=person.id)["channel"]["id"]
    return slack.sandbox.workspace.conversations[found]


def say_to_app(slack: Handle, text: str) -> None:
    """A person writes to the app."""
    person = slack.sandbox.workspace.people[0]
    slack.running.call(messages.post, slack.sandbox.store, direct(slack), person, text)


def socket_url(slack: Handle) -> str:
    reply = slack.client().apps_connections_open(app_token=slack.tokens["app_token"])
    return str(reply["url"])


def receive(connection: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(connection.recv(timeout=30))
    return message


def test_the_socket_says_hello() -> None:
    with start_sandbox() as slack, connect(socket_url(slack)) as first:
        hello = receive(first)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"]["app_id"] == slack.tokens["app_id"]
        with connect(socket_url(slack)) as second:
            assert receive(second)["num_connections"] == 2


def test_a_ticket_works_once_and_ten_connections_are_enough() -> None:
    with start_sandbox() as slack, ExitStack() as stack:
        url = socket_url(slack)
        stack.enter_context(connect(url))
        with pytest.raises(InvalidStatus), connect(url):
            pass
        for _ in range(9):
            stack.enter_context(connect(socket_url(slack)))
        token = slack.tokens["app_token"]
        assert error_of(slack.client().apps_connections_open, app_token=token) == "too_many_websockets"


def test_an_event_that_is_not_acknowledged_comes_again_with_its_number() -> None:
    with start_sandbox(patience_seconds=0.2, retry_seconds=(0.0, 0.1, 0.1)) as slack, connect(socket_url(slack)) as app:
        receive(app)
        say_to_app(slack, "hello?")
        envelopes = [receive(app) for _ in range(4)]
        assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 1, 2, 3]
        assert [envelope["retry_reason"] for envelope in envelopes] == ["", "timeout", "timeout", "timeout"]
        assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 1
        assert len({envelope["envelope_id"] for envelope in envelopes}) == 4
        assert all(envelope["payload"]["event"]["text"] == "hello?" for envelope in envelopes)


def test_an_acknowledged_event_does_not_come_again() -> None:
    with start_sandbox(patience_seconds=0.3, retry_seconds=(0.0,)) as slack, connect(socket_url(slack)) as app:
        receive(app)
        say_to_app(slack, "once")
        app.send(json.dumps({"envelope_id": receive(app)["envelope_id"]}))
        say_to_app(slack, "twice")
        assert receive(app)["payload"]["event"]["text"] == "twice"


def test_bolt_sees_the_number_of_the_retry() -> None:
    with start_sandbox(patience_seconds=0.3, retry_seconds=(0.0,)) as slack:
        heard = Heard()
        app = bolt(slack, heard)

        @app.middleware
        def refuse_the_first(req: Any, next: Any) -> None:  # noqa: A002 - Bolt finds its arguments by name
            number = req.headers.get("x-slack-retry-num")
            heard.add("attempt", number)
            if number == ["1"]:
                next()
            else:
                time.sleep(0.5)

        with over_socket(slack, app):
            say_to_app(slack, "again please")
            assert heard.wait("attempt", 2) == [["0"], ["1"]] or heard.of("attempt") == [None, ["1"]]


def test_of_two_connections_each_event_goes_to_one() -> None:
    with start_sandbox() as slack:
        heard = Heard()
        clients = []
        for name in ("one", "two"):
            client = SocketModeClient(
                app_token=slack.tokens["app_token"], web_client=slack.client(slack.tokens["app_token"])
            )

            def listen(client: SocketModeClient, request: SocketModeRequest, name: str = name) -> None:
                client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
                heard.add("event", (name, request.payload["event"]["text"]))

            client.socket_mode_request_listeners.append(listen)  # type: ignore[arg-type]
            client.connect()
            clients.append(client)
        for number in range(6):
            say_to_app(slack, f"no. {number}")
        events = heard.wait("event", 6)
        for client in clients:
            client.close()
        assert sorted(text for _, text in events) == [f"no. {number}" for number in range(6)]
        assert {name for name, _ in events} == {"one", "two"}


def test_a_payload_of_a_lost_connection_goes_to_another() -> None:
    with start_sandbox(retry_seconds=(0.0,)) as slack, connect(socket_url(slack)) as first:
        receive(first)
        with connect(socket_url(slack)) as second:
            receive(second)
            say_to_app(slack, "catch")
            receive(first)
            first.close()
            again = receive(second)
            assert (again["payload"]["event"]["text"], again["retry_attempt"]) == ("catch", 1)


def test_the_socket_asks_to_be_renewed() -> None:
    with start_sandbox(socket_seconds=0.05) as slack, connect(socket_url(slack)) as app:
        receive(app)
        assert receive(app) == {
            "type": "disconnect",
            "reason": "warning",
            "debug_info": {"host": "applink-sandbox"},
        }
    with start_sandbox() as slack, connect(socket_url(slack)) as app:
        receive(app)
        assert slack.running.run(slack.sandbox.hub.disconnect()) == 1
        assert receive(app)["reason"] == "refresh_requested"
        with pytest.raises(ConnectionClosed):
            receive(app)


def test_a_payload_waits_a_moment_for_an_app_that_reconnects() -> None:
    with start_sandbox(retry_seconds=()) as slack:
        say_to_app(slack, "wait for me")
        with connect(socket_url(slack)) as app:
            receive(app)
            assert receive(app)["payload"]["event"]["text"] == "wait for me"


def test_bolt_comes_back_after_a_disconnect() -> None:
    with start_sandbox(retry_seconds=(0.5,) * 10) as slack:
        heard = Heard()
        with over_socket(slack, bolt(slack, heard)):
            assert slack.running.run(slack.sandbox.hub.disconnect()) == 1
            say_to_app(slack, "are you there")
            assert heard.wait("message")[-1]["event"]["text"] == "are you there"


class Requests(BaseHTTPRequestHandler):
    """Notes requests and answers with the statuses it was given."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server: Any = self.server
        server.heard.add("request", (dict(self.headers), body))
        status, headers = server.answers.pop(0) if server.answers else (200, {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def listening(answers: list[tuple[int, dict[str, str]]]) -> Iterator[tuple[Heard, str]]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
    server.heard, server.answers = Heard(), answers
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.heard, f"http://127.0.0.1:{server.server_address[1]}/slack/events"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def test_over_http_a_failed_event_comes_again_signed_and_numbered() -> None:
    failing = listening([(500, {}), (503, {})])
    with failing as (heard, url), start_sandbox(http_url=url, retry_seconds=(0.0, 0.1, 0.1)) as slack:
        say_to_app(slack, "hello over http")
        requests = heard.wait("request", 3)
        numbers = [headers.get("X-Slack-Retry-Num") for headers, _ in requests]
        assert numbers == [None, "1", "2"]
        assert requests[1][0]["X-Slack-Retry-Reason"] == "http_error"
        verifier = SignatureVerifier(slack.tokens["signing_secret"])
        assert all(verifier.is_valid_request(body, headers) for headers, body in requests)
        assert not verifier.is_valid_request(b"{}", requests[0][0])
        assert json.loads(requests[0][1])["event"]["text"] == "hello over http"


def test_an_app_can_ask_for_no_retry() -> None:
    refusing = listening([(500, {"X-Slack-No-Retry": "1"})])
    with refusing as (heard, url), start_sandbox(http_url=url, retry_seconds=(0.0,)) as slack:
        say_to_app(slack, "one")
        heard.wait("request")
        say_to_app(slack, "two")
        texts = [json.loads(body)["event"]["text"] for _, body in heard.wait("request", 2)]
        assert texts == ["one", "two"]


def test_an_app_that_is_not_there_is_trouble_for_who_presses() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with start_sandbox(http_url=nobody, retry_seconds=()) as slack:
            button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
            dm = direct(slack)
            blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
            ts = slack.client().chat_postMessage(channel=dm.id, text="x", blocks=blocks)["ts"]
            place, person = Place(conversation=dm, message=dm.messages[ts]), slack.sandbox.workspace.people[0]
            outcome = slack.running.run(interactions.press(slack.sandbox, person, place, "b", "go"))
            assert (outcome.ok, outcome.error) == (False, interactions.TROUBLE)


MODAL = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "T"},
    "blocks": [{"type": "divider"}],
}


@pytest.fixture
def trigger(slack: Handle) -> Any:
    workspace = slack.sandbox.workspace

    def issue() -> str:
        return slack.running.call(slack.sandbox.triggers.issue, workspace.id, workspace.people[0].id)

    return issue


def test_a_trigger_works_once(slack: Handle, trigger: Any) -> None:
    client, once = slack.client(), trigger()
    assert client.views_open(trigger_id=once, view=MODAL)["view"]["type"] == "modal"
    assert error_of(client.views_open, trigger_id=once, view=MODAL) == "exchanged_trigger_id"
    assert error_of(client.views_open, trigger_id="1.2.3", view=MODAL) == "invalid_trigger_id"


def test_a_trigger_lives_three_seconds(slack: Handle, trigger: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Options().patience_seconds == 3.0
    old = trigger()
    later = time.monotonic() + 3.01
    monkeypatch.setattr("sandbox.triggers.time.monotonic", lambda: later)
    assert error_of(slack.client().views_open, trigger_id=old, view=MODAL) == "expired_trigger_id"


def test_a_stale_hash_is_a_conflict(slack: Handle, trigger: Any) -> None:
    client = slack.client()
    view = client.views_open(trigger_id=trigger(), view=MODAL)["view"]
    changed = client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)["view"]
    assert changed["hash"] != view["hash"]
    assert error_of(client.views_update, view_id=view["id"], hash=view["hash"], view=MODAL) == "hash_conflict"
    assert error_of(client.views_update, view_id="V404", view=MODAL) == "not_found"


def test_no_more_than_three_modals_lie_on_each_other(slack: Handle, trigger: Any) -> None:
    client = slack.client()
    assert client.views_open(trigger_id=trigger(), view=MODAL)["ok"]
    assert client.views_push(trigger_id=trigger(), view=MODAL)["ok"]
    assert client.views_push(trigger_id=trigger(), view=MODAL)["view"]["previous_view_id"]
    assert error_of(client.views_push, trigger_id=trigger(), view=MODAL) == "push_limit_reached"


def test_an_external_id_is_used_once(slack: Handle, trigger: Any) -> None:
    client, view = slack.client(), MODAL | {"external_id": "mine"}
    opened = client.views_open(trigger_id=trigger(), view=view)["view"]
    assert client.views_update(external_id="mine", view=view)["view"]["id"] == opened["id"]
    assert error_of(client.views_push, trigger_id=trigger(), view=view) == "duplicate_external_id"
    shown = surfaces.find(slack.sandbox.workspace, external_id="mine")
    slack.running.call(surfaces.close, slack.sandbox.store, slack.sandbox.workspace, shown)


def test_a_response_url_works_five_times(slack: Handle) -> None:
    dm, person = direct(slack), slack.sandbox.workspace.people[0]
    path = slack.running.call(slack.sandbox.response_urls.issue, person.team_id, dm.id, person.id)
    answers = [httpx2.post(slack.url + path, json={"text": f"no. {number}"}) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[-1].json()["error"] == "used_url"
    assert httpx2.post(f"{slack.url}/response/{person.team_id}/nothing", json={"text": "x"}).status_code == 404


def test_say_answers_where_it_was_spoken_to() -> None:
    with start_sandbox() as slack:
        app = App(client=slack.client(), signing_secret=slack.tokens["signing_secret"])
        seen = Heard()

        @app.message("ping")
        def pong(ack: Ack, say: Say) -> None:
            ack()
            say("pong")

        slack.running.call(
            slack.sandbox.store.subscribe,
            lambda change: seen.add("said", change.data["message"].text) if change.kind == "message_posted" else None,
        )
        with over_socket(slack, app):
            say_to_app(slack, "ping")
            assert seen.wait("said", 2) == ["ping", "pong"]
