"""What a member does to keep at it, beyond a single act: the cards on people they already know."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import GOES
from bot.db.models.workspaces import member_key
from bot.domain.known import Category


class KnownCard(WorkspaceRecord):
    """A card of "who I already know" that `member` is done with. Their names are contacts; seen by the member alone."""

    __tablename__ = "known_cards"
    __table_args__ = (UniqueConstraint("member_id", "category"),)

    member_id: Mapped[int] = member_key(GOES)
    category: Mapped[Category]
    named: Mapped[int] = mapped_column(default=0)  # how many people; 0: skipped
    answered_at: Mapped[datetime]
