"""Mentor pairs: asked for, running, over; what the two agreed on, when they talked, and the word at the end."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import STAYS, becomes, private_words
from bot.db.models.goals import participant_key
from bot.db.models.programs import program_key
from bot.domain.mentor_pairs import Closed


class MentorPair(WorkspaceRecord):
    """`participant` asks to be the mentee of `mentor`; a pair once that one says yes. `closed_at`: nothing is open.

    Only asked so far while it has no `starts_on`; it lasts to `ends_on`, included. `asks_anybody`: whoever suits, so
    that a no moves on to the next.
    """

    __tablename__ = "mentor_pairs"
    __table_args__ = (
        Index(
            "uq_mentor_pairs_open",
            "participant_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("participant_id != mentor_id", name="two_people"),
        CheckConstraint("(starts_on IS NULL) = (ends_on IS NULL)", name="days"),
        CheckConstraint("(closed_at IS NULL) = (closed IS NULL)", name="over"),
    )

    program_id: Mapped[int] = program_key()
    participant_id: Mapped[int] = participant_key()
    mentor_id: Mapped[int | None] = mapped_column(
        ForeignKey("participants.id", ondelete="SET NULL"), index=True, info=becomes(None, also=())
    )
    what_for: Mapped[str] = private_words()
    asks_anybody: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    lapses_at: Mapped[datetime] = mapped_column(index=True)
    declined_at: Mapped[datetime | None]  # the mentor said no; nobody learns of it
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    introduced_at: Mapped[datetime | None]
    mentee_goes_on: Mapped[bool] = mapped_column(default=False)  # beyond its end; told to nobody unless both say so
    mentor_goes_on: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    closed: Mapped[Closed | None]


class MentorAgreement(WorkspaceRecord):
    """What a pair agreed on, as last written: it holds once both agreed to these lines. Read by the two alone; gone
    with the data of either.
    """

    __tablename__ = "mentor_agreements"
    __table_args__ = (UniqueConstraint("pair_id"),)

    pair_id: Mapped[int] = mapped_column(ForeignKey("mentor_pairs.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = participant_key()  # the mentee
    mentor_id: Mapped[int | None] = mapped_column(
        ForeignKey("participants.id", ondelete="SET NULL"),
        index=True,
        info=becomes(None, also=("what_for", "how_often", "place", "until", "between_us")),
    )
    what_for: Mapped[str] = private_words()
    how_often: Mapped[str] = private_words()
    place: Mapped[str] = private_words()
    until: Mapped[str] = private_words()
    between_us: Mapped[str] = private_words()
    version: Mapped[int] = mapped_column(default=1)  # how often it was written
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id", ondelete="SET NULL"), info=STAYS)
    written_at: Mapped[datetime]
    mentee_agreed_at: Mapped[datetime | None]
    mentor_agreed_at: Mapped[datetime | None]


class MentorTalk(WorkspaceRecord):
    """`participant` said that the pair talked on that day; one a day, whoever says so."""

    __tablename__ = "mentor_talks"
    __table_args__ = (UniqueConstraint("pair_id", "talked_on"),)

    pair_id: Mapped[int] = mapped_column(ForeignKey("mentor_pairs.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = participant_key()
    talked_on: Mapped[date]
    said_at: Mapped[datetime]


class MentorWord(WorkspaceRecord):
    """A short word at the end of a pair, from `participant`; the other reads it only if it is `passed_on`."""

    __tablename__ = "mentor_words"
    __table_args__ = (UniqueConstraint("pair_id", "participant_id"),)

    pair_id: Mapped[int] = mapped_column(ForeignKey("mentor_pairs.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = participant_key()
    words: Mapped[str] = private_words()
    passed_on: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime]
