"""What people did, by Slack's own id of it: each counts once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import STAYS


class Interaction(WorkspaceRecord):
    """One press, form or command, stored with what it changed. It is kept as long as the texts of messages."""

    __tablename__ = "interactions"
    __table_args__ = (UniqueConstraint("trigger_id", "workspace_id"),)

    trigger_id: Mapped[str] = mapped_column(info=STAYS)  # Slack's, new for each; it names nobody
    arrived_at: Mapped[datetime]  # real time
