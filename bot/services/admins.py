"""The workspace's admins: they see who runs what, choose who starts programs, take over what nobody organizes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Member, Organizer, Program, Workspace
from bot.db.upsert import insert_once
from bot.domain.admins import OverseenProgram, Overview
from bot.domain.errors import HasOrganizersError, InvalidInputError, MayNotStartError, NotAdminError, NotFoundError
from bot.domain.organizer_acts import Act, changed
from bot.domain.states import Starters
from bot.services import members, organizer_log, organizers
from bot.services.conditions import goes_on, may_speak
from bot.services.members import Actor

_ORGANIZED = (
    select(Organizer.id)
    .join(Member, Member.id == Organizer.member_id)
    .where(Organizer.program_id == Program.id, Member.deactivated_at.is_(None))
    .correlate(Program)
)
# Programs that nobody organizes, and of which the admins have not been told
ORPHANED = DueQuery(
    select(Program.workspace_id, Program.id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(goes_on(), may_speak(), Program.orphan_told_at.is_(None), ~_ORGANIZED.exists())
    .where(Program.created_at <= now_plus())
    .order_by(Program.id)
)


def is_admin(session: Session, member_id: int) -> bool:
    """Whether Slack said of this member that they are an admin or owner, and their account is open."""
    found = select(Member.id).where(Member.id == member_id, Member.is_admin, Member.deactivated_at.is_(None))
    return session.scalar(found) is not None


def require(session: Session, actor: Actor) -> None:
    """Raises NotAdminError for anybody but an admin of the workspace."""
    if not is_admin(session, actor.member_id):
        raise NotAdminError(f"member {actor.member_id}")


def overview(session: Session, actor: Actor) -> Overview:
    """What an admin sees. Raises NotAdminError. The number of queries is constant."""
    require(session, actor)
    people: dict[int, list[str]] = defaultdict(list)
    for program_id, slack_user_id in session.execute(
        select(Organizer.program_id, Member.slack_user_id)
        .join(Member, Member.id == Organizer.member_id)
        .where(Member.deactivated_at.is_(None))
        .order_by(Organizer.id)
    ):
        people[program_id].append(slack_user_id)
    programs = session.execute(
        select(Program.id, Program.name, Program.slack_channel_id, Program.state).where(goes_on()).order_by(Program.id)
    )
    return Overview(
        tuple(OverseenProgram(*row, organizers=tuple(people[row[0]])) for row in programs),
        _starters(session, actor.workspace_id),
        tuple(session.scalars(select(Member.slack_user_id).where(Member.may_start).order_by(Member.id))),
    )


def overview_or_none(session: Session, actor: Actor) -> Overview | None:
    """The same for App Home: None for somebody who is no admin."""
    return overview(session, actor) if is_admin(session, actor.member_id) else None


def take_over(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Program:
    """Make the actor the organizer of a program that has none left. Whoever does so already changes nothing.

    Raises NotAdminError, NotFoundError for a program of another workspace, HasOrganizersError where somebody else
    organizes it.
    """
    require(session, actor)
    program = session.scalar(select(Program).where(Program.id == program_id, goes_on()).with_for_update())
    if program is None:
        raise NotFoundError(f"program {program_id}")
    there = {member.id for member in organizers.of_program(session, program_id)}
    if there - {actor.member_id}:
        raise HasOrganizersError(f"program {program_id}")
    if insert_once(session, Organizer, program_id=program_id, member_id=actor.member_id):
        organizer_log.note(session, actor, program_id, Act.TOOK_OVER, now=now)
    program.orphan_told_at = None
    return program


def choose_starters(
    session: Session, actor: Actor, starters: Starters, *, slack_user_ids: Collection[str], now: datetime
) -> None:
    """Set who may start programs; `slack_user_ids` are the named people. Raises NotAdminError.

    Raises InvalidInputError where named people are to start programs and nobody is named.
    """
    require(session, actor)
    if starters is Starters.NAMED and not slack_user_ids:
        raise InvalidInputError("people", "Name one or more people, or choose admins alone.")
    workspace = session.get_one(Workspace, actor.workspace_id)
    detail = changed({"starters": workspace.starters}, {"starters": starters})
    workspace.starters = starters
    chosen = {members.ensure(session, slack_user_id=slack_user_id).id for slack_user_id in slack_user_ids}
    before = set(session.scalars(select(Member.id).where(Member.may_start)))
    for member in session.scalars(select(Member).where(Member.may_start | Member.id.in_(chosen))):
        member.may_start = member.id in chosen
    named = {"added": sorted(chosen - before), "removed": sorted(before - chosen)}
    organizer_log.note_change(session, actor, None, Act.STARTERS, {**detail, **named}, now=now)


def may_start(session: Session, member: Member) -> bool:
    """Whether the member can start programs: no guest, and one of those whom the workspace's admins chose."""
    starters = _starters(session, member.workspace_id)
    is_chosen = starters is Starters.EVERYONE or member.is_admin or (starters is Starters.NAMED and member.may_start)
    return is_chosen and not member.is_guest


def require_may_start(session: Session, member: Member) -> None:
    """Raises MayNotStartError where the workspace's admins did not choose this member to start programs."""
    if not may_start(session, member):
        raise MayNotStartError(f"member {member.id}")


def known(session: Session, *, most: int) -> list[int]:
    """The first so many admins of the session's workspace whom Slack has described: members' ids."""
    found = select(Member.id).where(Member.is_admin, Member.is_bot.is_(False), Member.deactivated_at.is_(None))
    return list(session.scalars(found.order_by(Member.id).limit(most)))


def orphaned(session: Session, program_id: int) -> bool:
    """Whether nobody organizes the program."""
    return not organizers.of_program(session, program_id)


def orphaned_since(session: Session, program_id: int) -> datetime | None:
    """When the account of the last organizer was closed; None where no organizer is known any more."""
    closed = select(func.max(Member.deactivated_at)).join(Organizer, Organizer.member_id == Member.id)
    return session.scalar(closed.where(Organizer.program_id == program_id))


def mark_told(session: Session, program_id: int, *, now: datetime) -> None:
    """Note that the admins were told that nobody organizes the program."""
    session.get_one(Program, program_id).orphan_told_at = now


def _starters(session: Session, workspace_id: int) -> Starters:
    return session.scalars(select(Workspace.starters).where(Workspace.id == workspace_id)).one()
