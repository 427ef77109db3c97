"""The advice that members hand on to newcomers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import GOES, private_words


class Advice(WorkspaceRecord):
    """One sentence of a participant for those who join after them. It is for others to read, and encrypted all the
    same; it goes when they take it back, leave, or an organizer takes it off: of that the row stays, without words.
    """

    __tablename__ = "advice"
    __table_args__ = (UniqueConstraint("participant_id"),)

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), info=GOES)
    text: Mapped[str] = private_words()
    is_named: Mapped[bool] = mapped_column(default=False)  # newcomers may read whose it is
    written_at: Mapped[datetime]
    taken_off_at: Mapped[datetime | None]  # by an organizer; its author reads so until they press it away
