"""The one error of the Web API and of what answers like it."""

from collections.abc import Sequence
from typing import Any

from sandbox.model import Json


class SlackError(Exception):
    """A call that ends with `ok: false`: Slack's name of the error and what else the reply holds."""

    def __init__(self, name: str, *, messages: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(name)
        self.name = name
        self.messages = list(messages)
        self.extra = extra

    def body(self) -> Json:
        """The reply."""
        reply: Json = {"ok": False, "error": self.name, **self.extra}
        if self.messages:
            reply["response_metadata"] = {"messages": self.messages}
        return reply


class RateLimitedError(SlackError):
    """Too many calls: HTTP 429. `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after
