"""Messages of organizers to the people of their program."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import GOES, becomes
from bot.db.models.programs import program_key
from bot.db.models.workspaces import member_key


class Broadcast(WorkspaceRecord):
    """One message, at most one a week and program."""

    __tablename__ = "broadcasts"
    __table_args__ = (UniqueConstraint("program_id", "week_on"),)

    program_id: Mapped[int] = program_key()
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), info=becomes(None, also=("words",))
    )
    words: Mapped[str] = mapped_column(default="", info=becomes(""))
    week_on: Mapped[date]
    sent_at: Mapped[datetime]


class BroadcastReader(WorkspaceRecord):
    """Somebody whom it is for. Who has no room for it that week finds it in App Home."""

    __tablename__ = "broadcast_readers"
    __table_args__ = (UniqueConstraint("broadcast_id", "member_id"),)

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int] = member_key(GOES)
    told_at: Mapped[datetime | None]  # when the message was decided
