"""How the ledger stores a message and its target, and what happens to a row in which they are damaged."""

from __future__ import annotations

import base64
import json
import logging
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, select, update
from sqlalchemy.orm import Session

from bot.db.cipher import Cipher, CipherError
from bot.db.encrypted import EMPTY, cipher_of
from bot.db.models import DatabaseState, Delivery
from bot.domain.messages import File, Message, Target
from bot.domain.states import DeliveryState

log = logging.getLogger(__name__)

DAMAGED = "damaged"  # the name under which `kith deliveries`, `kith doctor` and the digest show it
UNREADABLE = (ValueError, LookupError, TypeError, CipherError)  # raised while a row is read
_COLUMNS = {"target": dict, "payload": dict, "uploads": list}


def target_to_json(target: Target) -> dict[str, Any]:
    """What the ledger stores of a target."""
    return {"channel": target.channel} if target.channel else {"users": list(target.users)}


def message_to_json(message: Message) -> dict[str, Any]:
    """What the ledger stores of a message; files as base64."""
    files = [_file_to_json(file) for file in message.files]
    return {"text": message.text, "blocks": list(message.blocks), **({"files": files} if files else {})}


def _file_to_json(file: File) -> dict[str, str]:
    return {"name": file.name, "title": file.title, "content": base64.b64encode(file.content).decode("ascii")}


def is_whole(row: Delivery) -> bool:
    """Whether the row holds what the functions above write."""
    try:
        target, payload = row.target, row.payload
        whom = isinstance(target.get("channel"), str) or all(isinstance(user, str) for user in target["users"])
        for file in payload.get("files", ()):
            base64.b64decode(file["content"], validate=True)
            whom = whom and isinstance(file["name"], str) and isinstance(file["title"], str)
        said = isinstance(payload["text"], str) and isinstance(payload["blocks"], list)
        return whom and said and isinstance(row.uploads, list)
    except (*UNREADABLE, AttributeError):
        return False


def set_aside(session: Session, delivery_id: int, *, now: datetime) -> None:
    """Let a damaged row fail with the error `damaged`. What cannot be read is kept as text.

    Raises CipherError, and sets nothing aside, if the keys of this process are not the ones of the database.
    """
    session.scalars(select(DatabaseState.secret)).first()
    raw = select(*(cast(getattr(Delivery, name), String) for name in _COLUMNS)).where(Delivery.id == delivery_id)
    values = dict(zip(_COLUMNS, session.execute(raw).one(), strict=True))
    cipher = cipher_of(session.get_bind().dialect)
    mended = {name: _COLUMNS[name]() for name, text in values.items() if not _is_readable(name, text, cipher)}
    if mended:
        mended["payload"] = {DAMAGED: {name: values[name] for name in {*mended, "payload"}}}
    over = {
        "state": DeliveryState.FAILED,
        "error": DAMAGED,
        "finished_at": now,
        "leased_by": None,
        "leased_until": None,
    }
    done = update(Delivery).where(Delivery.id == delivery_id).values(**over, waits_for="", **mended)
    session.execute(done.execution_options(synchronize_session=False))
    log.error("damaged", extra={"action": "delivery_damaged", "delivery": delivery_id})


def _is_readable(name: str, text: str | None, cipher: Cipher) -> bool:
    try:
        if name != "uploads" and text and text not in EMPTY:
            text = cipher.decrypt(text)
        return isinstance(json.loads(text or ""), _COLUMNS[name])
    except (ValueError, CipherError):
        return False
