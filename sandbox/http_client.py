"""The HTTP client of a sandbox's control API: JSON, over one connection that each thread keeps."""

import http.client
import json
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

Json = dict[str, Any]
T = TypeVar("T")
TIMEOUT_SECONDS = 30.0
# A connection that was idle for longer is opened anew. A sandbox closes idle connections after 75 seconds, and a call
# that comes just then cannot be repeated, because it may have been done.
REST_SECONDS = 30.0
WAIT_SECONDS = 30.0
LOOK_SECONDS = 0.02


class SandboxError(Exception):
    """The sandbox refused, or the app did not answer; `name` says which, the text is for people."""

    def __init__(self, reply: Json) -> None:
        self.name: str = reply.get("error", "error")
        self.reply = reply
        super().__init__(f"{self.name}: {reply.get('message', '')}".rstrip(": "))


class ViewError(SandboxError):
    """A form was refused; `errors` are its errors by block_id."""

    @property
    def errors(self) -> dict[str, str]:
        """What is shown beside the fields."""
        return dict(self.reply["errors"])


def wait_until(look: Callable[[], T | None], what: str, seconds: float = WAIT_SECONDS) -> T:
    """Call `look` until it returns something. Raises `SandboxError` `timeout` after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        if found := look():
            return found
        if time.monotonic() > deadline:
            raise SandboxError({"error": "timeout", "message": f"waited {seconds:g} s for {what}"})
        time.sleep(LOOK_SECONDS)


class HttpClient:
    """Calls to `/control/`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise ValueError(f"{url!r} is not an http address")
        self._host, self._port = parts.hostname, parts.port or 80
        self._local = threading.local()

    def get(self, path: str, **query: Any) -> Json:
        """GET; arguments that are None or empty are left out."""
        shown = {name: value for name, value in query.items() if value not in (None, "")}
        return self.call("GET", f"{path}?{urlencode(shown)}" if shown else path, None)

    def post(self, path: str, **body: Any) -> Json:
        """POST; arguments that are None are left out."""
        return self.call("POST", path, {name: value for name, value in body.items() if value is not None})

    def delete(self, path: str) -> Json:
        """DELETE."""
        return self.call("DELETE", path, None)

    def close(self) -> None:
        """Close this thread's connection; the next call opens another."""
        connection = getattr(self._local, "connection", None)
        if connection:
            connection.close()
            self._local.connection = None

    def call(self, method: str, path: str, body: Json | None) -> Json:
        """One call, with a body as it stands; `SandboxError` if it is refused or not answered."""
        content = None if body is None else json.dumps(body).encode()
        headers = {} if content is None else {"Content-Type": "application/json"}
        received = self._exchange(method, f"/control/{path}", content, headers)
        try:
            reply: Json = json.loads(received)
        except ValueError as error:
            raise SandboxError({"error": "not_json", "message": f"{method} {path}: {received[:200]!r}"}) from error
        if reply.get("ok") is False:
            raise (ViewError if reply.get("error") == "view_errors" else SandboxError)(reply)
        return reply

    def _exchange(self, method: str, path: str, sent: bytes | None, headers: dict[str, str]) -> bytes:
        if time.monotonic() - getattr(self._local, "used", 0.0) > REST_SECONDS:
            self.close()
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT_SECONDS)
            self._local.connection = connection
        try:
            connection.request(method, path, sent, headers)
            content = bytes(connection.getresponse().read())
        except (OSError, http.client.HTTPException) as error:
            # an act must not be done twice: drop the connection, do not repeat the call
            self.close()
            address = f"{self._host}:{self._port}"
            raise SandboxError({"error": "unreachable", "message": f"{address} does not answer: {error}"}) from error
        self._local.used = time.monotonic()
        return content
