"""Rosters that organizers brought in: who stood in them, and what they filled in for these people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.encrypted import EncryptedJSON
from bot.db.erasing import GOES, becomes
from bot.db.models.programs import program_key


class Roster(WorkspaceRecord):
    """One file. Until its people are invited it is a draft, and goes after a day."""

    __tablename__ = "rosters"

    program_id: Mapped[int] = program_key()
    by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), info=becomes(None))
    created_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]


class RosterLine(WorkspaceRecord):
    """A line that says who, or may: without a member it is still to be chosen. `values`: fields of the profile, which
    wait for the person's own yes; the row goes once they have said something.
    """

    __tablename__ = "roster_lines"
    __table_args__ = (UniqueConstraint("roster_id", "number"),)

    roster_id: Mapped[int] = mapped_column(ForeignKey("rosters.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True, info=GOES)
    values: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON, default=dict, info=becomes({}))
    is_mentor: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[bool] = mapped_column(default=False)  # this roster invited them
