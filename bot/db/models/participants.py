"""Members in programs, and whom they would rather not be paired with."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import WorkspaceRecord
from bot.db.erasing import GOES, STAYS, becomes, private_words
from bot.db.models.programs import program_key
from bot.db.models.workspaces import member_key
from bot.domain.states import Frequency, ParticipantState, Role


class Participant(WorkspaceRecord):
    """A member in one program."""

    __tablename__ = "participants"
    __table_args__ = (
        UniqueConstraint("program_id", "member_id"),
        CheckConstraint("capacity BETWEEN 1 AND 10", name="capacity"),
    )

    program_id: Mapped[int] = program_key()
    member_id: Mapped[int] = member_key()
    state: Mapped[ParticipantState] = mapped_column(default=ParticipantState.ACTIVE)
    state_changed_at: Mapped[datetime]
    joined_at: Mapped[datetime]
    welcomed_at: Mapped[
        datetime | None
    ]  # when they saw who sees what: on joining, or in the welcome after everyone was enrolled
    by_organizer_at: Mapped[datetime | None]  # when an organizer paused or removed them; until they were told of it
    paused_by_organizer: Mapped[bool] = mapped_column(default=False)  # the last pause was no choice of their own
    paused_until_on: Mapped[date | None]  # the first day back; kept after the pause until they were told
    skips_round: Mapped[int | None]  # the number of the round that they chose to sit out
    frequency: Mapped[Frequency] = mapped_column(default=Frequency.EVERY_ROUND)
    last_round: Mapped[int | None]  # the number of the last round in which they were introduced to a buddy
    name_in_public: Mapped[bool] = mapped_column(default=False, info=becomes(False))
    role: Mapped[Role] = mapped_column(default=Role.PEER)
    capacity: Mapped[int] = mapped_column(default=1)  # mentees a mentor takes at once
    mentor_line: Mapped[str] = private_words()  # what a mentor would like to help with, for mentees to read
    may_be_asked: Mapped[bool] = mapped_column(default=False)  # landed, and agreed to be asked for help now and then
    last_active_at: Mapped[datetime]  # the last time they did anything here
    asked_at: Mapped[datetime | None]  # when they were asked: stay, pause, leave
    account_reopened_at: Mapped[datetime | None]  # when their closed Slack account was opened again
    channel_left_at: Mapped[datetime | None]  # when they left the channel; not paired until they say that they stay
    farewell_at: Mapped[datetime | None]  # when the closing word of their program was decided
    advice_answered_at: Mapped[datetime | None]  # when they handed on advice to newcomers, or said "not now"
    notes_erased_at: Mapped[datetime | None]  # their notes had been kept for long enough after they left
    stays_outside_at: Mapped[datetime | None]  # they said that they stay in the program without the channel


class MentorInvitation(WorkspaceRecord):
    """An organizer asked this member to be a mentor. Their yes makes them one, and the row goes."""

    __tablename__ = "mentor_invitations"
    __table_args__ = (UniqueConstraint("program_id", "member_id"),)

    program_id: Mapped[int] = program_key()
    member_id: Mapped[int] = member_key(GOES)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), info=becomes(None))
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # when the question was decided to be sent, in their daytime
    declined_at: Mapped[datetime | None]


class ProgramApart(WorkspaceRecord):
    """The organizers of a program keep these two out of one group there; the smaller id comes first.

    Its people are told of no such rule, and take none along with their data.
    """

    __tablename__ = "program_apart"
    __table_args__ = (
        UniqueConstraint("program_id", "one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="two_people"),
    )

    program_id: Mapped[int] = program_key()
    one_id: Mapped[int] = member_key(GOES)
    other_id: Mapped[int] = member_key(GOES)
    created_at: Mapped[datetime]


class TogetherNext(WorkspaceRecord):
    """An organizer would like these people, who share a `number`, to be one group in the round of this `round_number`.

    It is the smallest of their ids.
    """

    __tablename__ = "together_next"
    __table_args__ = (UniqueConstraint("person_id", "round_number"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True, info=GOES)
    round_number: Mapped[int]
    number: Mapped[int]
    created_at: Mapped[datetime]


class ProgramInvitation(WorkspaceRecord):
    """An organizer would like this member to join. Their yes joins them, and the row goes."""

    __tablename__ = "program_invitations"
    __table_args__ = (UniqueConstraint("program_id", "member_id"),)

    program_id: Mapped[int] = program_key()
    member_id: Mapped[int] = member_key(GOES)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), info=becomes(None))
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # when the question was decided to be sent, in their daytime
    declined_at: Mapped[datetime | None]


class DoNotPair(WorkspaceRecord):
    """`member` does not want to be paired with `other`. Seen by `member` alone.

    When the other one erases their data, `other_hash` keeps the entry true: it is made with the database's secret from
    their Slack id, and tells nobody who they are.
    """

    __tablename__ = "do_not_pair"
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
