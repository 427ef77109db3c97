"""Introductions: where somebody would like to get, about what others may be asked, and what is asked for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.encrypted import Encrypted
from bot.db.erasing import GOES, STAYS, becomes, private_words
from bot.db.models.workspaces import member_key
from bot.domain.introductions import IntroductionOutcome, Way


class TargetCompany(WorkspaceRecord):
    """A company that `member` would like to get to know. Seen by `member` alone."""

    __tablename__ = "target_companies"

    member_id: Mapped[int] = member_key(GOES)
    name: Mapped[str] = mapped_column(Encrypted, info=GOES)
    created_at: Mapped[datetime]


class KnownPlace(WorkspaceRecord):
    """About this Kith may ask `member` for an introduction: a company by its name, the employer of their profile
    (`is_employer`), or somebody of their book. Seen by `member` alone.
    """

    __tablename__ = "known_places"
    __table_args__ = (UniqueConstraint("member_id", "contact_id"),)

    member_id: Mapped[int] = member_key(GOES)
    name: Mapped[str] = mapped_column(Encrypted, default="", info=GOES)
    is_employer: Mapped[bool] = mapped_column(default=False)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class WarmIntroduction(WorkspaceRecord):
    """An introduction that `member` asks for. Whoever is asked, one after the other, has a `HelpQuestion` about it.

    Open while it has no outcome; `next_at` is when it is to be looked at next. Once it came about, `knower` introduced
    them to `whom`. `told_on`: the day of the message about their week in which they read what became of it.
    """

    __tablename__ = "warm_introductions"

    member_id: Mapped[int] = member_key(GOES)
    company: Mapped[str] = private_words()
    person: Mapped[str] = private_words()
    what_for: Mapped[str] = private_words()
    created_at: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[IntroductionOutcome | None]
    settled_at: Mapped[datetime | None]
    knower_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True, info=becomes(None, also=("whom",))
    )
    whom: Mapped[str] = private_words()
    way: Mapped[Way | None]
    put_in_touch_at: Mapped[datetime | None]
    told_on: Mapped[date | None]


class NotIntroduced(WorkspaceRecord):
    """`member` wants no introductions of `other`: neither to be asked by them nor to be introduced through them. Seen
    by `member` alone; it outlives that the other erases their data as `DoNotPair` does.
    """

    __tablename__ = "not_introduced"
    __table_args__ = (
        UniqueConstraint("member_id", "other_id"),
        UniqueConstraint("member_id", "other_hash"),
        CheckConstraint("member_id != other_id", name="two_people"),
        CheckConstraint("other_id IS NULL OR other_hash IS NULL", name="one_other"),
    )

    member_id: Mapped[int] = member_key(GOES)
    other_id: Mapped[int | None] = member_key(GOES)
    other_hash: Mapped[str | None] = mapped_column(info=STAYS)
    created_at: Mapped[datetime]
