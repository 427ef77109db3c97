"""How searches ended."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.encrypted import EncryptedJSON
from bot.db.erasing import becomes, private_words
from bot.db.models.goals import participant_key
from bot.domain.landings import LandingKind, Shared, Source


class Landing(WorkspaceRecord):
    """A participant's search ended. Kind and source are counted in the program's totals, and stay when they erase.

    `trail`: what they passed on of it, as it read then; nobody is named in it. `days`: from its first step on.
    """

    __tablename__ = "landings"
    __table_args__ = (UniqueConstraint("participant_id"),)

    participant_id: Mapped[int] = participant_key()
    kind: Mapped[LandingKind]
    source: Mapped[Source]
    landed_at: Mapped[datetime]
    days: Mapped[int | None]
    role: Mapped[str] = private_words()
    starts_on: Mapped[date | None] = mapped_column(info=becomes(None))
    helped: Mapped[str] = private_words()
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    checkin_id: Mapped[int | None] = mapped_column(ForeignKey("checkins.id", ondelete="SET NULL"), index=True)
    told: Mapped[bool] = mapped_column(default=False, info=becomes(False))  # agreed that the channel is told
    shared: Mapped[Shared | None] = mapped_column(info=becomes(None))
    trail: Mapped[list[Any]] = mapped_column(EncryptedJSON, default=list, info=becomes(lambda _landing: []))
