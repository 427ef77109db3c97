"""Carries one delivery to its end: claim, call, settle, until it is done or has to wait."""

from __future__ import annotations

import base64
import logging
import time
import uuid
from collections.abc import Callable
from functools import partial

from slack_sdk import WebClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.models import Conversation, Delivery
from bot.db.session import Database
from bot.delivery import pace
from bot.delivery.ledger import CALL_SECONDS, Call, Ledger, backoff, remember_conversation
from bot.delivery.steps import METHOD, ONCE, Step
from bot.domain.states import DeliveryState
from bot.slack import posting
from bot.slack.clients import Clients
from bot.slack.outcomes import CHANNEL_GONE, DoubtfulError, LimitedError, RefusedError, UnreachedError
from bot.slack.posting import Page, Posted

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 30
IN_DOUBT = "in_doubt"

# Writes down, in the row, what a call led to; says True to let go of the delivery (it then comes back by itself).
Settle = Callable[[Session, Delivery], bool]


class Sender:
    """What the engine's job does."""

    def __init__(self, *, database: Database, clients: Clients, ledger: Ledger) -> None:
        self._database, self._clients, self._ledger = database, clients, ledger

    def deliver(self, delivery_id: int) -> None:
        """Go on with the delivery from wherever it stands. Safe to repeat, also by two workers at once."""
        owner = uuid.uuid4().hex
        with self._database.unit_of_work() as session:
            call = self._ledger.claim(session, delivery_id=delivery_id, owner=owner, now=real_now())
        while call is not None:
            time.sleep(max(0.0, call.at - real_now().timestamp()))
            called_at = real_now().timestamp()
            settle = self._make(call) if called_at < call.leased_until - CALL_SECONDS else partial(_not_made, call)
            with self._database.unit_of_work() as session:
                row = self._ledger.mine(session, delivery_id=delivery_id, owner=owner)
                if row is None:
                    log.warning("lease lost", extra={"action": "lease_lost", "delivery": delivery_id})
                    return
                self._ledger.called(session, row, call.step, at=called_at)
                if settle(session, row):
                    return
                call = self._ledger.next_call(session, row, now=real_now())

    def _make(self, call: Call) -> Settle:
        """Make the call, and say what to write down."""
        client = self._clients.posting(call.workspace_id)
        try:
            settle = CALLS[call.step](client, call)
        except LimitedError as error:
            return partial(self._limited, call, error)
        except UnreachedError as error:
            return partial(self._again, call, error.name, undone=True)
        except DoubtfulError as error:
            return partial(self._again, call, error.name, undone=False)
        except RefusedError as error:
            return partial(self._refused, call, error)
        return settle

    def _limited(self, call: Call, error: LimitedError, session: Session, row: Delivery) -> bool:
        now, method = real_now(), METHOD[call.step]
        log.info("limited", extra={"action": "limited", "method": method, "seconds": error.retry_after})
        pace.pause(session, workspace_id=row.workspace_id, method=method, until=now.timestamp() + error.retry_after)
        _take_back(call, row)
        self._ledger.come_back(session, row, seconds=error.retry_after, why=f"Slack asked to wait with {method}")
        return True

    def _again(self, call: Call, name: str, session: Session, row: Delivery, *, undone: bool) -> bool:
        row.attempts += 1
        if undone:
            _take_back(call, row)
        if row.attempts >= MAX_ATTEMPTS and row.slack_ts is not None:
            _give_up_rest(call, row, name)
            return False
        if row.attempts >= MAX_ATTEMPTS:
            undecided = row.state is DeliveryState.SENDING
            self._ledger.fail(session, row, error=IN_DOUBT if undecided else name, now=real_now())
            return True
        log.info("in doubt", extra={"action": "in_doubt", "delivery": row.id, "error": name})
        self._ledger.come_back(session, row, seconds=backoff(row.attempts), why=f"no word from Slack ({name})")
        return True

    def _refused(self, call: Call, error: RefusedError, session: Session, row: Delivery) -> bool:
        log.info("refused", extra={"action": "delivery_refused", "delivery": row.id, "error": error.name})
        if call.step is Step.POST and error.name in CHANNEL_GONE and _forget_conversation(session, row, error.name):
            return False
        if row.slack_ts is not None:
            _give_up_rest(call, row, error.name)
            return False
        in_doubt = call.step is Step.LOOK_UP and error.name not in CHANNEL_GONE
        self._ledger.fail(session, row, error=IN_DOUBT if in_doubt else error.name, now=real_now())
        return True


