"""The delivery ledger: one row for each Slack message to be sent once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.domain.states import DeliveryState


class Delivery(WorkspaceRecord):
    """One message. `target` and `payload` are JSON of `domain.messages`; `key` says what it is, once for all time."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index("ix_deliveries_state_created_at", "state", "created_at"),
    )

    key: Mapped[str]
    kind: Mapped[str]
    program_id: Mapped[int | None] = mapped_column(ForeignKey("programs.id", ondelete="SET NULL"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    target: Mapped[dict[str, Any]]
    payload: Mapped[dict[str, Any]]
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    slack_channel_id: Mapped[str | None]
    slack_ts: Mapped[str | None]
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]  # when the program drew its conclusion from a failure
