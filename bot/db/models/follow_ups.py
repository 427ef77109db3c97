"""Next steps with people."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import GOES, private_words
from bot.db.models.workspaces import member_key
from bot.domain.follow_ups import Outcome


class FollowUp(WorkspaceRecord):
    """A next step of `member` with somebody; open until it has an outcome. Seen by the member alone.

    `whom` is written where it is nobody of their book. `checkin`: what it was noted with.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (UniqueConstraint("checkin_id"),)

    member_id: Mapped[int] = member_key(GOES)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    checkin_id: Mapped[int | None] = mapped_column(ForeignKey("checkins.id", ondelete="SET NULL"))
    due_on: Mapped[date] = mapped_column(index=True)
    planned_at: Mapped[datetime]  # when the day was chosen: nobody is reminded of what they just wrote
    whom: Mapped[str] = private_words()
    note: Mapped[str] = private_words()
    outcome: Mapped[Outcome | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
