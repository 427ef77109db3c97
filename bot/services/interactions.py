"""Each thing that a person does counts once, by Slack's own id of it, however often it is sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.db.models import Interaction
from bot.db.upsert import insert_once


def is_new(session: Session, trigger_id: str, *, arrived_at: datetime) -> bool:
    """Whether this was not done before; it is from now on, if the transaction is committed. `arrived_at`: real time.

    Of several processes that are sent the same, one gets True. Without an id everything is new.
    """
    return not trigger_id or insert_once(session, Interaction, trigger_id=trigger_id, arrived_at=arrived_at)
