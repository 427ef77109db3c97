"""One place that makes Slack clients: one SSL context, no re-sending of posts by the SDK."""

from __future__ import annotations

import ssl
from collections.abc import Callable

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler

TIMEOUT_SECONDS = 10
# A post gives up well within the lease of its delivery (bot.delivery.ledger), connecting and reading together.
POST_TIMEOUT_SECONDS = 7


class Clients:
    """Slack clients by workspace. `token_of(workspace_id)` gives the bot token that is valid now."""

    def __init__(self, *, api_url: str, token_of: Callable[[int], str]) -> None:
        self._api_url, self._token_of = api_url, token_of
        self.ssl = ssl.create_default_context()  # shared: making one takes 20 ms

    def reading(self, workspace_id: int) -> WebClient:
        """A client for calls that may be repeated: reads, opening a conversation, publishing a view."""
        return self._make(workspace_id, timeout=TIMEOUT_SECONDS, retries=True)

    def posting(self, workspace_id: int) -> WebClient:
        """A client for calls that may not be repeated blindly: the SDK re-sends a post after a reset otherwise."""
        return self._make(workspace_id, timeout=POST_TIMEOUT_SECONDS, retries=False)

    def _make(self, workspace_id: int, *, timeout: int, retries: bool) -> WebClient:
        return WebClient(
            token=self._token_of(workspace_id),
            base_url=self._api_url,
            timeout=timeout,
            ssl=self.ssl,
            retry_handlers=[ConnectionErrorRetryHandler()] if retries else [],
        )
