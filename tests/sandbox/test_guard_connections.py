"""The same over real connections: what a socket or a half-written request may hold; no traceback is printed."""

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from sandbox.guard import MOST_BYTES, MOST_UPLOAD_BYTES
from sandbox.model import File
from tests.sandboxes import Handle

DEEP = "[" * 100_000 + "]" * 100_000
FRAMES: dict[str, Callable[[str], str | bytes]] = {
    "bytes": lambda _id: b"\x00\xff",
    "not JSON": lambda _id: "{",
    "no object": lambda _id: "[]",
    "deep": lambda _id: DEEP,
    "deep inside": lambda envelope: f'{{"envelope_id": "{envelope}", "payload": {DEEP}}}',
    "half a character": lambda envelope: f'{{"envelope_id": "{envelope}", "payload": {{"text": "\\ud800"}}}}',
    "an odd id": lambda _id: '{"envelope_id": {"a": []}}',
    "no such id": lambda _id: '{"envelope_id": "x", "payload": 7}',
    "infinite": lambda envelope: f'{{"envelope_id": "{envelope}", "payload": 1e999}}',
}


@pytest.fixture(autouse=True)
def _prints_no_traceback(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    assert "Traceback" not in "".join(capfd.readouterr())


@contextmanager
def open_socket(slack: Handle) -> Iterator[ClientConnection]:
    address = slack.client(slack.tokens["app_token"]).apps_connections_open(app_token=slack.tokens["app_token"])["url"]
    with connect(address, proxy=None) as connection:
        assert json.loads(connection.recv())["type"] == "hello"
        yield connection


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_may_hold_anything_and_the_next_is_still_heard(slack: Handle, name: str) -> None:
    with open_socket(slack) as connection:
        ada = slack.sandbox.workspace.people[0]
        slack.running.call(slack.sandbox.store.emit, "user_changed", ada.team_id, user=ada)
        envelope = json.loads(connection.recv(5))["envelope_id"]
        connection.send(FRAMES[name](envelope))
        connection.send(json.dumps({"envelope_id": envelope}))
        slack.running.call(slack.sandbox.store.emit, "user_changed", ada.team_id, user=ada)
        following = json.loads(connection.recv(5))
        assert following["envelope_id"] != envelope
        connection.send(json.dumps({"envelope_id": following["envelope_id"]}))


def test_a_frame_that_is_too_large_ends_its_connection_alone(slack: Handle) -> None:
    with open_socket(slack) as other, open_socket(slack) as connection:
        connection.send("x" * (MOST_BYTES + 1))
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv(5)
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1009
        other.ping().wait(5)


@pytest.mark.parametrize("path", ["/", "/api/auth.test", "/control/people", "/control/feed", "/nowhere", "/socket"])
def test_sockets_are_taken_with_a_ticket_only(slack: Handle, path: str) -> None:
    with pytest.raises(InvalidStatus) as refused, connect(slack.url.replace("http", "ws") + path, proxy=None):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("path", ["/api/auth.test", "/control/people", "/oauth/v2/authorize", "/response/T0/x"])
def test_a_body_without_a_length_is_read_as_far_as_the_bound(slack: Handle, path: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(slack.url).netloc, timeout=30)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, iter([b"x" * 100_000] * 30), kind, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_an_upload_may_be_larger_but_not_without_end(slack: Handle) -> None:
    workspace = slack.sandbox.workspace
    workspace.files["F1"] = File("F1", workspace.id, "U", "a", "a", "text/plain", b"", 0, "")
    for size, status in ((MOST_BYTES * 2, 200), (MOST_UPLOAD_BYTES + 1, 413)):
        connection = http.client.HTTPConnection(urlsplit(slack.url).netloc, timeout=30)
        connection.request("POST", f"/upload/{workspace.id}/F1", b"x" * size)
        assert connection.getresponse().status == status
        connection.close()
    assert len(workspace.files["F1"].content) == MOST_BYTES * 2


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /control/people HTTP/1.1\r\nHost: x\r\nContent-Length: 1e3\r\n\r\n",
        b"POST /api/auth.test HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf",
        b"POST /control/people HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /%00%ff%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\xff\xfe\x00 nonsense\r\n\r\n",
        b"GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    ],
)
def test_half_written_and_broken_requests_end_quietly(slack: Handle, sent: bytes) -> None:
    parts = urlsplit(slack.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as raw:
        raw.sendall(sent)
        raw.shutdown(socket.SHUT_WR)
        answer = raw.recv(65_536)
    assert not answer or answer.split()[1] < b"500"
    assert slack.client().auth_test()["ok"]
