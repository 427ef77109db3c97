"""Members of a workspace: stored when Kith first sees them, kept as Slack describes them."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import CheckIn, Member, Organizer, PageSession, Participant, Program, Workspace
from bot.db.session import bind_workspace
from bot.db.upsert import insert_once
from bot.domain.calendar import known_zones, local
from bot.domain.errors import NoProgramError, NotFoundError
from bot.domain.messages import Reader
from bot.domain.states import ParticipantState
from bot.services import workspaces
from bot.services.conditions import may_speak, takes_part
from bot.services.hashing import own_hasher

log = logging.getLogger(__name__)

DESCRIBE_EVERY = timedelta(days=3)  # Slack sends changes as events; this is for events that were lost
ASK_FOR = timedelta(weeks=2)  # how long somebody whose account was opened again is paused, unless they answer


@dataclass(frozen=True)
class Actor:
    """Who is asking, from Slack's authenticated identity."""

    workspace_id: int
    member_id: int
    slack_user_id: str


@dataclass(frozen=True)
class SlackPerson:
    """What Slack tells about a person."""

    slack_user_id: str
    name: str
    zone: str
    is_bot: bool
    is_guest: bool
    is_deactivated: bool
    is_admin: bool = False  # or owner


@dataclass(frozen=True)
class Installed:
    """A workspace that Kith is installed in; `bot_user_id` is Kith itself there."""

    id: int
    bot_user_id: str | None


_ZONE = select(Member.zone).where(Member.id == bindparam("member_id"))
# Every click begins with it: built once, and no more columns than it takes.
_WHO = (
    select(Workspace.id, Member.id)
    .outerjoin(Member, and_(Member.workspace_id == Workspace.id, Member.slack_user_id == bindparam("slack_user_id")))
    .where(Workspace.slack_team_id == bindparam("slack_team_id"), may_speak())
)


def enter(
    session: Session, *, slack_team_id: str, slack_user_id: str, now: datetime, slack_enterprise_id: str = ""
) -> Actor:
    """Bind the session to the person's workspace and say who they are. Raises NotFoundError for an unknown team.

    A workspace whose organization installed Kith for all its workspaces is known from its first request on.
    """
    workspaces.admit_by_organization(
        session, slack_team_id=slack_team_id, slack_enterprise_id=slack_enterprise_id, now=now
    )
    workspace_id, member_id = _who(session, slack_team_id=slack_team_id, slack_user_id=slack_user_id)
    return Actor(workspace_id, member_id or ensure(session, slack_user_id=slack_user_id).id, slack_user_id)


def known(session: Session, *, slack_team_id: str, slack_user_id: str) -> Actor:
    """As `enter`, without writing. Raises NoProgramError for somebody whom Kith does not know."""
    workspace_id, member_id = _who(session, slack_team_id=slack_team_id, slack_user_id=slack_user_id)
    if member_id is None:
        raise NoProgramError(f"{slack_user_id} is not known")
    return Actor(workspace_id, member_id, slack_user_id)


def _who(session: Session, *, slack_team_id: str, slack_user_id: str) -> tuple[int, int | None]:
    found = session.execute(_WHO, {"slack_team_id": slack_team_id, "slack_user_id": slack_user_id}).first()
    if found is None:
        raise NotFoundError(f"workspace {slack_team_id} has not installed Kith")
    bind_workspace(session, found[0])
    return found[0], found[1]


def names(session: Session) -> dict[str, str]:
    """The people of the session's workspace who can be named or chosen: Slack id -> name, by name."""
    rows = session.execute(
        select(Member.slack_user_id, Member.name)
        .where(Member.is_bot.is_(False), Member.deactivated_at.is_(None), Member.erased_at.is_(None))
        .order_by(func.lower(Member.name), Member.id)
    )
    return {row[0]: row[1] or row[0] for row in rows}


def workspace_of(session: Session, *, slack_team_id: str) -> Installed:
    """Bind the session to the active workspace of this Slack team. Raises NotFoundError where there is none."""
    workspace = session.scalar(select(Workspace).where(Workspace.slack_team_id == slack_team_id, may_speak()))
    if workspace is None:
        raise NotFoundError(f"workspace {slack_team_id} has not installed Kith")
    bind_workspace(session, workspace.id)
    return Installed(workspace.id, workspace.bot_user_id)


def zone_of(session: Session, member_id: int) -> str:
    """The zone that Slack gives for the member."""
    return session.scalars(_ZONE, {"member_id": member_id}).one()


def reader(session: Session, member_id: int, *, now: datetime) -> Reader:
    """The member as the reader of a message today."""
    member = session.get_one(Member, member_id)
    return Reader(member.id, member.slack_user_id, member.zone, local(now, member.zone).date())


def ensure(session: Session, *, slack_user_id: str) -> Member:
    """The member with this Slack id in the session's workspace; made on first sight, with zone and flags unknown."""
    insert_once(session, Member, slack_user_id=slack_user_id)
    return session.scalars(select(Member).where(Member.slack_user_id == slack_user_id)).one()


