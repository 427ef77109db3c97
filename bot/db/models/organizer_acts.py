"""The log of what organizers and admins did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import STAYS, becomes
from bot.domain.organizer_acts import Act


class OrganizerAct(WorkspaceRecord):
    """One act. Its detail is ids of members and values of settings, before and after; nobody's words.

    Without a program it is of the whole workspace.
    """

    __tablename__ = "organizer_acts"
    __table_args__ = (Index(None, "program_id", "id"), Index(None, "at"))

    program_id: Mapped[int | None] = mapped_column(ForeignKey("programs.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True, info=becomes(None)
    )
    act: Mapped[Act]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict, info=STAYS)
    at: Mapped[datetime]
