"""Goals of a week, check-ins, and how a week went for a participant."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.encrypted import EncryptedJSON
from bot.db.erasing import STAYS, becomes, private_words

_COUNTS = text("undone_at IS NULL")


def participant_key(*, index: bool = True) -> Mapped[int]:
    """A column that names a participant; without an index of its own where a unique key begins with it."""
    return mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=index)


class Goal(WorkspaceRecord):
    """A participant's commitment for a week. `week_on` is its Monday; when and where are the plan."""

    __tablename__ = "goals"
    __table_args__ = (
        UniqueConstraint("participant_id", "week_on", "activity_id"),
        CheckConstraint("target BETWEEN 1 AND 20", name="target"),
    )

    participant_id: Mapped[int] = participant_key(index=False)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    week_on: Mapped[date] = mapped_column(index=True)
    target: Mapped[int] = mapped_column(default=1)
    plan_on: Mapped[date | None] = mapped_column(index=True, info=becomes(None))
    plan_at: Mapped[time | None] = mapped_column(info=becomes(None))  # wall time in the member's zone
    plan_place: Mapped[str] = private_words()
    planned_at: Mapped[datetime | None]  # when the plan last changed: nobody is reminded of what they just wrote
    is_private: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class CheckIn(WorkspaceRecord):
    """One check-in: something a participant did. `source` makes a repeated click or form count once. Notes are private
    to their author.

    It counts towards the goal of the same activity in the week of `done_on`. `meeting_id`: it is this meeting of a
    buddy group, and `event_id`: that they went to this event; each of them a participant counts once.
    """

    __tablename__ = "checkins"
    __table_args__ = (
        UniqueConstraint("participant_id", "source"),
        UniqueConstraint("participant_id", "meeting_id"),
        UniqueConstraint("participant_id", "event_id"),
        Index(  # all that a program's figures are counted from, so that they read no row
            "ix_checkins_counted",
            *("participant_id", "activity_id", "done_on", "workspace_id", "new_contact_count"),
            sqlite_where=_COUNTS,
            postgresql_where=_COUNTS,
        ),
    )

    participant_id: Mapped[int] = participant_key(index=False)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(info=STAYS)  # our own key
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="SET NULL"), index=True)
    done_on: Mapped[date] = mapped_column(index=True)
    with_whom: Mapped[str] = private_words()
    in_person: Mapped[bool | None]
    new_contacts: Mapped[list[str]] = mapped_column(EncryptedJSON, default=list, info=becomes(lambda _act: []))
    new_contact_count: Mapped[int] = mapped_column(default=0)  # of them; it is counted in totals
    companies: Mapped[str] = private_words()
    advice: Mapped[str] = private_words()
    # for a work-search record: `domain.work_search.Details`
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON, default=dict, info=becomes(lambda _act: {}))
    thanks: Mapped[str] = private_words()
    thanks_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True, info=becomes(None, also=("thanks",))
    )
    thanks_shared: Mapped[bool] = mapped_column(default=False)  # the author agreed that Kith passes it on
    # when Kith wrote them to somebody who gets no week of theirs, or told the author that nobody can be written to
    thanks_settled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class ParticipantWeek(WorkspaceRecord):
    """A participant's week beyond goals and check-ins: last activity, a hard week, a wish to be contacted."""

    __tablename__ = "participant_weeks"
    __table_args__ = (UniqueConstraint("participant_id", "week_on"),)

    participant_id: Mapped[int] = participant_key(index=False)
    week_on: Mapped[date] = mapped_column(index=True)
    last_active_at: Mapped[datetime | None]
    excused_at: Mapped[datetime | None]  # "hard week"
    contact_wanted_at: Mapped[datetime | None] = mapped_column(info=becomes(None))  # "ask someone to get in touch"
    contact_told_at: Mapped[datetime | None]  # when every organizer was told of that wish
    closed_at: Mapped[datetime | None]  # when the week closed while they took part
