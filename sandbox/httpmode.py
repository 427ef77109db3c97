"""The app over HTTP: each payload signed and posted to its one request URL."""

import asyncio
import hashlib
import hmac
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

from sandbox.dispatch import Kind, Reply
from sandbox.guard import MOST_BYTES, UnclearError, parsed
from sandbox.model import Json

_THREADS = 32


class HttpSender:
    """Posts to the request URL from a small pool of threads."""

    def __init__(self, url: str, *, secret: str, patience_seconds: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is not an http(s) address")
        self._secret = secret
        self._patience_seconds = patience_seconds
        self._parts = parts
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="to-app")

    async def send(self, kind: Kind, payload: Json, *, attempt: int = 0, reason: str = "") -> Reply:
        """Post one payload; the reply's body is JSON where the app sent JSON, else text."""
        body, content_type = _encoded(kind, payload)
        headers = signed(self._secret, body) | {"Content-Type": content_type}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._post, body, headers)

    def _post(self, body: bytes, headers: dict[str, str]) -> Reply:
        parts = self._parts
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self._patience_seconds)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", path, body, headers | {"User-Agent": "Slackbot 1.0", "Connection": "close"})
            response = connection.getresponse()
            content = response.read(MOST_BYTES)
        except TimeoutError:
            return Reply(ok=False, reason="http_timeout")
        except (OSError, http.client.HTTPException):
            return Reply(ok=False, reason="connection_failed")
        finally:
            connection.close()
        no_retry = response.getheader("X-Slack-No-Retry") == "1"
        if not 200 <= response.status < 300:
            return Reply(ok=False, reason="http_error", no_retry=no_retry)
        return Reply(ok=True, body=_decoded(content))


def signed(secret: str, body: bytes) -> dict[str, str]:
    """The headers by which the app knows that a request is Slack's."""
    timestamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def _encoded(kind: Kind, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _decoded(content: bytes) -> object:
    text = content.decode("utf-8", "replace")
    try:
        return parsed(text) if text else None
    except UnclearError:
        return text
