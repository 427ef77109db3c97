"""Starting a sandbox: always on 127.0.0.1, in this thread (`serve`) or in another (`start`)."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.app import build
from sandbox.core import Options, Sandbox
from sandbox.guard import MOST_BYTES

HOST = "127.0.0.1"
# Longer than any machine stands still: one that stood for five seconds (the server's default) found both the timer
# and the next request there, and closed the connection on a request that it had not read.
KEEP_ALIVE_SECONDS = 75
T = TypeVar("T")


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    return listener


class _Protocol(HttpToolsProtocol):
    """Lets the application reach the connection, to reset it on demand."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {"sandbox.transport": self.transport}  # type: ignore[dict-item]


class _Server(uvicorn.Server):
    """Says when it is ready."""

    ready: Callable[[], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.ready:
            self.ready()


def _server(sandbox: Sandbox) -> _Server:
    config = uvicorn.Config(
        build(sandbox),
        loop="uvloop",
        http=_Protocol,
        ws="websockets-sansio",
        log_level="warning",
        access_log=False,
        ws_max_size=MOST_BYTES,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=1,
    )
    return _Server(config)


def serve(options: Options, ready: Callable[[Sandbox], None]) -> None:
    """Run a sandbox until interrupted; `ready` is called once it listens. OSError if the port is taken."""
    sandbox = Sandbox(options)
    listener = _listen(options.port)
    sandbox.url = f"http://{HOST}:{listener.getsockname()[1]}"
    server = _server(sandbox)
    server.ready = lambda: ready(sandbox)
    server.run(sockets=[listener])


class Running:
    """A sandbox in a thread of this process; a context manager. `url` is where it listens, `loop` runs it."""

    def __init__(self, options: Options) -> None:
        self.sandbox = Sandbox(options)
        listener = _listen(options.port)
        self.url = self.sandbox.url = f"http://{HOST}:{listener.getsockname()[1]}"
        self._server = _server(self.sandbox)
        started = threading.Event()
        self._server.ready = started.set
        self._thread = threading.Thread(target=self._run, args=(listener,), name="sandbox", daemon=True)
        self._thread.start()
        if not started.wait(15):
            raise RuntimeError("the sandbox did not start within 15 s")

    def _run(self, listener: socket.socket) -> None:
        with asyncio.Runner(loop_factory=self._server.config.get_loop_factory()) as runner:
            self.loop = runner.get_loop()
            runner.run(self._server.serve(sockets=[listener]))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the sandbox's event loop and wait for its result."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=30)

    def call(self, function: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """Call a function on the sandbox's event loop: the way to change its state from another thread."""

        async def work() -> T:
            return function(*args, **kwargs)

        return self.run(work())

    def stop(self) -> None:
        """End it; returns when it has ended."""
        self._server.should_exit = True
        self._thread.join(15)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
