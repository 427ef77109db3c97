"""Asks, offers, and the help that follows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.encrypted import Encrypted
from bot.db.erasing import GOES, becomes, private_words
from bot.db.models.programs import program_key
from bot.db.models.workspaces import member_key
from bot.domain.asks import AskKind, AskOutcome, Audience, HelpAnswer
from bot.domain.helps import HelpKind


class Ask(WorkspaceRecord):
    """What a participant asks the people of the program for. Open until `lapses_at`, while it has no outcome."""

    __tablename__ = "asks"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), index=True, info=GOES
    )
    kind: Mapped[AskKind]
    text: Mapped[str] = mapped_column(Encrypted, info=GOES)
    company: Mapped[str] = private_words()
    audience: Mapped[Audience]
    in_summary: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    lapses_at: Mapped[datetime] = mapped_column(index=True)
    looked_at: Mapped[datetime | None]  # when it was last looked who could help
    outcome: Mapped[AskOutcome | None]
    settled_at: Mapped[datetime | None]


class Offer(WorkspaceRecord):
    """One line of what `member` can give, in all of their programs. One that is off is seen by nobody else."""

    __tablename__ = "offers"

    member_id: Mapped[int] = member_key(GOES)
    text: Mapped[str] = mapped_column(Encrypted, info=GOES)
    is_on: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class HelpQuestion(WorkspaceRecord):
    """Kith asks `member` whether they can help with an ask or an introduction: one a week, whatever their programs.

    Of an introduction it is known when it was shown, and until when nobody else is asked.
    """

    __tablename__ = "help_questions"
    __table_args__ = (
        UniqueConstraint("ask_id", "member_id"),
        UniqueConstraint("introduction_id", "member_id"),
        UniqueConstraint("member_id", "week_on"),
        CheckConstraint("(ask_id IS NULL) != (introduction_id IS NULL)", name="about_one"),
    )

    ask_id: Mapped[int | None] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"), index=True)
    introduction_id: Mapped[int | None] = mapped_column(
        ForeignKey("warm_introductions.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = member_key(GOES)
    week_on: Mapped[date]
    asked_at: Mapped[datetime]
    answer: Mapped[HelpAnswer | None]
    answered_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]
    quiet_until: Mapped[datetime | None]


class Help(WorkspaceRecord):
    """Help that `member` gives to `receiver`: a yes to an ask, or something given unasked. It counts once it is done,
    which the receiver says; what is given unasked is done at once.
    """

    __tablename__ = "helps"
    __table_args__ = (UniqueConstraint("ask_id", "member_id"),)

    program_id: Mapped[int] = program_key()
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True, info=becomes(None)
    )
    receiver_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True, info=becomes(None, also=())
    )
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("asks.id", ondelete="SET NULL"), index=True)
    kind: Mapped[HelpKind]
    given_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None] = mapped_column(index=True)
