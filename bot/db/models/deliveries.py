"""The delivery ledger, Slack's pace, opened conversations, and the workers that send."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, WorkspaceRecord
from bot.db.encrypted import EncryptedJSON
from bot.db.erasing import STAYS
from bot.domain.states import UNFINISHED, DeliveryRole, DeliveryState

_UNFINISHED = text(f"state IN ({', '.join(repr(str(state)) for state in UNFINISHED)})")


class Delivery(WorkspaceRecord):
    """One message. `target` and `payload` are JSON of `domain.messages`; `key` says what it is, once for all time.

    `created_at` is product time; every other instant of a delivery is real time.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("key", "workspace_id"),
        Index("ix_deliveries_state_created_at", "state", "created_at"),
        # what is to be carried on is found at once, however much was sent before; so is what is in its way
        *(
            Index(f"ix_deliveries_{name}", *columns, sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED)
            for name, columns in (
                ("unfinished", ("workspace_id", "urgent", "id")),
                ("place", ("target_key", "urgent", "id")),
            )
        ),
    )

    key: Mapped[str]
    kind: Mapped[str]
    program_id: Mapped[int | None] = mapped_column(ForeignKey("programs.id", ondelete="SET NULL"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    target: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)
    # the channel, or "m" and the id of each member, sorted and joined by "+": messages to it keep their order
    target_key: Mapped[str] = mapped_column(default="")
    urgent: Mapped[bool] = mapped_column(default=False)  # a person waits for it
    payload: Mapped[dict[str, Any]] = mapped_column(EncryptedJSON)
    version: Mapped[int] = mapped_column(default=1)  # of the payload; an update counts it up
    sent_version: Mapped[int] = mapped_column(default=0)  # the version that Slack shows
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)  # doubtful ones: each ended without Slack's word
    waits_for: Mapped[str] = mapped_column(default="")  # why it is not sent yet, for people
    leased_by: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    wakes_at: Mapped[datetime | None]  # from when on it may be carried on, unless somebody holds it
    history_cursor: Mapped[str | None]  # how far the look-up of a doubtful post has read
    claimed_at: Mapped[datetime | None]  # when it was first about to be posted: history is looked through from here
    slack_channel_id: Mapped[str | None]
    slack_ts: Mapped[str | None]
    uploads: Mapped[list[str]] = mapped_column(default=list)  # Slack's file ids, kept before they are shared
    files_shared: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]  # when the program drew its conclusion from a failure


class DeliveryPerson(WorkspaceRecord):
    """A member whom a message is from, is for, or names: what becomes of it when they erase their data.

    `services.privacy` deletes the row with the texts of the message.
    """

    __tablename__ = "delivery_people"
    __table_args__ = (UniqueConstraint("delivery_id", "member_id", "role"),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True, info=STAYS)
    role: Mapped[DeliveryRole]


class Conversation(WorkspaceRecord):
    """A direct message or group DM that was opened. `people` is a delivery's `target_key`."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("people", "workspace_id"),)

    people: Mapped[str]
    slack_channel_id: Mapped[str]


class Pace(WorkspaceRecord):
    """When the next call of a method may go to a workspace (or a channel of it): what every worker goes by.

    Times are real, in seconds since 1970: they are reckoned with in SQL, alike on both databases.
    """

    __tablename__ = "paces"
    __table_args__ = (UniqueConstraint("scope", "workspace_id"),)

    scope: Mapped[str]  # "chat.postMessage", or "chat.postMessage C123" for the channel's own pace
    free_at: Mapped[float] = mapped_column(default=0.0)
    urgent_free_at: Mapped[float] = mapped_column(default=0.0)
    paused_until: Mapped[float] = mapped_column(default=0.0)  # Slack said 429


class Worker(Base):
    """A process that sends. Its row is its heartbeat, by which operators and a restored backup tell who was there."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # host and process id, for people
