"""Something to go to, and who goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import STAYS, becomes, words
from bot.db.models.goals import participant_key
from bot.db.models.programs import program_key
from bot.domain.events import Repeat


class Event(WorkspaceRecord):
    """An event of a program; `member` brought it. One that repeats has a row for each time, made once the one before
    it (`follows`) has begun.
    """

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("follows_id"),)

    program_id: Mapped[int] = program_key()
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True, info=becomes(None)
    )
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="SET NULL"))
    title: Mapped[str] = words()
    place: Mapped[str] = words()  # or a link
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]  # None where nobody said: it then counts as an hour
    zone: Mapped[str] = mapped_column(info=STAYS)  # by whose clock it was written down, and repeats
    in_person: Mapped[bool] = mapped_column(default=False)
    repeats: Mapped[Repeat | None]
    company_at: Mapped[datetime] = mapped_column(index=True)  # from when on goers are put in touch
    changes: Mapped[int] = mapped_column(default=0)  # how often its time or place was set anew
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class EventGoer(WorkspaceRecord):
    """A participant who goes. `company` is the first of those that were put in touch together, which happens once."""

    __tablename__ = "event_goers"
    __table_args__ = (UniqueConstraint("event_id", "participant_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = participant_key()
    wants_company: Mapped[bool] = mapped_column(default=False)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("event_goers.id", ondelete="SET NULL"), index=True)
    put_in_touch_at: Mapped[datetime | None]
    went: Mapped[bool | None]  # None: not said yet
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
