"""Where a decided message enters the ledger, in the transaction of its decision."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Delivery
from bot.db.once import insert_once
from bot.domain.messages import File, Message, Target

Enqueue = Callable[[Session, int], None]


class Outbox:
    """Writes deliveries. `enqueue(session, delivery_id)` adds the engine's job in the same transaction."""

    def __init__(self, enqueue: Enqueue) -> None:
        self._enqueue = enqueue

    def plan(
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
    ) -> bool:
        """Decide that `message` is sent to `target`, once for all time under `key`. False if it was decided before.

        The session is bound to the workspace. `kind` and the ids say what it is for, in lists and digests.
        """
        new = insert_once(
            session,
            Delivery,
            key=key,
            kind=kind,
            target=target_to_json(target),
            payload=message_to_json(message),
            program_id=program_id,
            member_id=member_id,
            created_at=now,
        )
        if new:
            self._enqueue(session, session.scalars(select(Delivery.id).where(Delivery.key == key)).one())
        return new


def target_to_json(target: Target) -> dict[str, Any]:
    """What the ledger stores of a target."""
    return {"channel": target.channel} if target.channel else {"users": list(target.users)}


def message_to_json(message: Message) -> dict[str, Any]:
    """What the ledger stores of a message; files as base64."""
    files = [_file_to_json(file) for file in message.files]
    return {"text": message.text, "blocks": list(message.blocks), **({"files": files} if files else {})}


def _file_to_json(file: File) -> dict[str, str]:
    return {"name": file.name, "title": file.title, "content": base64.b64encode(file.content).decode("ascii")}
