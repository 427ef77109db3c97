"""What a member does to keep at it, beyond a single act: the cards on people they already know, small steps."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import GOES, private_words
from bot.db.models.workspaces import member_key
from bot.domain.known import Category
from bot.domain.path import Step


class KnownCard(WorkspaceRecord):
    """A card of "who I already know" that `member` is done with. Their names are contacts; seen by the member alone."""

    __tablename__ = "known_cards"
    __table_args__ = (UniqueConstraint("member_id", "category"),)

    member_id: Mapped[int] = member_key(GOES)
    category: Mapped[Category]
    named: Mapped[int] = mapped_column(default=0)  # how many people; 0: skipped
    answered_at: Mapped[datetime]


class Path(WorkspaceRecord):
    """`member` takes a small step a week; seen by the member alone. Who leaves the path has no row."""

    __tablename__ = "paths"
    __table_args__ = (UniqueConstraint("member_id"),)

    member_id: Mapped[int] = member_key(GOES)
    started_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]


class PathStep(WorkspaceRecord):
    """A step of the path that `member` took, last in the week of `week_on`; a goal of `activity` where it has one.

    Check-ins of that activity since `taken_at` count for it; without an activity `done_on` says that it is done.
    """

    __tablename__ = "path_steps"
    __table_args__ = (UniqueConstraint("member_id", "step"),)

    member_id: Mapped[int] = member_key(GOES)
    step: Mapped[Step]
    week_on: Mapped[date]
    taken_at: Mapped[datetime]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id", ondelete="SET NULL"), index=True)
    done_on: Mapped[date | None]
    forecast: Mapped[str] = private_words()
    result: Mapped[str] = private_words()
