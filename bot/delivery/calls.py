"""The calls to Slack, one for each step, and how each answer is written down."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from bot.db.models import Delivery
from bot.delivery.ledger import Call, remember_conversation
from bot.delivery.steps import Step
from bot.domain.states import DeliveryState
from bot.slack import posting
from bot.slack.posting import Page, Posted

# Writes the result of a call into the row. True: the delivery was released, and is found again when it is due.
Settle = Callable[[Session, Delivery], bool]


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
    row.sent_version, row.error, row.files_shared = call.version, "", False
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
