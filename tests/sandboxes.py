"""Starting sandboxes for tests: `start_sandbox(limits="off", people=12)` in a thread on a free port."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from sandbox.client import SandboxClient
from sandbox.core import Options, Sandbox
from sandbox.server import Running


@dataclass(frozen=True)
class Handle:
    """A running sandbox as a test holds it: addresses, tokens, and the state itself to look at."""

    running: Running

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox; its state is changed on its own event loop only (see `Running.call`)."""
        return self.running.sandbox

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return self.running.url

    @property
    def tokens(self) -> dict[str, Any]:
        """`bot_token`, `app_token`, `signing_secret` and the rest of what `--json` prints."""
        return self.sandbox.described()

    @property
    def control(self) -> SandboxClient:
        """The people's side: act as anyone, move the clock, set faults."""
        return SandboxClient(self.url)

    def client(self, token: str | None = None) -> WebClient:
        """A real WebClient with the bot's token (or another) that repeats nothing by itself."""
        return WebClient(
            token=token or self.tokens["bot_token"],
            base_url=f"{self.url}/api/",
            timeout=30,
            retry_handlers=[],
        )


@contextmanager
def start_sandbox(*, limits: str = "off", **options: Any) -> Iterator[Handle]:
    """A sandbox for the length of a `with`; `options` as in `sandbox.core.Options`."""
    factor = {"off": None, "on": 1.0}.get(limits, 0.0)
    running = Running(Options(limits=float(limits) if factor == 0.0 else factor, **options))
    try:
        yield Handle(running)
    finally:
        running.stop()
