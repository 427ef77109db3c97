"""Answers to a person who is waiting: views first, then the clicked message, all after the ack."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.slack.clients import Clients

log = logging.getLogger(__name__)


# A thread waits for Slack most of its time: at 300 ms a call, 96 of them answer 300 people a second.
THREADS = 96


class Replies:
    """Slack calls that follow an ack, on bounded pools: views have one of their own, as their trigger lives 3 s."""

    def __init__(self, clients: Clients, *, threads: int = THREADS) -> None:
        self._clients = clients
        self._views = ThreadPoolExecutor(threads, thread_name_prefix="view")
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reply")

    def open_view(self, workspace_id: int, *, trigger_id: str, view: dict[str, Any]) -> None:
        """Open a modal. The trigger lives 3 seconds."""
        self._view(lambda: self._clients.posting(workspace_id).views_open(trigger_id=trigger_id, view=view))

    def push_view(self, workspace_id: int, *, trigger_id: str, view: dict[str, Any]) -> None:
        """Put a modal on top of the one that is open (three at most)."""
        self._view(lambda: self._clients.posting(workspace_id).views_push(trigger_id=trigger_id, view=view))

    def update_view(self, workspace_id: int, *, view_id: str, view: dict[str, Any]) -> None:
        """Replace an open modal."""
        self._later(lambda: self._clients.posting(workspace_id).views_update(view_id=view_id, view=view))

    def publish_home(self, workspace_id: int, *, slack_user_id: str, view: dict[str, Any]) -> None:
        """Replace what a person sees in App Home."""
        self._later(lambda: self._clients.reading(workspace_id).views_publish(user_id=slack_user_id, view=view))

    def replace(self, response_url: str, *, text: str, blocks: list[dict[str, Any]]) -> None:
        """Replace the clicked message, so that it cannot be clicked twice."""
        self._later(lambda: self._send(response_url, text=text, blocks=blocks, replace_original=True))

    def whisper(self, response_url: str, *, text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        """Answer so that only the person who asked sees it."""
        self._later(
            lambda: self._send(
                response_url, text=text, blocks=blocks, response_type="ephemeral", replace_original=False
            )
        )

    def run(self, call: Callable[[], object]) -> None:
        """Do any other call of this kind after the ack."""
        self._later(call)

    def close(self) -> None:
        """Finish what was handed in; take nothing new."""
        self._views.shutdown(wait=True)
        self._pool.shutdown(wait=True)

    def _send(self, response_url: str, **message: Any) -> None:
        answer = WebhookClient(response_url, ssl=self._clients.ssl, retry_handlers=[]).send(**message)
        if answer.status_code != 200:
            log.warning("response_url refused", extra={"action": "reply_refused", "status": answer.status_code})

    def _view(self, call: Callable[[], object]) -> None:
        self._views.submit(self._guarded, call).add_done_callback(_log_failure)

    def _later(self, call: Callable[[], object]) -> None:
        self._pool.submit(self._guarded, call).add_done_callback(_log_failure)

    def _guarded(self, call: Callable[[], object]) -> None:
        try:
            call()
        except SlackApiError as error:
            log.warning("reply refused", extra={"action": "reply_refused", "error": error.response.get("error")})
        except OSError as error:
            log.warning("reply not sent", extra={"action": "reply_not_sent", "error": type(error).__name__})


def _log_failure(done: Future[None]) -> None:
    """What nobody expected goes to the log, with its traceback."""
    if error := done.exception():
        log.error("reply failed", exc_info=error, extra={"action": "reply_failed"})