def _open(client: WebClient, call: Call) -> Settle:
    channel = posting.open_conversation(client, call.users)

    def settle(session: Session, row: Delivery) -> bool:
        row.slack_channel_id = channel
        remember_conversation(session, row, channel)
        return False

    return settle


def _post(client: WebClient, call: Call) -> Settle:
    return partial(_posted, call, posting.post(client, channel=call.channel, key=call.key, message=call.payload))


def _posted(call: Call, posted: Posted, _session: Session, row: Delivery) -> bool:
    row.state = DeliveryState.QUEUED
    row.slack_channel_id, row.slack_ts = posted.channel, posted.ts
    row.sent_version, row.error = call.version, ""
    return False


def _look_up(client: WebClient, call: Call) -> Settle:
    page = posting.find(client, channel=call.channel, key=call.key, oldest=call.oldest, cursor=call.cursor)

    def settle(_session: Session, row: Delivery) -> bool:
        if page.found:
            # It may say what the message said before an update: what Slack shows is then written once more.
            row.slack_ts, row.sent_version = page.found.ts, row.version if row.version == 1 else 0
        return _read_on(page, row)

    return settle


def _look_up_file(client: WebClient, call: Call) -> Settle:
    page = posting.find_file(
        client, channel=call.channel, file_id=call.uploads[0], oldest=call.oldest, cursor=call.cursor
    )

    def settle(_session: Session, row: Delivery) -> bool:
        row.files_shared = page.found is not None
        return _read_on(page, row)

    return settle


def _read_on(page: Page, row: Delivery) -> bool:
    """Found, or looked through to the end: the doubt is over. Else the next page is read."""
    over = page.found is not None or not page.next_cursor
    row.history_cursor = None if over else page.next_cursor
    if over:
        row.state = DeliveryState.QUEUED
    return False


def _upload(client: WebClient, call: Call) -> Settle:
    file = call.payload["files"][len(call.uploads)]
    file_id = posting.upload(client, name=file["name"], content=base64.b64decode(file["content"]))

    def settle(_session: Session, row: Delivery) -> bool:
        row.uploads = [*call.uploads, file_id]
        return False

    return settle


def _share(client: WebClient, call: Call) -> Settle:
    titles = [file["title"] for file in call.payload["files"]]
    posting.share(client, channel=call.channel, files=list(zip(call.uploads, titles, strict=True)))

    def settle(_session: Session, row: Delivery) -> bool:
        row.state, row.files_shared = DeliveryState.QUEUED, True
        return False

    return settle


def _update(client: WebClient, call: Call) -> Settle:
    posting.update(client, posted=Posted(call.channel, call.ts), key=call.key, message=call.payload)

    def settle(_session: Session, row: Delivery) -> bool:
        row.sent_version = call.version
        return False

    return settle


CALLS: dict[Step, Callable[[WebClient, Call], Settle]] = {
    Step.OPEN: _open,
    Step.POST: _post,
    Step.LOOK_UP: _look_up,
    Step.UPLOAD: _upload,
    Step.SHARE: _share,
    Step.LOOK_UP_FILE: _look_up_file,
    Step.UPDATE: _update,
}


def _not_made(call: Call, _session: Session, row: Delivery) -> bool:
    """The process was frozen meanwhile: the lease might have run out under the call. It is begun anew."""
    _take_back(call, row)
    return False


def _take_back(call: Call, row: Delivery) -> None:
    """The call did nothing: what was to be done once is as it was."""
    if call.step in ONCE:
        row.state = DeliveryState.QUEUED


def _forget_conversation(session: Session, row: Delivery, error: str) -> bool:
    """Whether the conversation may have been an old one, to be opened anew: once, and only with people."""
    if not row.target.get("users") or row.error:
        return False
    known = delete(Conversation).where(
        Conversation.workspace_id == row.workspace_id, Conversation.people == row.target_key
    )
    session.execute(known.execution_options(synchronize_session=False))
    row.slack_channel_id, row.state, row.error = None, DeliveryState.QUEUED, error
    return True


def _give_up_rest(call: Call, row: Delivery, error: str) -> None:
    """The message is there; its files, or its change, are refused. It counts as sent, with the reason beside it."""
    row.error, row.state = f"{METHOD[call.step]}: {error}", DeliveryState.QUEUED
    if call.step is Step.UPDATE:
        row.sent_version = call.version
    else:
        row.files_shared = True
