"""Workspaces: installed, revoked, uninstalled, erased after thirty days. Their sessions are bound to none of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Installation, OAuthState, Workspace
from bot.db.upsert import insert_once
from bot.domain.states import WorkspaceState

KEPT = timedelta(days=30)
RENEWAL_LEASE = timedelta(minutes=1)


@dataclass(frozen=True)
class Install:
    """What an install gave. Tokens are encrypted already; `slack_team_id` is empty for a whole organization."""

    slack_enterprise_id: str
    slack_team_id: str
    slack_app_id: str
    name: str
    bot_user_id: str
    scopes: str
    bot_token: str
    refresh_token: str | None
    expires_at: datetime | None


def install(session: Session, given: Install, *, now: datetime) -> Installation:
    """Store an install; a second one of the same workspace or organization replaces the first."""
    key = {"slack_enterprise_id": given.slack_enterprise_id, "slack_team_id": given.slack_team_id}
    values = {
        "slack_app_id": given.slack_app_id,
        "bot_user_id": given.bot_user_id,
        "scopes": given.scopes,
        "bot_token": given.bot_token,
        "refresh_token": given.refresh_token,
        "expires_at": given.expires_at,
        "renewing_until": None,
        "installed_at": now,
    }
    if not insert_once(session, Installation, **key, **values):
        session.execute(update(Installation).filter_by(**key).values(**values))
    installation = session.scalars(select(Installation).filter_by(**key)).one()
    if given.slack_team_id:
        workspace = ensure(session, slack_team_id=given.slack_team_id, now=now)
        workspace.slack_enterprise_id = given.slack_enterprise_id or None
        workspace.name, workspace.bot_user_id = given.name, given.bot_user_id
        workspace.installation_id = installation.id
        _set_state(workspace, WorkspaceState.ACTIVE, now=now)
    else:
        for workspace in _of_enterprise(session, given.slack_enterprise_id):
            workspace.installation_id = installation.id
            _set_state(workspace, WorkspaceState.ACTIVE, now=now)
    return installation


def ensure(session: Session, *, slack_team_id: str, now: datetime) -> Workspace:
    """The workspace with this Slack team id; made, active, if it is new."""
    insert_once(session, Workspace, slack_team_id=slack_team_id, installed_at=now, state_changed_at=now)
    return session.scalars(select(Workspace).where(Workspace.slack_team_id == slack_team_id)).one()


def meet(
    session: Session, *, slack_team_id: str, slack_enterprise_id: str | None, name: str, bot_user_id: str, now: datetime
) -> Workspace:
    """The workspace whose bot token the settings hold: known, active, with the name that Slack gives."""
    workspace = ensure(session, slack_team_id=slack_team_id, now=now)
    workspace.slack_enterprise_id, workspace.name, workspace.bot_user_id = slack_enterprise_id, name, bot_user_id
    _set_state(workspace, WorkspaceState.ACTIVE, now=now)
    return workspace


def admit_by_organization(
    session: Session, *, slack_team_id: str, slack_enterprise_id: str, now: datetime
) -> Workspace | None:
    """The workspace, made under its organization's install if it is new to us; None where there is no such install."""
    if not (slack_enterprise_id and slack_team_id):
        return None
    known = session.scalars(select(Workspace).where(Workspace.slack_team_id == slack_team_id)).first()
    installation = find_installation(session, slack_enterprise_id=slack_enterprise_id, slack_team_id="")
    if known is not None or installation is None:
        return known
    workspace = ensure(session, slack_team_id=slack_team_id, now=now)
    workspace.slack_enterprise_id, workspace.bot_user_id = slack_enterprise_id, installation.bot_user_id
    workspace.installation_id = installation.id
    return workspace


def find_installation(session: Session, *, slack_enterprise_id: str, slack_team_id: str) -> Installation | None:
    """The install of exactly this workspace, or with an empty team id of this organization."""
    return session.scalars(
        select(Installation).where(_is_install(slack_enterprise_id=slack_enterprise_id, slack_team_id=slack_team_id))
    ).first()


def installed(session: Session) -> list[Workspace]:
    """Workspaces in which Kith is and may speak by a token of an install, oldest first."""
    is_there = (Workspace.state == WorkspaceState.ACTIVE, Workspace.installation_id.is_not(None))
    return list(session.scalars(select(Workspace).where(*is_there).order_by(Workspace.id)))


def revoke(session: Session, workspace_id: int, *, now: datetime) -> bool:
    """As `stop`, where Slack refuses the workspace's token. False if Kith had stopped there before."""
    workspace = session.get_one(Workspace, workspace_id)
    if workspace.state is not WorkspaceState.ACTIVE:
        return False
    team_id = workspace.slack_team_id
    stop(session, slack_team_id=team_id, slack_enterprise_id="", state=WorkspaceState.REVOKED, now=now)
    return True


