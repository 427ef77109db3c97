"""Where a decided message enters the ledger, in the transaction of its decision."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.models import Delivery
from bot.db.once import insert_once
from bot.delivery.lane import AT_ONCE, next_in_place
from bot.domain.messages import File, Message, Target
from bot.domain.states import DeliveryState

Enqueue = Callable[[Session, int], None]
ITS_TURN = "its turn"


class Outbox:
    """Writes deliveries. `enqueue(session, delivery_id)` adds the engine's job in the same transaction.

    Every session is bound to a workspace; keys are looked for in it alone.
    """

    def __init__(self, enqueue: Enqueue) -> None:
        self._enqueue = enqueue

    def plan(  # noqa: PLR0913  # each is a part of what a delivery is; all by name
        self,
        session: Session,
        *,
        key: str,
        kind: str,
        target: Target,
        message: Message,
        now: datetime,
        program_id: int | None = None,
        member_id: int | None = None,
        urgent: bool = False,
    ) -> bool:
        """Decide that `message` is sent to `target`, once for all time under `key`. False if it was decided before.

        The session is bound to the workspace. `kind` and the ids say what it is for, in lists and digests. Messages to
        one target arrive in the order of their decisions; `urgent` ones, for which a person waits, go before the rest.
        """
        new = insert_once(
            session,
            Delivery,
            key=key,
            kind=kind,
            target=target_to_json(target),
            target_key=target.channel or "+".join(sorted(target.users)),
            payload=message_to_json(message),
            program_id=program_id,
            member_id=member_id,
            urgent=urgent,
            created_at=now,
            wakes_at=real_now(),
            slack_channel_id=target.channel,
            waits_for=ITS_TURN,
        )
        if new and _is_among_first(session, urgent=urgent):
            self._enqueue(session, session.scalars(select(Delivery.id).where(Delivery.key == key)).one())
        return new

    def update(self, session: Session, *, key: str, message: Message, now: datetime) -> bool:  # see below
        """Make the message under `key` say this: the latest state wins. False if there is none that could.

        One that is not sent yet goes out as it now is. A sent one is changed in Slack; its files stay as they are. Safe
        to repeat. `now` is when it was decided.
        """
        return self._update(session, self._find(session, key), message)

    def repair(self, session: Session, *, channel: str, ts: str, message: Message, now: datetime) -> bool:
        """As `update`, for the message that Slack has at this place. False where that is none of the ledger's."""
        there = select(Delivery).where(Delivery.slack_channel_id == channel, Delivery.slack_ts == ts)
        return self._update(session, session.scalars(there.with_for_update()).first(), message)

    def _update(self, session: Session, row: Delivery | None, message: Message) -> bool:
        if row is None or row.state in (DeliveryState.FAILED, DeliveryState.CANCELLED):
            return False
        payload = message_to_json(message)
        if row.slack_ts is not None:
            payload["files"] = row.payload.get("files", [])
        row.payload, row.version = payload, row.version + 1
        if row.state is DeliveryState.SENT:
            row.state, row.finished_at, row.attempts, row.error = DeliveryState.QUEUED, None, 0, ""
            row.wakes_at, row.waits_for = real_now(), ITS_TURN
            session.flush()
            if _is_among_first(session, urgent=row.urgent):
                self._enqueue(session, row.id)
        return True

    def cancel(self, session: Session, *, key: str) -> bool:
        """See to it that the message under `key` is not sent. False if it was, or may have been."""
        row = self._find(session, key)
        if row is None or row.slack_ts is not None or row.state is not DeliveryState.QUEUED:
            return row is not None and row.state is DeliveryState.CANCELLED
        row.state, row.finished_at, row.waits_for = DeliveryState.CANCELLED, real_now(), ""
        session.flush()
        following = next_in_place(session, row)
        if following is not None:
            self._enqueue(session, following)
        return True

    def retry(self, session: Session, *, key: str) -> bool:
        """Send a failed or cancelled message after all. False if it is neither, or its payload is pruned."""
        row = self._find(session, key)
        if row is None or row.state not in (DeliveryState.FAILED, DeliveryState.CANCELLED) or not row.payload:
            return False
        row.state, row.error, row.attempts = DeliveryState.QUEUED, "", 0
        row.finished_at = row.handled_at = None
        row.slack_channel_id = row.target.get("channel")
        session.flush()
        self._enqueue(session, row.id)
        return True

    def _find(self, session: Session, key: str) -> Delivery | None:
        return session.scalars(select(Delivery).where(Delivery.key == key).with_for_update()).first()


def _is_among_first(session: Session, *, urgent: bool) -> bool:
    """Whether a message decided now in this transaction gets a job of its own. As many do as are sent at once.

    Whoever has sent one of them goes on with the rest.
    """
    lane = ("deliveries", session.info["workspace_id"], urgent)
    session.info[lane] = session.info.get(lane, 0) + 1
    return bool(session.info[lane] <= AT_ONCE)


def target_to_json(target: Target) -> dict[str, Any]:
    """What the ledger stores of a target."""
    return {"channel": target.channel} if target.channel else {"users": list(target.users)}


def message_to_json(message: Message) -> dict[str, Any]:
    """What the ledger stores of a message; files as base64."""
    files = [_file_to_json(file) for file in message.files]
    return {"text": message.text, "blocks": list(message.blocks), **({"files": files} if files else {})}


def _file_to_json(file: File) -> dict[str, str]:
    return {"name": file.name, "title": file.title, "content": base64.b64encode(file.content).decode("ascii")}
