"""A local HTTP server in Slack's place: it writes down what was called, and answers what a test told it to."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Call:
    """One call: a Web API method with its arguments, or "response_url" with what was sent there."""

    method: str
    args: dict[str, Any]


@dataclass
class Recorder:
    """`answers[method]` is merged into `{"ok": true}`; a callable gets the arguments. `calls` come in order."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def response_url(self) -> str:
        """What a body brings along, to answer by."""
        return f"{self.url}/response_url"

    def of(self, method: str) -> list[dict[str, Any]]:
        """The arguments of every call of `method`."""
        return [call.args for call in self.calls if call.method == method]

    def answer(self, method: str, args: dict[str, Any]) -> dict[str, Any]:
        """Write the call down and say what the server replies."""
        self.calls.append(Call(method, args))
        found = self.answers.get(method, {})
        return {"ok": True, **(found(args) if callable(found) else found)}


class RecorderServer:
    """Serves a recorder on a free port of 127.0.0.1."""

    def __init__(self) -> None:
        self.recorder = recorder = Recorder()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
                reply = json.dumps(recorder.answer(self.path.rpartition("/")[2], _arguments(body))).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            do_GET = do_POST  # noqa: N815  # the base class's name

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
                """Nothing on the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        recorder.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it; returns when it has ended."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def _arguments(body: str) -> dict[str, Any]:
    """JSON or form arguments; what is JSON inside a form is read."""
    if body.startswith("{"):
        whole: dict[str, Any] = json.loads(body)
        return {name: _read(value) for name, value in whole.items()}
    return {name: _read(value) for name, value in parse_qsl(body)}


def _read(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) and value[:1] in ("{", "[") else value
    except ValueError:
        return value  # somebody's words, which begin so