def stop(
    session: Session, *, slack_team_id: str, slack_enterprise_id: str, state: WorkspaceState, now: datetime
) -> int:
    """Stop in one workspace, or with an empty team id in all of an organization: Kith may no longer speak. Returns how
    many.
    """
    place = (
        Workspace.slack_team_id == slack_team_id
        if slack_team_id
        else Workspace.slack_enterprise_id == slack_enterprise_id
    )
    # Slack sends both events of a removal, in any order: a revoked token does not bring a removed workspace back.
    before = (WorkspaceState.ACTIVE,) if state is WorkspaceState.REVOKED else set(WorkspaceState) - {state}
    stopped = session.scalars(
        update(Workspace)
        .where(place, Workspace.state.in_(before))
        .values(state=state, state_changed_at=now)
        .returning(Workspace.id)
    ).all()
    session.execute(
        delete(Installation).where(_is_install(slack_enterprise_id=slack_enterprise_id, slack_team_id=slack_team_id))
    )
    return len(stopped)


def is_moved(session: Session) -> bool:
    """Whether this database was transferred to another one."""
    return session.scalar(select(Workspace.id).where(Workspace.state == WorkspaceState.MOVED).limit(1)) is not None


LEFT = DueQuery(
    select(Workspace).where(
        Workspace.state == WorkspaceState.UNINSTALLED, Workspace.state_changed_at <= now_plus(-KEPT)
    )
)


def erase_left(session: Session, *, now: datetime) -> list[str]:
    """Erase every row of workspaces that uninstalled Kith thirty days ago. Returns their Slack team ids.

    An organization's install goes with its last workspace: Slack reports removals by workspace.
    """
    gone = LEFT.ask(session, now=now).scalars().all()
    for workspace in gone:
        session.delete(workspace)
    session.flush()
    if organizations := {workspace.slack_enterprise_id for workspace in gone if workspace.slack_enterprise_id}:
        is_there = exists().where(Workspace.slack_enterprise_id == Installation.slack_enterprise_id)
        session.execute(
            delete(Installation).where(
                Installation.slack_enterprise_id.in_(organizations), Installation.installed_at <= now - KEPT, ~is_there
            ),
            execution_options={"synchronize_session": False},
        )
    return [workspace.slack_team_id for workspace in gone]


def begin_renewal(session: Session, *, installation_id: int, real_now: datetime) -> bool:
    """Whether the caller renews this token: one process at a time. A refresh token works once."""
    free = or_(Installation.renewing_until.is_(None), Installation.renewing_until < real_now)
    taken = session.execute(
        update(Installation)
        .where(Installation.id == installation_id, free)
        .values(renewing_until=real_now + RENEWAL_LEASE)
        .returning(Installation.id)
    )
    return taken.first() is not None


def issue_state(session: Session, *, state: str, lives: timedelta, most_a_minute: int, real_now: datetime) -> bool:
    """Remember an OAuth `state` that is handed out. False if too many were handed out in the last minute."""
    session.execute(delete(OAuthState).where(OAuthState.expires_at < real_now))
    a_minute_ago = OAuthState.expires_at > real_now + lives - timedelta(minutes=1)
    if (session.scalar(select(func.count()).where(a_minute_ago)) or 0) >= most_a_minute:
        return False
    session.add(OAuthState(state=state, expires_at=real_now + lives))
    return True


def consume_state(session: Session, *, state: str, real_now: datetime) -> bool:
    """Use up this `state`: True if it was handed out, not used and not too old. Old ones are deleted, too."""
    session.execute(delete(OAuthState).where(OAuthState.expires_at < real_now))
    used = session.execute(delete(OAuthState).where(OAuthState.state == state).returning(OAuthState.state))
    return used.first() is not None


def _is_install(*, slack_enterprise_id: str, slack_team_id: str) -> ColumnElement[bool]:
    if slack_team_id:
        return Installation.slack_team_id == slack_team_id
    return and_(Installation.slack_team_id == "", Installation.slack_enterprise_id == slack_enterprise_id)


def _of_enterprise(session: Session, slack_enterprise_id: str) -> list[Workspace]:
    return list(session.scalars(select(Workspace).where(Workspace.slack_enterprise_id == slack_enterprise_id)))


def _set_state(workspace: Workspace, state: WorkspaceState, *, now: datetime) -> None:
    if workspace.state is not state:
        workspace.state, workspace.state_changed_at = state, now
