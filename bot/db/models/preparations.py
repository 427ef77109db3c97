"""What members write before a chat."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.encrypted import EncryptedJSON
from bot.db.erasing import GOES
from bot.db.models.workspaces import member_key


class Preparation(WorkspaceRecord):
    """A page of `member`, who alone ever sees it: for a planned goal, a buddy group's meeting, or somebody by name.

    Whom they meet, the questions and what they wrote are encrypted as one. Which questions were asked before, and which
    are to come again, is read from the pages. `checkin`: where it stands what came of the chat.
    """

    __tablename__ = "preparations"
    __table_args__ = (UniqueConstraint("member_id", "goal_id"), UniqueConstraint("member_id", "meeting_id"))

    member_id: Mapped[int] = member_key(GOES)
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goals.id", ondelete="SET NULL"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"), index=True)
    checkin_id: Mapped[int | None] = mapped_column(ForeignKey("checkins.id", ondelete="SET NULL"), index=True)
    page: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON, default=dict, info=GOES)
    created_at: Mapped[datetime]
