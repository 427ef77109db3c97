"""Councils: four to six participants who stay together for the whole programme, and their meetings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.encrypted import EncryptedJSON
from bot.db.erasing import STAYS, becomes, private_words
from bot.db.models.programs import program_key
from bot.domain.states import MeetingOutcome, WaitingWhy


class CouncilPlan(WorkspaceRecord):
    """That a program has councils, and how. They are proposed until `launched_at`."""

    __tablename__ = "council_plans"
    __table_args__ = (
        UniqueConstraint("program_id"),
        CheckConstraint("size BETWEEN 4 AND 6", name="size"),
        CheckConstraint("every_weeks BETWEEN 1 AND 2", name="every_weeks"),
    )

    program_id: Mapped[int] = program_key()
    size: Mapped[int] = mapped_column(default=5)  # people in a council, as near as numbers allow
    every_weeks: Mapped[int] = mapped_column(default=2)
    has_lines: Mapped[bool] = mapped_column(default=True)  # each writes one line after a meeting
    starts_on: Mapped[date]  # the Monday of the week of the first meeting
    seed: Mapped[int]
    basis: Mapped[str] = mapped_column(default="", info=STAYS)  # a hash of what the proposal was composed from
    composed_at: Mapped[datetime | None]  # when the proposal was last compared with its basis
    shown_at: Mapped[datetime | None]  # when organizers were first shown it
    launched_at: Mapped[datetime | None]


class Council(WorkspaceRecord):
    """A council of a program. `reasons` is pairing's data: why these people."""

    __tablename__ = "councils"
    __table_args__ = (UniqueConstraint("program_id", "number"),)

    program_id: Mapped[int] = program_key()
    number: Mapped[int]  # 1, 2, 3 … by which organizers know it
    # it quotes what they look for, what they offer, where they live
    reasons: Mapped[list[Any]] = mapped_column(EncryptedJSON, default=list, info=becomes(lambda _council: []))
    locked: Mapped[bool] = mapped_column(default=False)  # an organizer fixed it in the preview
    created_at: Mapped[datetime]
    introduce_at: Mapped[datetime | None] = mapped_column(index=True)  # when its people are next (re)introduced
    introduced_at: Mapped[datetime | None]  # the first time
    changed_at: Mapped[datetime | None]  # when somebody left or came since the group last read who is in it
    next_at: Mapped[datetime | None] = mapped_column(index=True)  # when the message about its next meeting is due
    dissolved_at: Mapped[datetime | None]  # its people went on in others; history stays
    withdrawn_at: Mapped[datetime | None]  # when its last message lost its buttons


class CouncilMember(WorkspaceRecord):
    """A participant of a council: of one at a time."""

    __tablename__ = "council_members"
    __table_args__ = (
        Index(
            "uq_council_members_present",
            "participant_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    joined_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # when they were introduced to the council
    left_at: Mapped[datetime | None]
    asked_away: Mapped[bool] = mapped_column(default=False)  # they wished for another one: told to nobody


class CouncilMeeting(WorkspaceRecord):
    """The n-th meeting of a council: planned, and what became of it."""

    __tablename__ = "council_meetings"
    __table_args__ = (UniqueConstraint("council_id", "number"),)

    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]  # 1, 2, 3 …
    week_on: Mapped[date]  # the Monday of its week
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id", ondelete="SET NULL"), info=STAYS)
    starts_at: Mapped[datetime | None] = mapped_column(index=True)  # None until the council has a time
    place: Mapped[str] = private_words()
    set_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("participants.id", ondelete="SET NULL"), info=becomes(None, also=("place",))
    )
    set_at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=0)  # how often its time or place was set anew
    told_at: Mapped[datetime | None]  # when the group read of it
    outcome: Mapped[MeetingOutcome | None]
    settled_at: Mapped[datetime | None]


class CouncilLine(WorkspaceRecord):
    """What one participant writes after a meeting: what they will try until the next. Their council alone reads it."""

    __tablename__ = "council_lines"
    __table_args__ = (UniqueConstraint("meeting_id", "participant_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("council_meetings.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    will_try: Mapped[str] = private_words()
    written_at: Mapped[datetime]


class CouncilWaiting(WorkspaceRecord):
    """A participant without a council while the program's councils go on: why, and when they are told."""

    __tablename__ = "council_waiting"
    __table_args__ = (UniqueConstraint("participant_id"),)

    program_id: Mapped[int] = program_key()
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    why: Mapped[WaitingWhy]
    help: Mapped[list[Any]] = mapped_column(default=list, info=STAYS)  # pairing's numbers: what would help
    since_at: Mapped[datetime]
    looked_at: Mapped[datetime]  # when Kith last looked for a council for them
    tell_at: Mapped[datetime | None]  # None while councils are only proposed
    told_at: Mapped[datetime | None]
