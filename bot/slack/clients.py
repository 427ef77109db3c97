"""One place that makes Slack clients: one SSL context, no re-sending of posts by the SDK."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from functools import cache
from urllib.request import HTTPSHandler, build_opener, install_opener

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

TIMEOUT_SECONDS = 10
# A post gives up well within the lease of its delivery (bot.delivery.ledger), connecting and reading together.
POST_TIMEOUT_SECONDS = 7


class Clients:
    """Slack clients by workspace. `token_of(workspace_id)` gives the bot token that is valid now.

    `team_of(workspace_id)` gives the Slack team id where the token is a whole organization's: calls then say it.
    """

    def __init__(
        self, *, api_url: str, token_of: Callable[[int], str], team_of: Callable[[int], str | None] = lambda _id: None
    ) -> None:
        self.api_url, self._token_of, self._team_of = api_url, token_of, team_of
        self.ssl = _shared_ssl(load_http_proxy_from_env())

    def reading(self, workspace_id: int) -> WebClient:
        """A client for calls that may be repeated: reads, opening a conversation, publishing a view."""
        return self._make(workspace_id, timeout=TIMEOUT_SECONDS, retries=True)

    def posting(self, workspace_id: int) -> WebClient:
        """A client for calls that may not be repeated blindly: the SDK re-sends a post after a reset otherwise."""
        return self._make(workspace_id, timeout=POST_TIMEOUT_SECONDS, retries=False)

    def _make(self, workspace_id: int, *, timeout: int, retries: bool) -> WebClient:
        return WebClient(
            token=self._token_of(workspace_id),
            team_id=self._team_of(workspace_id),
            base_url=self.api_url,
            timeout=timeout,
            ssl=self.ssl,
            retry_handlers=[ConnectionErrorRetryHandler()] if retries else [],
        )


@cache
def _shared_ssl(proxy: str | None) -> ssl.SSLContext | None:
    """What to hand to the SDK, so that its calls share one context: making one takes 20 ms.

    Handed a context, urllib builds ten handlers anew for each call, a sixth of a message's processor time. Without a
    proxy the context is therefore in the opener that urllib takes for every call that brings none.
    """
    context = ssl.create_default_context()
    if proxy:
        return context
    install_opener(build_opener(HTTPSHandler(context=context)))
    return None
