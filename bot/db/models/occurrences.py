"""Due moments, each done once, and the unprompted messages each person got: the cap is a constraint."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import GOES
from bot.db.models.programs import program_key
from bot.db.models.workspaces import member_key
from bot.domain.kinds import MessageKind
from bot.domain.states import OccurrenceState


class Occurrence(WorkspaceRecord):
    """One due moment of a program, claimed once. `zone` is set for personal kinds: the members of that zone."""

    __tablename__ = "occurrences"
    __table_args__ = (UniqueConstraint("program_id", "kind", "local_on", "zone"),)

    program_id: Mapped[int] = program_key()
    kind: Mapped[MessageKind]
    local_on: Mapped[date]
    zone: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime]
    state: Mapped[OccurrenceState]
    reason: Mapped[str] = mapped_column(default="")


class HeldPrompt(WorkspaceRecord):
    """A member's goal prompt of that day of theirs waits for the introduction that comes later on it."""

    __tablename__ = "held_prompts"
    __table_args__ = (UniqueConstraint("member_id", "local_on"),)

    program_id: Mapped[int] = program_key()
    member_id: Mapped[int] = member_key(GOES)
    local_on: Mapped[date]
    until: Mapped[datetime] = mapped_column(index=True)


class Notice(WorkspaceRecord):
    """One unprompted message to a person. At most five a week, two a day, one of a kind a day: by constraint."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("member_id", "week_on", "of_week"),
        UniqueConstraint("member_id", "local_on", "of_day"),
        UniqueConstraint("member_id", "local_on", "kind"),
        CheckConstraint("of_week BETWEEN 1 AND 5", name="of_week"),
        CheckConstraint("of_day BETWEEN 0 AND 2", name="of_day"),
    )

    member_id: Mapped[int] = member_key(GOES)
    kind: Mapped[MessageKind]
    local_on: Mapped[date]  # the member's own day
    week_on: Mapped[date]  # the Monday of that day
    of_week: Mapped[int]
    of_day: Mapped[int]  # 0: beside the day's messages
    sent_at: Mapped[datetime]
