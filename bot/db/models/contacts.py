"""A member's own book of people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.encrypted import EncryptedJSON
from bot.db.erasing import GOES, STAYS
from bot.db.models.workspaces import member_key
from bot.domain.contacts import Closeness


class Contact(WorkspaceRecord):
    """Somebody in the book of `member`, who alone ever sees it.

    What is noted is encrypted as one; `name_hash` (by the database's secret) finds the same name again. `buddy`: they
    were introduced to each other; the name is Slack's then. `double_of`: whether it is the same person has been asked
    and not been answered; until then it stands in no list.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("member_id", "buddy_id"),
        Index(None, "member_id", "name_hash"),
    )

    member_id: Mapped[int] = member_key(GOES)
    buddy_id: Mapped[int | None] = member_key(GOES)
    introduced_by_id: Mapped[int | None] = member_key(GOES)  # a member, who wrote down the name
    name_hash: Mapped[str] = mapped_column(default="", info=STAYS)
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON, default=dict, info=GOES)
    closeness: Mapped[Closeness] = mapped_column(default=Closeness.NEW)
    last_in_touch_on: Mapped[date | None]
    double_of_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
