"""Which call to Slack a delivery needs next. Pure: it reads the row alone, so that any worker can go on."""

from __future__ import annotations

from enum import Enum, auto

from bot.db.models import Delivery
from bot.domain.states import DeliveryState


class Step(Enum):
    """One call."""

    OPEN = auto()
    LOOK_UP = auto()
    POST = auto()
    UPLOAD = auto()
    LOOK_UP_FILE = auto()
    SHARE = auto()
    UPDATE = auto()


# Slack's name of the method. The pace is kept by method.
METHOD = {
    Step.OPEN: "conversations.open",
    Step.LOOK_UP: "conversations.history",
    Step.POST: "chat.postMessage",
    Step.UPLOAD: "files.getUploadURLExternal",
    Step.LOOK_UP_FILE: "conversations.history",
    Step.SHARE: "files.completeUploadExternal",
    Step.UPDATE: "chat.update",
}
# Steps that must not be repeated blindly: the row says `sending` before one. A row found so is looked for in Slack.
ONCE = frozenset({Step.POST, Step.SHARE})
FINISHED = frozenset({DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED})


def next_step(row: Delivery) -> Step | None:
    """The next call, or None when Slack shows what was decided (or there is nothing more to do)."""
    if row.state in FINISHED:
        return None
    in_doubt = row.state is DeliveryState.SENDING
    if row.slack_channel_id is None:
        return Step.OPEN
    if row.slack_ts is None:
        return Step.LOOK_UP if in_doubt else Step.POST
    if not row.files_shared and len(row.uploads) < len(row.payload.get("files", ())):
        return Step.UPLOAD
    if not row.files_shared and row.uploads:
        return Step.LOOK_UP_FILE if in_doubt else Step.SHARE
    return Step.UPDATE if row.sent_version < row.version else None
