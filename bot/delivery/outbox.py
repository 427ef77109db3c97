"""Where a decided message enters the ledger, in the transaction of its decision."""

from __future__ import annotations

import threading
from datetime import datetime

from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from bot.clock import real_now
from bot.db.models import Delivery
from bot.db.session import KithSession
from bot.db.upsert import insert_once
from bot.delivery import people
from bot.delivery.stored import message_to_json, target_to_json
from bot.domain.messages import Message, Target, conversation_key
from bot.domain.states import DeliveryState

ITS_TURN = "its turn"


class Outbox:
    """Writes deliveries. `decided` is set when a transaction has ended that gave this process's engine work.

    Every session is bound to a workspace. Keys are looked for in that workspace alone.
    """

    def __init__(self) -> None:
        self.decided = threading.Event()

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
        author_id: int | None = None,
        urgent: bool = False,
    ) -> bool:
        """Decide that `message` is sent to `target`, once for all time under `key`. False if it was decided before.

        The session is bound to the workspace. `kind` and the ids say what it is for, in lists and digests. Messages to
        one target arrive in the order of their decisions; `urgent` ones, for which a person waits, go before the rest.
        `author_id`: the member whose words it passes on.
        """
        self._tell(session)
        payload, users = message_to_json(message), people.members(session, target.users)
        is_new = insert_once(
            session,
            Delivery,
            key=key,
            kind=kind,
            target=target_to_json(target),
            target_key=target.channel or conversation_key(users),
            payload=payload,
            program_id=program_id,
            member_id=member_id,
            urgent=urgent,
            created_at=now,
            wakes_at=real_now(),
            slack_channel_id=target.channel,
            waits_for=ITS_TURN,
        )
        if is_new:
            delivery_id = session.scalars(select(Delivery.id).where(Delivery.key == key)).one()
            people.note(session, delivery_id, payload, targets=users, author_id=author_id)
        return is_new

    def update(self, session: Session, *, key: str, message: Message, now: datetime) -> bool:  # see below
        """Make the message under `key` say this: the latest state wins. False if it cannot be changed.

        One that is not sent yet goes out as it now is. A sent one is changed in Slack; its files stay as they are. Safe
        to repeat. `now` is when it was decided.
        """
        return self._update(session, self._find(session, key), message)

    def repair(self, session: Session, *, member_id: int, channel: str, ts: str, message: Message) -> bool:
        """As `update`, for the message that the ledger sent to this member at this place. False if there is none.

        The place is what a press says of itself: whatever it says, nobody else's message is changed.
        """
        there = select(Delivery).where(
            Delivery.member_id == member_id, Delivery.slack_channel_id == channel, Delivery.slack_ts == ts
        )
        return self._update(session, session.scalars(there.with_for_update()).first(), message)

    def _update(self, session: Session, row: Delivery | None, message: Message) -> bool:
        if row is None or row.state in (DeliveryState.FAILED, DeliveryState.CANCELLED):
            return False
        payload = message_to_json(message)
        if row.slack_ts is not None:
            payload["files"] = row.payload.get("files", [])
        row.payload, row.version = payload, row.version + 1
        people.note(session, row.id, payload)
        if row.state is DeliveryState.SENT:
            self._queue(session, row)
        return True

    def cancel(self, session: Session, *, key: str) -> bool:
        """Cancel the message under `key`. False if it was sent, or may have been."""
        row = self._find(session, key)
        if row is None or row.slack_ts is not None or row.state is not DeliveryState.QUEUED:
            return row is not None and row.state is DeliveryState.CANCELLED
        row.state, row.finished_at, row.waits_for = DeliveryState.CANCELLED, real_now(), ""
        self._tell(session)  # the next one to the same place may go
        return True

    def retry(self, session: Session, *, key: str) -> bool:
        """Send a failed or cancelled message after all. False if it is neither, or its payload is pruned."""
        row = self._find(session, key)
        if row is None or row.state not in (DeliveryState.FAILED, DeliveryState.CANCELLED) or not row.payload:
            return False
        self._queue(session, row)
        row.handled_at, row.slack_channel_id = None, row.target.get("channel")
        return True

    def _queue(self, session: Session, row: Delivery) -> None:
        row.state, row.finished_at, row.attempts, row.error = DeliveryState.QUEUED, None, 0, ""
        row.wakes_at, row.waits_for = real_now(), ITS_TURN
        self._tell(session)

    def _tell(self, session: Session) -> None:
        session.info.setdefault("decided", set()).add(self.decided)

    def _find(self, session: Session, key: str) -> Delivery | None:
        return session.scalars(select(Delivery).where(Delivery.key == key).with_for_update()).first()


@event.listens_for(KithSession, "after_transaction_end")
def _wake_engine(session: Session, transaction: SessionTransaction) -> None:
    """Tell the engine, but not at the commit of a savepoint: it would find nothing yet."""
    if transaction.parent is None:
        for decided in session.info.pop("decided", ()):
            decided.set()
