"""Ways in to the page in a browser: one-use links, sessions, and what somebody may read there.

Times are real times, not product time: they guard a door. Whether somebody still may is asked at every request, so a
session is worth nothing once the account is closed, the app removed, or the role gone.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.db.models import Member, PageLink, PageSession, Program, Workspace
from bot.db.session import bind_workspace
from bot.domain.errors import LinkOverError, NoProgramError, NotFullMemberError
from bot.domain.states import ProgramState
from bot.services import admins, members, organizers, viewers
from bot.services.conditions import may_speak
from bot.services.members import Actor

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)


@dataclass(frozen=True)
class Reader:
    """Who is signed in, as the page shows them."""

    actor: Actor
    name: str
    slack_team_id: str


@dataclass(frozen=True)
class Shelf:
    """A program that somebody may read on the page; `may_change`: they organize it."""

    program_id: int
    name: str
    slack_channel_id: str
    zone: str
    state: ProgramState
    may_change: bool


def make_link(session: Session, actor: Actor, *, now: datetime, lasts: timedelta = LINK_LASTS) -> str:
    """The token of a link that signs the actor in once; links made before are worth nothing from now on.

    Raises NotFullMemberError for a guest.
    """
    if session.get_one(Member, actor.member_id).is_guest:
        raise NotFullMemberError(f"member {actor.member_id}")
    session.execute(delete(PageLink).where((PageLink.member_id == actor.member_id) | (PageLink.expires_at <= now)))
    token = secrets.token_urlsafe(32)
    session.add(PageLink(member_id=actor.member_id, token_hash=_hashed(token), expires_at=now + lasts))
    session.flush()
    return token


def use_link(session: Session, token: str, *, now: datetime) -> str:
    """Use a link up; the token of a new session. Raises LinkOverError if it was used, is too old, or never was."""
    link = session.scalar(
        select(PageLink).where(PageLink.token_hash == _hashed(token), PageLink.expires_at > now).with_for_update()
    )
    if link is None:
        raise LinkOverError("no such link")
    bind_workspace(session, link.workspace_id)
    member_id = link.member_id
    session.delete(link)
    session.flush()
    return open_session(session, member_id, now=now)


def open_session(session: Session, member_id: int, *, now: datetime) -> str:
    """Sign a member of the session's workspace in; what the cookie is to hold. Raises NotFullMemberError for guests."""
    if session.get_one(Member, member_id).is_guest:
        raise NotFullMemberError(f"member {member_id}")
    session.execute(delete(PageSession).where(PageSession.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(PageSession(member_id=member_id, token_hash=_hashed(token), expires_at=now + SESSION_LASTS))
    session.flush()
    return token


def sign_in(session: Session, *, slack_team_id: str, slack_user_id: str, now: datetime) -> str:
    """Sign in whom Slack says somebody is; what the cookie is to hold.

    Raises NotFoundError where Kith is not in that workspace, NoProgramError for somebody whom it does not know there,
    NotFullMemberError for guests.
    """
    actor = members.known(session, slack_team_id=slack_team_id, slack_user_id=slack_user_id)
    member = session.get_one(Member, actor.member_id)
    if member.deactivated_at or member.erased_at:
        raise NoProgramError(f"member {member.id}")
    return open_session(session, member.id, now=now)


def close_session(session: Session, token: str) -> None:
    """Sign out."""
    session.execute(delete(PageSession).where(PageSession.token_hash == _hashed(token)))


def reader_or_none(session: Session, token: str, *, now: datetime) -> Reader | None:
    """Who is signed in by this token, bound to their workspace; None once it is over for any reason."""
    found = session.execute(
        select(
            Member.id,
            Member.workspace_id,
            Member.slack_user_id,
            Member.name,
            Workspace.slack_team_id,
        )
        .join(PageSession, PageSession.member_id == Member.id)
        .join(Workspace, Workspace.id == Member.workspace_id)
        .where(PageSession.token_hash == _hashed(token), PageSession.expires_at > now, may_speak())
        .where(Member.deactivated_at.is_(None), Member.erased_at.is_(None), Member.is_guest.is_(False))
    ).first()
    if found is None:
        return None
    bind_workspace(session, found.workspace_id)
    actor = Actor(found.workspace_id, found.id, found.slack_user_id)
    return Reader(actor, found.name, found.slack_team_id)


def shelves(session: Session, actor: Actor) -> list[Shelf]:
    """The programs that the actor organizes, then those that they read along."""
    mine, read = organizers.programs_of(session, actor), viewers.programs_of(session, actor)
    return [*(_shelf(one, may_change=True) for one in mine), *(_shelf(one, may_change=False) for one in read)]


def shelf(session: Session, actor: Actor, program_id: int) -> Shelf:
    """A program, for somebody who may read it. Raises as `viewers.require_reader`."""
    program = viewers.require_reader(session, actor, program_id)
    organizes = organizers.is_organizer(session, program_id=program_id, member_id=actor.member_id)
    return _shelf(program, may_change=organizes)


def may_open(session: Session, actor: Actor) -> bool:
    """Whether there is anything on the page for the actor."""
    return bool(shelves(session, actor)) or admins.is_admin(session, actor.member_id)


def _shelf(program: Program, *, may_change: bool) -> Shelf:
    return Shelf(program.id, program.name, program.slack_channel_id, program.zone, program.state, may_change)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
