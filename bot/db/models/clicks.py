"""Clicks between their ack and their act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base


class KeptClick(Base):
    """A click that was acked and is still to be done: the row goes in the transaction that does it."""

    __tablename__ = "kept_clicks"
    __table_args__ = ({"sqlite_autoincrement": True},)  # an id that was taken never names another click

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]  # what Slack signed, as much as handlers read of it
    pressed_at: Mapped[datetime]  # product time, for the act
    kept_at: Mapped[datetime]  # real time, by which another process knows that the first one is gone
