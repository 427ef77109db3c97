"""Nothing that is not Slack makes Kith act, and nothing that Slack would not send makes it stumble."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import pytest
from sqlalchemy import select

from bot.app import Kith
from bot.db.base import Base
from bot.server import connections
from sandbox.client import SandboxClient
from sandbox.model import Change
from tests.handlers.recorder import Recorder, RecorderServer
from tests.server.asking import FORM, ask, odd_bodies, odd_signatures, signature
from tests.server.conftest import Serving, wait_until


@pytest.fixture
def trap() -> Iterator[Recorder]:
    """An address that a body names to be answered at, and that is not Slack's."""
    server = RecorderServer()
    yield server.recorder
    server.stop()


def rows(kith: Kith) -> dict[str, list[tuple[object, ...]]]:
    with kith.context.database.unit_of_work(read_only=True) as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table))] for table in Base.metadata.sorted_tables
        }


def calls_of(serving: Serving) -> list[str]:
    """The Web API methods that are called from here on."""
    found: list[str] = []

    def note(change: Change) -> None:
        if change.kind == "request":
            found.append(str(change.data["method"]))

    serving.slack.sandbox.store.subscribe(note)
    return found


def hung_up(to: socket.socket) -> bool:
    """Wait until the server ends the connection; a refusal of what was sent so far may come first."""
    try:
        while to.recv(100):
            pass
    except ConnectionError:
        pass
    return True


def test_what_is_not_signed_is_refused_whatever_it_contains(
    serving: Serving, trap: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    place = next(iter(serving.slack.sandbox.store.workspaces))
    serving.install(place)
    before, threads = rows(serving.kith), threading.active_count()
    called, faults, refused = calls_of(serving), [], 0
    for name, (content_type, body) in odd_bodies(place, trap.response_url).items():
        for wrong, headers in odd_signatures(body).items():
            status = ask(serving.url, [(b"content-type", content_type), *headers], body)
            refused += status == 401
            faults += [] if status in (400, 401) else [f"{name}, signature {wrong}: {status}"]
    assert faults == []
    serving.kith.context.replies.settle()
    assert trap.calls == []
    assert called == []
    assert rows(serving.kith) == before
    assert threading.active_count() <= threads + 64  # the pool that answers; none of them is held
    counted = serving.kith.bolt.refusals.counted
    assert sum(counted.values()) == refused
    assert [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR] == []
    told = [record for record in caplog.records if getattr(record, "action", "") == "requests_refused"]
    assert len(told) == 1  # not one a request


def test_what_slack_would_not_send_is_refused_by_name_even_where_it_is_signed(
    serving: Serving, trap: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    secret = str(serving.slack.tokens["signing_secret"])
    place = next(iter(serving.slack.sandbox.store.workspaces))
    serving.install(place)
    understood = {"a command", "another person's click", "an event"}
    answers = {
        name: ask(serving.url, [(b"content-type", kind), *signature(secret, body)], body)
        for name, (kind, body) in odd_bodies(place, trap.response_url).items()
    }
    assert {name for name, status in answers.items() if status == 200} == understood
    assert {status for name, status in answers.items() if name not in understood | {"20 MB"}} == {400}
    assert answers["20 MB"] == 401  # what is too large to be checked was not signed, as far as anybody knows
    serving.kith.context.replies.settle()
    assert trap.calls == []  # a response_url that is not Slack's is not called, whoever signed it
    assert [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR] == []


def test_a_refusal_says_its_name_and_closes_the_connection(serving: Serving) -> None:
    secret, body = str(serving.slack.tokens["signing_secret"]), b'{"type": "block_actions", "actions": []}'
    headers = {name.decode(): value.decode() for name, value in signature(secret, body)}
    answer = httpx2.post(
        f"{serving.url}/slack/events", content=body, headers={**headers, "content-type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json() == {"error": "bad_field", "where": "user: Field required"}
    assert answer.headers["connection"] == "close"


def test_half_a_request_is_given_up_and_half_open_connections_shut_nobody_out(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.5)
    monkeypatch.setattr(connections, "most_connections", lambda: 20)
    address = urlsplit(serving.url)
    beginnings = (b"", b"POST /slack/events HTTP/1.1\r\nHost: k\r\n", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab")
    half_open = []
    for number in range(60):
        half_open.append(socket.create_connection((address.hostname, address.port), timeout=10))
        half_open[-1].sendall(beginnings[number % 3])
        if number % 10 == 9:
            assert httpx2.get(f"{serving.url}/healthz").text == "ok"
    for one in half_open:
        assert hung_up(one)
        one.close()


def test_a_connection_that_has_been_idle_serves_the_next_request_and_gives_up_half_a_second_one(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.5)
    address = urlsplit(serving.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as to:
        for wait in (0.0, 0.8):
            threading.Event().wait(wait)  # idle for longer than a request may take: that is uvicorn's to bound
            to.sendall(b"GET /healthz HTTP/1.1\r\nHost: k\r\n\r\n")
            assert b"ok" in to.recv(4096)
        to.sendall(b"GET /healthz HTT")
        assert hung_up(to)


def test_bodies_that_come_in_pieces_without_a_length_are_bounded_too(serving: Serving) -> None:
    address = urlsplit(serving.url)
    signed = b"".join(b"%s: %s\r\n" % header for header in signature("made up", b""))
    with socket.create_connection((address.hostname, address.port), timeout=20) as to:
        head = b"POST /slack/events HTTP/1.1\r\nHost: k\r\nTransfer-Encoding: chunked\r\nContent-Type: %s\r\n" % FORM
        to.sendall(head + signed + b"\r\n")
        try:
            for _ in range(400):
                to.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
            answer = to.recv(4096)
        except ConnectionError:
            answer = b"HTTP/1.1 401"  # it hung up while we still sent
    assert b" 401" in answer


def test_one_workspace_that_is_slow_to_answer_leaves_threads_to_the_others(serving: Serving) -> None:
    replies = serving.kith.context.replies
    held, done = threading.Event(), threading.Event()
    for _ in range(300):
        replies.run("T_SLOW", lambda: held.wait(30))
    replies.run("T_OTHER", done.set)
    assert done.wait(5)
    held.set()
    replies.settle()


def test_a_good_command_is_answered_while_strangers_knock(serving: Serving) -> None:
    place = next(iter(serving.slack.sandbox.store.workspaces))
    serving.install(place)
    _, body = odd_bodies(place, f"{serving.url}/nobody")["a command"]
    ended = threading.Event()

    def knock() -> None:
        while not ended.is_set():
            ask(serving.url, [(b"content-type", FORM), (b"x-slack-request-timestamp", b"abc")], body)

    strangers = [threading.Thread(target=knock) for _ in range(8)]
    for one in strangers:
        one.start()
    try:
        with SandboxClient(serving.slack.url) as client:
            person = client.everyone(place)[0]
            person.command("/kith", "help")
            wait_until(lambda: "/kith" in json.dumps(person.dm().wait_for("What you can do now").words))
    finally:
        ended.set()
        for one in strangers:
            one.join(30)