def who_erased(session: Session, slack_user_ids: Collection[str]) -> set[str]:
    """Those of these people who erased their data here, found by their hashes: Kith begins nothing with them."""
    hashes = set(session.scalars(select(Member.erased_hash).where(Member.erased_hash.is_not(None))))
    if not hashes:
        return set()
    hashed = own_hasher(session)
    return {one for one in slack_user_ids if hashed(one) in hashes}


def names_of(session: Session, slack_user_ids: Collection[str]) -> dict[str, str]:
    """By Slack id, the names of those of these people whom Kith knows."""
    if not slack_user_ids:
        return {}
    known = select(Member.slack_user_id, Member.name).where(Member.slack_user_id.in_(slack_user_ids), Member.name != "")
    return {row[0]: row[1] for row in session.execute(known)}


def mark_gone(session: Session, *, slack_user_id: str, now: datetime) -> None:
    """Treat this person as deactivated until Slack says otherwise: Slack does not let Kith write to them."""
    member = ensure(session, slack_user_id=slack_user_id)
    member.deactivated_at = member.deactivated_at or now


def is_known(session: Session, *, slack_user_id: str) -> bool:
    """Whether Kith knows the person in the session's workspace."""
    return session.scalar(select(Member.id).where(Member.slack_user_id == slack_user_id)) is not None


def name_of(session: Session, slack_user_id: str) -> str:
    """What Slack calls this person of the session's workspace; empty for somebody whom Kith does not know."""
    return session.scalar(select(Member.name).where(Member.slack_user_id == slack_user_id)) or ""


_CONCERNED = or_(
    Member.id.in_(select(Participant.member_id).where(takes_part())),
    Member.id.in_(select(Organizer.member_id)),
    and_(
        Member.seen_in_slack_at.is_(None),  # somebody is thanked of whom Kith knows nothing yet
        Member.id.in_(select(CheckIn.thanks_to_id).where(CheckIn.thanks_shared, CheckIn.thanks_settled_at.is_(None))),
    ),
    # whoever signed in to the page may be an admin, who finds more there
    and_(Member.seen_in_slack_at.is_(None), Member.id.in_(select(PageSession.member_id))),
    Member.is_admin,
)
TO_DESCRIBE = DueQuery(
    select(Member.workspace_id, Member.slack_user_id)
    .join(Workspace, Workspace.id == Member.workspace_id)
    .where(
        may_speak(),
        Member.deactivated_at.is_(None),
        or_(Member.seen_in_slack_at.is_(None), Member.seen_in_slack_at < now_plus(-DESCRIBE_EVERY)),
        _CONCERNED,
    )
    .order_by(Member.seen_in_slack_at.is_not(None), Member.seen_in_slack_at, Member.id)
)


def to_describe(session: Session, *, now: datetime, limit: int) -> dict[int, list[str]]:
    """Workspace id -> Slack ids of people to describe: the never described, then the longest ago; `limit` in all."""
    found: dict[int, list[str]] = {}
    for workspace_id, slack_user_id in session.execute(TO_DESCRIBE.rows.limit(limit), TO_DESCRIBE.moments(now)):
        found.setdefault(workspace_id, []).append(slack_user_id)
    return found


def ask_anew(session: Session, zones: Collection[str]) -> None:
    """Forget these stored zones, which no IANA zone is called: Slack will be asked again, and until then nothing
    personal reaches those members.
    """
    lost = update(Member).where(Member.zone.in_(zones)).values(zone="UTC", seen_in_slack_at=None)
    for member_id in session.scalars(lost.returning(Member.id)):
        log.error("member's zone unreadable", extra={"action": "member_zone_unreadable", "member": member_id})


def apply_slack_person(session: Session, person: SlackPerson, *, now: datetime) -> Member:
    """Store what Slack tells about a person: name, zone, bot, guest, deactivated."""
    member = ensure(session, slack_user_id=person.slack_user_id)
    member.name = person.name
    member.zone = person.zone if person.zone in known_zones() else "UTC"
    member.is_bot, member.is_guest, member.is_admin = person.is_bot, person.is_guest, person.is_admin
    member.seen_in_slack_at = now
    if person.is_deactivated and member.deactivated_at is None:
        member.deactivated_at = now
    if not person.is_deactivated and member.deactivated_at is not None:
        member.deactivated_at = None
        _come_back(session, member, now=now)
    return member


def _come_back(session: Session, member: Member, *, now: datetime) -> None:
    """An account is open again: its places are as they were, but paused until the person has been asked."""
    until_on = local(now, member.zone).date() + ASK_FOR
    places = update(Participant).where(Participant.member_id == member.id, Participant.state == ParticipantState.ACTIVE)
    session.execute(
        places.values(
            state=ParticipantState.PAUSED, state_changed_at=now, paused_until_on=until_on, account_reopened_at=now
        )
    )
    organized = select(Organizer.program_id).where(Organizer.member_id == member.id)
    session.execute(update(Program).where(Program.id.in_(organized)).values(orphan_told_at=None))
