"""Programs: what an organizer runs in one channel, with its rhythm, rules and catalogue."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import SavedJSON, WorkspaceRecord
from bot.db.erasing import GOES, STAYS, becomes
from bot.db.models.workspaces import member_key
from bot.domain.programs import MENTOR_WEEKS
from bot.domain.states import Joining, OddOne, ProgramState


def program_key() -> Mapped[int]:
    """A column that names a program."""
    return mapped_column(ForeignKey("programs.id", ondelete="CASCADE"), index=True)


class Program(WorkspaceRecord):
    """One program. `rhythm` is {kind: {"weekday": 0-6, "at": "HH:MM", "on": bool}}, see `domain.calendar.Rhythm`."""

    __tablename__ = "programs"
    __table_args__ = (
        CheckConstraint("round_weeks BETWEEN 1 AND 12", name="round_weeks"),
        CheckConstraint("group_size BETWEEN 2 AND 4", name="group_size"),
        CheckConstraint("last_round BETWEEN 1 AND 52", name="last_round"),
        CheckConstraint("preview_hours BETWEEN 0 AND 24", name="preview_hours"),
        Index(
            "uq_programs_slack_channel_id_not_ended",
            "slack_channel_id",
            "workspace_id",
            unique=True,
            sqlite_where=text("state != 'ended'"),
            postgresql_where=text("state != 'ended'"),
        ),
    )

    slack_channel_id: Mapped[str]
    is_private: Mapped[bool] = mapped_column(default=True)  # the channel; until Slack says otherwise
    name: Mapped[str]
    preset: Mapped[str]
    zone: Mapped[str]
    state: Mapped[ProgramState] = mapped_column(default=ProgramState.RUNNING, index=True)
    state_reason: Mapped[str] = mapped_column(default="")
    state_changed_at: Mapped[datetime]
    created_at: Mapped[datetime]
    reported_at: Mapped[datetime | None]  # when the last digest and the final report of an ended program were decided
    orphan_told_at: Mapped[datetime | None]  # when admins were told that nobody organizes it any more
    due_checked_at: Mapped[datetime]  # every due moment up to here was done or skipped
    channel_read_at: Mapped[datetime | None]  # when Slack was last asked who is in the channel
    channel_people: Mapped[int | None]  # how many that were, without Kith, and who came and went since
    starts_on: Mapped[date]  # the Monday of the first round
    ends_on: Mapped[date | None]  # its last day; it ends by itself after it
    buddy_rounds: Mapped[bool] = mapped_column(default=True)  # False: councils alone, rounds pair nobody
    last_round: Mapped[int | None]  # the number of the round after which it ends by itself
    # What its organizers say in their own words, see `domain.own_texts`; empty: Kith's
    announcement: Mapped[str] = mapped_column(default="", info=STAYS)
    welcome_word: Mapped[str] = mapped_column(default="", info=STAYS)
    prompt_line: Mapped[str] = mapped_column(default="", info=STAYS)
    checkin_line: Mapped[str] = mapped_column(default="", info=STAYS)
    starters: Mapped[str] = mapped_column(default="", info=STAYS)
    closing_word: Mapped[str] = mapped_column(default="", info=STAYS)
    round_weeks: Mapped[int] = mapped_column(default=2)
    group_size: Mapped[int] = mapped_column(default=2)
    odd_one: Mapped[OddOne] = mapped_column(default=OddOne.TRIO)
    joining: Mapped[Joining] = mapped_column(default=Joining.BY_CHOICE)
    pairs_guests: Mapped[bool] = mapped_column(default=False)
    in_person: Mapped[bool] = mapped_column(default=False)
    conduct: Mapped[str] = mapped_column(default="", info=STAYS)  # how people treat each other; empty: the usual words
    has_mentors: Mapped[bool] = mapped_column(default=False)  # members may ask for a mentor, beside their buddies
    mentor_weeks: Mapped[int] = mapped_column(default=MENTOR_WEEKS)  # how long a mentor pair lasts
    weights: Mapped[str] = mapped_column(default="balanced")  # a preset's name in domain.pairing
    min_common_half_hours: Mapped[int | None]  # None: as suits the people's days
    lowers_hours: Mapped[bool] = mapped_column(default=True)  # for somebody whom they would leave without a buddy
    circle_rule: Mapped[str] = mapped_column(default="")  # a key of domain.programs.CIRCLE_RULES
    preview_hours: Mapped[int] = mapped_column(default=0)
    holiday_country: Mapped[str] = mapped_column(default="")  # whose public holidays are offered as breaks
    holiday_region: Mapped[str] = mapped_column(default="")
    digest_channel_id: Mapped[str | None]  # None: by direct message to each organizer
    rhythm: Mapped[dict[str, Any]] = mapped_column(SavedJSON)
    seed: Mapped[int]


class ChannelPerson(WorkspaceRecord):
    """A member in a program's channel: they can join from App Home; they alone are shown one of a private channel."""

    __tablename__ = "channel_people"
    __table_args__ = (UniqueConstraint("program_id", "member_id"),)

    program_id: Mapped[int] = program_key()
    member_id: Mapped[int] = member_key(GOES)


class ProgramBreak(WorkspaceRecord):
    """Days without messages, both ends included."""

    __tablename__ = "program_breaks"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="order"),)

    program_id: Mapped[int] = program_key()
    from_on: Mapped[date]
    until_on: Mapped[date]


class Organizer(WorkspaceRecord):
    """A member who may configure a program and reads its digests."""

    __tablename__ = "organizers"
    __table_args__ = (UniqueConstraint("program_id", "member_id"),)

    program_id: Mapped[int] = program_key()
    member_id: Mapped[int] = member_key(GOES)


class Viewer(WorkspaceRecord):
    """A member who reads a program's digests and reports without names, and changes nothing."""

    __tablename__ = "viewers"
    __table_args__ = (UniqueConstraint("program_id", "member_id"),)

    program_id: Mapped[int] = program_key()
    member_id: Mapped[int] = member_key(GOES)


class Activity(WorkspaceRecord):
    """A kind of networking act in the program's catalogue. `key` is stable; `name` is what people read."""

    __tablename__ = "activities"
    __table_args__ = (UniqueConstraint("program_id", "key"),)

    program_id: Mapped[int] = program_key()
    key: Mapped[str]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]


class DefaultGoal(WorkspaceRecord):
    """One of the goals that the Monday prompt offers in one click."""

    __tablename__ = "default_goals"
    __table_args__ = (
        UniqueConstraint("program_id", "activity_id"),
        CheckConstraint("target BETWEEN 1 AND 20", name="target"),
        CheckConstraint("round_week BETWEEN 1 AND 12", name="round_week"),
        CheckConstraint("every_rounds BETWEEN 1 AND 12", name="every_rounds"),
    )

    program_id: Mapped[int] = program_key()
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id", ondelete="CASCADE"))
    target: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)
    round_week: Mapped[int | None]  # in which week of a round it is offered, see `domain.presets.OfferWeeks`
    every_rounds: Mapped[int] = mapped_column(default=1)


class DigestItem(WorkspaceRecord):
    """A thing to act on that a digest listed, and which organizer said "I've got this"."""

    __tablename__ = "digest_items"
    __table_args__ = (UniqueConstraint("program_id", "key"),)

    program_id: Mapped[int] = program_key()
    key: Mapped[str] = mapped_column(info=STAYS)
    subjects: Mapped[list[Any]] = mapped_column(default=list, info=STAYS)  # ids of the participants it is about
    listed_at: Mapped[datetime]
    last_listed_at: Mapped[datetime]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), info=becomes(None))
    taken_at: Mapped[datetime | None]
