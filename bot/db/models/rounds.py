"""Rounds and their buddy groups. Who was introduced to whom is read from here; it is the history of pairing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.encrypted import EncryptedJSON
from bot.db.erasing import STAYS, becomes, private_words
from bot.db.models.programs import program_key
from bot.domain.states import MeetingAnswer, MeetingOutcome, RoundState, WaitingWhy


class Round(WorkspaceRecord):
    """A period with the same buddies: `starts_on` (a Monday) to `ends_on` (a Sunday), both included."""

    __tablename__ = "rounds"
    __table_args__ = (UniqueConstraint("program_id", "number"), UniqueConstraint("program_id", "starts_on"))

    program_id: Mapped[int] = program_key()
    number: Mapped[int]  # 1, 2, 3 …
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    seed: Mapped[int]
    state: Mapped[RoundState] = mapped_column(default=RoundState.RUNNING)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]  # None while it is only proposed
    # when people without a buddy were last looked after; of a proposal, when it was last compared with its basis
    matched_at: Mapped[datetime | None]
    listed_at: Mapped[datetime | None]  # when the list of its pairs was last drawn for the organizers
    basis: Mapped[str] = mapped_column(default="", info=STAYS)  # a hash of what a proposal was planned from
    least_half_hours: Mapped[int] = mapped_column(default=0)  # that people of a group share, as it was planned with
    shown_at: Mapped[datetime | None]  # when a proposal was sent to organizers: one of them may have planned it before


class BuddyGroup(WorkspaceRecord):
    """2 to 4 participants of one round. `reasons` is pairing's data: why these people."""

    __tablename__ = "buddy_groups"

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), index=True)
    proposer_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id", ondelete="SET NULL"), info=STAYS)
    # it quotes what they look for, what they offer, where they live
    reasons: Mapped[list[Any]] = mapped_column(EncryptedJSON, default=list, info=becomes(lambda _group: []))
    introduce_at: Mapped[datetime]  # daytime for all of them
    introduced_at: Mapped[datetime | None]
    dissolved_at: Mapped[datetime | None]  # a buddy changed or left; history stays
    withdrawn_at: Mapped[datetime | None]  # when the message of a dissolved group lost its buttons
    locked: Mapped[bool] = mapped_column(default=False)  # an organizer fixed it in the preview
    fit: Mapped[int | None]  # of 100: how well it meets the program's wishes, as it was planned
    # an organizer's own words, for organizers alone: why these people, against a softer rule
    why: Mapped[str] = private_words()
    why_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), info=becomes(None, also=("why",))
    )
    is_first: Mapped[bool] = mapped_column(default=True)  # none of them had another buddy in this round before


class Meeting(WorkspaceRecord):
    """A meeting of a buddy group, or a talk of a mentor pair: agreed on, or only said to have taken place.

    One at a time is open (no outcome).
    """

    __tablename__ = "meetings"
    __table_args__ = (
        Index(
            "uq_meetings_open",
            "group_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        Index(
            "uq_meetings_open_of_pair",
            "pair_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        CheckConstraint("(group_id IS NULL) != (pair_id IS NULL)", name="of_one"),
    )

    group_id: Mapped[int | None] = mapped_column(ForeignKey("buddy_groups.id", ondelete="CASCADE"), index=True)
    pair_id: Mapped[int | None] = mapped_column(ForeignKey("mentor_pairs.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime | None] = mapped_column(index=True)  # None where nobody said when
    place: Mapped[str] = private_words()
    set_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("participants.id", ondelete="SET NULL"), info=becomes(None, also=("place",))
    )
    set_at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=0)  # how often its time or place was set anew
    outcome: Mapped[MeetingOutcome | None]
    settled_at: Mapped[datetime | None]


class Worksheet(WorkspaceRecord):
    """What one participant wrote after a meeting: four short lines, read by those who were in the group then."""

    __tablename__ = "worksheets"
    __table_args__ = (UniqueConstraint("meeting_id", "participant_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    stuck: Mapped[str] = private_words()
    worked: Mapped[str] = private_words()
    advice: Mapped[str] = private_words()
    will_try: Mapped[str] = private_words()
    written_at: Mapped[datetime]


class GroupMember(WorkspaceRecord):
    """One participant of a buddy group, and what they said of the meeting. No answer is never counted as met."""

    __tablename__ = "group_members"
    __table_args__ = (UniqueConstraint("group_id", "participant_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("buddy_groups.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    answer: Mapped[MeetingAnswer | None]
    answered_at: Mapped[datetime | None]
    keep: Mapped[bool | None]  # "keep this buddy?", told to nobody unless all say so
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class Waiting(WorkspaceRecord):
    """A participant who has no buddy in a round at present: why, what would help, and when they are told."""

    __tablename__ = "waiting"
    __table_args__ = (UniqueConstraint("round_id", "participant_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    why: Mapped[WaitingWhy]
    help: Mapped[list[Any]] = mapped_column(default=list, info=STAYS)  # pairing's numbers: what would help
    since_at: Mapped[datetime]
    tell_at: Mapped[datetime | None]  # None while the round is only proposed
    told_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # found a buddy, left, or the round is over
