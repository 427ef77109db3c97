"""Answers to a person who is waiting: views first, then the clicked message, all after the ack."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, wait
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.slack.clients import Clients
from bot.slack.envelope import may_be_answered
from bot.slack.fair_pool import FairPool

log = logging.getLogger(__name__)

# A thread waits for Slack most of its time: at 300 ms a call, 96 of them answer 300 people a second.
THREADS = 96
# Slack answers a response_url within a second; an address that keeps silent holds a thread for so long.
RESPONSE_URL_SECONDS = 5


class Replies:
    """Slack calls that follow an ack, on bounded pools: views have one of their own, as their trigger lives 3 s.

    Of what needs no token, `whose` names the workspace: by its Slack team id.
    """

    def __init__(self, clients: Clients, *, threads: int = THREADS) -> None:
        self._clients = clients
        self._views = FairPool(threads, name="view")
        self._pool = FairPool(threads, name="reply")
        self._pending: set[Future[None]] = set()
        self._lock = threading.Lock()
        self._to_draw: dict[Hashable, Callable[[], object]] = {}
        self._drawing: set[Hashable] = set()

    def open_view(self, workspace_id: int, *, trigger_id: str, view: dict[str, Any]) -> None:
        """Open a modal. The trigger lives 3 seconds."""
        self._submit(
            self._views,
            workspace_id,
            lambda: self._clients.posting(workspace_id).views_open(trigger_id=trigger_id, view=view),
        )

    def push_view(self, workspace_id: int, *, trigger_id: str, view: dict[str, Any]) -> None:
        """Put a modal on top of the one that is open (three at most)."""
        self._submit(
            self._views,
            workspace_id,
            lambda: self._clients.posting(workspace_id).views_push(trigger_id=trigger_id, view=view),
        )

    def update_view(self, workspace_id: int, *, view_id: str, view: dict[str, Any]) -> None:
        """Replace an open modal."""
        self.run(workspace_id, lambda: self._clients.posting(workspace_id).views_update(view_id=view_id, view=view))

    def publish_home(self, workspace_id: int, *, slack_user_id: str, view: dict[str, Any], over: str = "") -> bool:
        """Replace what a person sees in App Home, in this thread: what is read last is to be seen last.

        False, and nothing is replaced, if they do not see the view with the hash `over` any more.
        """
        known = {"hash": over} if over else {}
        try:
            self._clients.reading(workspace_id).views_publish(user_id=slack_user_id, view=view, **known)
        except SlackApiError as error:
            if error.response.get("error") != "hash_conflict":
                raise
            return False
        return True

    def post(self, workspace_id: int, *, channel: str, text: str, blocks: list[dict[str, Any]]) -> None:
        """Post an answer in this thread: once, and in no ledger."""
        client = self._clients.posting(workspace_id)
        client.chat_postMessage(channel=channel, text=text, blocks=blocks, unfurl_links=False, unfurl_media=False)

    def replace(self, response_url: str, *, text: str, blocks: list[dict[str, Any]]) -> bool:
        """Replace the clicked message in this thread. Whether Slack took it."""
        try:
            return self._send(response_url, text=text, blocks=blocks, replace_original=True)
        except OSError as error:
            log.warning("reply not sent", extra={"action": "reply_not_sent", "error": type(error).__name__})
            return False

    def reply_ephemeral(
        self, response_url: str, *, whose: str, text: str, blocks: list[dict[str, Any]] | None = None
    ) -> None:
        """Answer so that only the person who asked sees it."""
        self.run(
            whose,
            lambda: self._send(
                response_url, text=text, blocks=blocks, response_type="ephemeral", replace_original=False
            ),
        )

    def redraw(self, what: Hashable, whose: Hashable, draw: Callable[[], object]) -> None:
        """Read how `what` stands now and show it, by `draw`. Of several that wait for the same, the last is drawn.

        One at a time is drawn of the same, so that the last to arrive at Slack is the last that was read.
        """
        with self._lock:
            self._to_draw[what] = draw
        self.run(whose, lambda: self._draw(what))

    def run(self, whose: Hashable, call: Callable[[], object]) -> None:
        """Do any other call of this kind after the ack, on behalf of that workspace."""
        self._submit(self._pool, whose, call)

    def settle(self) -> None:
        """Wait until all that was handed in is done, and what that handed in."""
        while pending := set(self._pending):
            wait(pending)

    def close(self) -> None:
        """Finish what was handed in, and what that hands in; take nothing new."""
        self.settle()
        self._views.shutdown()
        self._pool.shutdown()

    def _send(self, response_url: str, **message: Any) -> bool:
        """Whether Slack took it. An address that is not Slack's is never called, whoever brought it."""
        if not may_be_answered(response_url, api_url=self._clients.api_url):
            log.warning("response_url is not Slack's", extra={"action": "reply_refused", "status": 0})
            return False
        webhook = WebhookClient(response_url, timeout=RESPONSE_URL_SECONDS, ssl=self._clients.ssl, retry_handlers=[])
        answer = webhook.send(**message)
        if answer.status_code != 200:
            log.warning("response_url refused", extra={"action": "reply_refused", "status": answer.status_code})
        return answer.status_code == 200

    def _draw(self, what: Hashable) -> None:
        """Draw until nobody has asked for it anew meanwhile, unless another thread does already."""
        with self._lock:
            if what in self._drawing:
                return
            self._drawing.add(what)
        while True:
            with self._lock:
                draw = self._to_draw.pop(what, None)
                if draw is None:
                    self._drawing.discard(what)
                    return
            try:
                self._guarded(draw)
            except Exception:  # whoever asked meanwhile sees it drawn all the same
                log.exception("reply failed", extra={"action": "reply_failed"})

    def _submit(self, pool: FairPool, whose: Hashable, call: Callable[[], object]) -> None:
        self._follow(pool.submit(whose, lambda: self._guarded(call)))

    def _follow(self, future: Future[None]) -> None:
        self._pending.add(future)
        future.add_done_callback(self._done)

    def _done(self, future: Future[None]) -> None:
        _log_failure(future)
        self._pending.discard(future)

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
