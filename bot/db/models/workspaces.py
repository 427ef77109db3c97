"""Workspaces that installed Kith, and the people in them."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.base import Base, WorkspaceRecord
from bot.db.encrypted import Encrypted
from bot.db.erasing import STAYS, becomes, words
from bot.domain.home import Room
from bot.domain.states import Starters, WorkspaceState


class Installation(Base):
    """What an OAuth install gave: the bot token of one workspace, or of all workspaces of an organization.

    `slack_team_id` is empty for an org-wide install, `slack_enterprise_id` outside Enterprise Grid.
    """

    __tablename__ = "installations"
    __table_args__ = (UniqueConstraint("slack_enterprise_id", "slack_team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slack_enterprise_id: Mapped[str] = mapped_column(default="")
    slack_team_id: Mapped[str] = mapped_column(default="")
    slack_app_id: Mapped[str] = mapped_column(default="")
    bot_user_id: Mapped[str] = mapped_column(default="")
    scopes: Mapped[str] = mapped_column(default="")
    bot_token: Mapped[str] = mapped_column(Encrypted)
    refresh_token: Mapped[str | None] = mapped_column(Encrypted)
    expires_at: Mapped[datetime | None]
    renewing_until: Mapped[datetime | None]  # a process is renewing the token; others use the old one, still valid
    installed_at: Mapped[datetime]


class DatabaseState(Base):
    """One row, made at the first start. `secret` is random: by it a start finds out whether the keys fit, and Slack ids
    of people who erased their data are hashed (`bot.services.hashing`). `erased_at`: since then something was
    erased whose traces are still to be wiped (`bot.db.wiping`).
    """

    __tablename__ = "database_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret: Mapped[str] = mapped_column(Encrypted)
    erased_at: Mapped[datetime | None]


class OAuthState(Base):
    """A `state` parameter that was handed out and not yet used."""

    __tablename__ = "oauth_states"

    state: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class Workspace(Base):
    """One Slack team that installed Kith."""

    __tablename__ = "workspaces"

    id: Mapped[int] = mapped_column(primary_key=True)
    slack_team_id: Mapped[str] = mapped_column(unique=True)
    slack_enterprise_id: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="")
    bot_user_id: Mapped[str | None]
    state: Mapped[WorkspaceState] = mapped_column(default=WorkspaceState.ACTIVE)
    state_changed_at: Mapped[datetime]
    installed_at: Mapped[datetime]
    starters: Mapped[Starters] = mapped_column(default=Starters.EVERYONE)  # who may start programs
    installation_id: Mapped[int | None] = mapped_column(
        ForeignKey("installations.id", ondelete="SET NULL"), index=True
    )  # None: the token comes from the settings
    # A backup of that time was put back: until then, whatever is decided may have been sent before the restore
    doubted_from: Mapped[datetime | None]
    doubted_until: Mapped[datetime | None]


class Member(WorkspaceRecord):
    """A person in a workspace, with the profile they chose to write. Everything in the profile is optional."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("slack_user_id", "workspace_id"),)

    slack_user_id: Mapped[str] = mapped_column(info=becomes(lambda member: f"erased-{member.id}"))
    name: Mapped[str] = words()
    zone: Mapped[str] = mapped_column(default="UTC", info=becomes("UTC"))
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)  # or owner, of the workspace
    may_start: Mapped[bool] = mapped_column(default=False)  # counts where `Workspace.starters` says named people
    deactivated_at: Mapped[datetime | None]
    seen_in_slack_at: Mapped[datetime | None]  # when users.info was last read; None: zone and flags are unknown
    targeting: Mapped[str] = words()
    # Kept to one program: shown in no other, nor in any should that one be gone
    targeting_kept: Mapped[bool] = mapped_column(default=False, info=becomes(False))
    targeting_program_id: Mapped[int | None] = mapped_column(
        ForeignKey("programs.id", ondelete="SET NULL"), index=True, info=becomes(None)
    )
    offers: Mapped[str] = words()
    asks: Mapped[str] = words()
    school: Mapped[str] = words()
    employer: Mapped[str] = words()
    field: Mapped[str] = words()
    city: Mapped[str] = words()
    link: Mapped[str] = words()
    works_from: Mapped[time] = mapped_column(default=time(9), info=becomes(time(9)))
    works_until: Mapped[time] = mapped_column(default=time(17), info=becomes(time(17)))
    online_first: Mapped[bool] = mapped_column(default=False, info=becomes(False))  # comfort rules, read by nobody else
    not_my_employer: Mapped[bool] = mapped_column(default=False, info=becomes(False))
    help_limit: Mapped[int | None] = mapped_column(info=becomes(None))  # how often a month they may be asked for help
    home_room: Mapped[Room | None] = mapped_column(info=becomes(None))  # where they are in App Home
    erased_at: Mapped[datetime | None]
    # of the Slack id that was erased, by the database's secret: nobody is enrolled once more who went so
    erased_hash: Mapped[str | None] = mapped_column(info=STAYS)


def member_key(erased: dict[Any, Any] | None = None) -> Mapped[int]:
    """A column that names a member; `erased`: what becomes of it, see `bot.db.erasing`."""
    return mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True, info=erased)
