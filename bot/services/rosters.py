"""Rosters: organizers bring people in by a file, who are invited, and decide themselves about what was filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Member, MentorInvitation, Participant, Program, ProgramInvitation, Roster, RosterLine
from bot.domain.calendar import local
from bot.domain.errors import ClosedError, InvalidInputError, NotFoundError
from bot.domain.organizer_acts import Act
from bot.domain.profiles import Profile
from bot.domain.rosters import (
    UNDO_WITHIN,
    Brought,
    Candidate,
    Draft,
    FilledIn,
    Found,
    Line,
    Match,
    RosterPerson,
    SlackEntry,
    Table,
    match,
)
from bot.services import members, mentor_invitations, organizer_log, organizers, profiles
from bot.services.conditions import is_counted, takes_part, with_program_and_member
from bot.services.members import Actor, SlackPerson
from bot.services.people import invitations

KEPT = timedelta(days=60)  # what was filled in for somebody who says nothing of it
_DRAFT = timedelta(days=1)
_CHUNK = 500
# Rosters that were kept for long enough: drafts a day
OLD = DueQuery(
    select(Roster.workspace_id, Roster.id)
    .where(
        or_(
            Roster.created_at < now_plus(-KEPT),
            Roster.invited_at.is_(None) & (Roster.created_at < now_plus(-_DRAFT)),
        )
    )
    .order_by(Roster.id)
)


def draft(
    session: Session,
    actor: Actor,
    program_id: int,
    table: Table,
    there: Sequence[tuple[SlackEntry, SlackPerson]],
    *,
    now: datetime,
) -> Draft:
    """What would become of each line; nobody is asked anything. `there` is who is in Slack. A draft before it goes.

    Raises as `organizers.require_going`.
    """
    program = organizers.require_going(session, actor, program_id)
    gone = members.who_erased(session, [entry.slack_user_id for entry, _ in there])
    people = {entry.slack_user_id: (entry, person) for entry, person in there if entry.slack_user_id not in gone}
    able = [
        entry
        for entry, person in people.values()
        if not person.is_bot and not person.is_deactivated and (program.pairs_guests or not person.is_guest)
    ]
    matches, faults = match(table.lines, able)
    ids = _members(session, matches, {key: person for key, (_, person) in people.items()}, now=now)
    inside = set(
        session.scalars(select(Participant.member_id).where(Participant.program_id == program_id, takes_part()))
    )
    session.execute(delete(Roster).where(Roster.program_id == program_id, Roster.invited_at.is_(None)))
    roster = Roster(program_id=program_id, by_id=actor.member_id, created_at=now)
    session.add(roster)
    session.flush()
    found = _sorted(matches, ids, inside)
    rows = [(line, one.member_id) for line, one in found.matched] + [(line, None) for line, _ in found.ambiguous]
    session.add_all(
        RosterLine(
            roster_id=roster.id,
            number=line.number,
            member_id=member_id,
            values=dict(line.values),
            is_mentor=line.is_mentor,
        )
        for line, member_id in rows
    )
    session.flush()
    all_faults = sorted([*table.faults, *faults], key=lambda one: one.line)
    return replace(found, roster_id=roster.id, faults=tuple(all_faults), ignored=table.ignored)


def _sorted(matches: Iterable[Match], ids: Mapping[str, int], inside: set[int]) -> Draft:
    matched: list[tuple[Line, Candidate]] = []
    ambiguous: list[tuple[Line, tuple[Candidate, ...]]] = []
    unknown: list[Line] = []
    taking_part: list[Line] = []
    for one in matches:
        candidates = tuple(
            Candidate(ids[entry.slack_user_id], entry.name, next(iter(entry.handles), "")) for entry in one.people
        )
        if one.found is Found.UNKNOWN:
            unknown.append(one.line)
        elif one.found is Found.AMBIGUOUS:
            ambiguous.append((one.line, candidates))
        elif candidates[0].member_id in inside:
            taking_part.append(one.line)
        else:
            matched.append((one.line, candidates[0]))
    return Draft(0, tuple(matched), tuple(ambiguous), tuple(unknown), tuple(taking_part), (), ())


def _members(
    session: Session, matches: Iterable[Match], people: Mapping[str, SlackPerson], *, now: datetime
) -> dict[str, int]:
    """The member id of everybody whom a line may mean; whom Kith has not seen yet it knows from now on."""
    wanted = list(dict.fromkeys(entry.slack_user_id for one in matches for entry in one.people))
    ids = _ids(session, wanted)
    unseen = [one for one in wanted if one not in ids]
    for one in unseen:
        members.apply_slack_person(session, people[one], now=now)
    session.flush()
    return ids | _ids(session, unseen)


def _ids(session: Session, slack_user_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(slack_user_ids), _CHUNK):
        some = slack_user_ids[start : start + _CHUNK]
        rows = session.execute(select(Member.slack_user_id, Member.id).where(Member.slack_user_id.in_(some)))
        found |= {row[0]: row[1] for row in rows}
    return found


def confirm(
    session: Session, actor: Actor, program_id: int, roster_id: int, chosen: Mapping[int, int], *, now: datetime
) -> int:
    """Invite the people of a draft; `chosen` says who an ambiguous line is, by its number. Returns how many are asked:
    not who takes part meanwhile, was asked lately, or stands in another line.

    Raises NotFoundError for a draft that is gone or no longer one, and for somebody of another workspace.
    """
    program = organizers.require_going(session, actor, program_id)
    roster = _roster(session, program_id, roster_id)
    if roster.invited_at is not None:
        raise NotFoundError(f"roster {roster_id} is no draft")
    roster.invited_at = now
    lines = session.scalars(select(RosterLine).where(RosterLine.roster_id == roster_id).order_by(RosterLine.number))
    seen: set[int] = set()
    asked = []
    for line in lines.all():
        line.member_id = line.member_id or chosen.get(line.number)
        if line.member_id is None or line.member_id in seen:
            session.delete(line)
            continue
        seen.add(line.member_id)
        line.asked = _invite(session, actor, program, line, now=now)
        if line.asked:
            asked.append(line.member_id)
    session.flush()
    organizer_log.note(session, actor, program_id, Act.ROSTER_IN, {"members": asked}, now=now)
    return len(asked)


def _invite(session: Session, actor: Actor, program: Program, line: RosterLine, *, now: datetime) -> bool:
    member = session.scalar(select(Member).where(Member.id == line.member_id))
    if member is None:
        raise NotFoundError(f"member {line.member_id}")
    try:
        if line.is_mentor and program.has_mentors:
            return mentor_invitations.ask(session, actor, program.id, member, now=now)
        return invitations.invite(session, actor, program.id, member.id, now=now)
    except InvalidInputError:  # they joined, or their account was closed, since the draft was shown
        return False


def undo(session: Session, actor: Actor, program_id: int, roster_id: int, *, now: datetime) -> int:
    """Take a roster back within a day: whoever has not joined is asked no more, and what was filled in and nobody has
    kept is erased. Returns how many invitations were withdrawn. Raises ClosedError after the day.
    """
    organizers.require(session, actor, program_id)
    roster = _roster(session, program_id, roster_id)
    if roster.invited_at is None or now - roster.invited_at > UNDO_WITHIN:
        raise ClosedError(f"roster {roster_id} can no longer be undone")
    asked = select(RosterLine.member_id).where(RosterLine.roster_id == roster_id, RosterLine.asked)
    withdrawn = 0
    for table in (ProgramInvitation, MentorInvitation):
        gone = delete(table).where(table.program_id == program_id, table.member_id.in_(asked))
        gone = gone.where(table.asked_at == roster.invited_at)
        withdrawn += len(session.execute(gone.returning(table.id)).all())
    session.delete(roster)
    session.flush()
    organizer_log.note(session, actor, program_id, Act.ROSTER_UNDONE, {"number": withdrawn}, now=now)
    return withdrawn


def undoable(session: Session, actor: Actor, program_id: int, *, now: datetime) -> list[Brought]:
    """The rosters that can still be undone, newest first."""
    organizers.require(session, actor, program_id)
    rows = session.execute(
        select(Roster.id, Roster.invited_at, RosterLine.id)
        .outerjoin(RosterLine, (RosterLine.roster_id == Roster.id) & RosterLine.asked)
        .where(Roster.program_id == program_id, Roster.invited_at >= now - UNDO_WITHIN)
        .order_by(Roster.id.desc())
    )
    people: dict[int, int] = {}
    until: dict[int, datetime] = {}
    for roster_id, invited_at, line_id in rows:
        people[roster_id] = people.get(roster_id, 0) + (line_id is not None)
        if invited_at is not None:
            until[roster_id] = invited_at + UNDO_WITHIN
    return [Brought(roster_id, number, until[roster_id]) for roster_id, number in people.items()]


def filled_in(session: Session, actor: Actor) -> list[FilledIn]:
    """What was filled in for the actor in programs they have joined, as far as their profile does not say it."""
    own = profiles.own_profile(session, actor)
    rows = session.execute(
        _mine(actor)
        .add_columns(Program.name, Member.slack_user_id)
        .outerjoin(Member, (Member.id == Roster.by_id) & Member.erased_at.is_(None))
    )
    found = (
        FilledIn(line.id, name, by or "", {key: line.values[key] for key in line.values if not getattr(own, key)})
        for line, name, by in rows
    )
    return [one for one in found if one.values]


def keep(session: Session, actor: Actor, line_id: int, *, now: datetime) -> None:
    """Take it into the actor's profile, where that says nothing yet. Raises NotFoundError for what is not theirs."""
    line = _own(session, actor, line_id)
    own = profiles.own_profile(session, actor)
    known = {one.name for one in fields(Profile)}
    new: dict[str, Any] = {key: words for key, words in line.values.items() if key in known and not getattr(own, key)}
    profiles.write_profile(session, actor, replace(own, **new), now=now)
    session.delete(line)
    session.flush()


def erase(session: Session, actor: Actor, line_id: int) -> None:
    """Erase what was filled in for the actor. Raises as `keep`."""
    session.delete(_own(session, actor, line_id))
    session.flush()


def people(session: Session, actor: Actor, program_id: int) -> list[RosterPerson]:
    """The roster that goes out, by name. For organizers."""
    program = organizers.require(session, actor, program_id)
    rows = session.execute(
        with_program_and_member(
            select(
                Member.name,
                Member.slack_user_id,
                Participant.state,
                Participant.role,
                Participant.joined_at,
                Member.school,
                Member.employer,
                Member.field,
                Member.city,
            )
        )
        .where(Participant.program_id == program_id, is_counted())
        .order_by(Member.name, Member.id)
    )
    return [
        RosterPerson(name, user, state.value, role.value, local(joined_at, program.zone).date(), *circles)
        for name, user, state, role, joined_at, *circles in rows
    ]


def forget(session: Session, roster_id: int) -> None:
    """Erase a roster that was kept for long enough."""
    session.execute(delete(Roster).where(Roster.id == roster_id))


def _roster(session: Session, program_id: int, roster_id: int) -> Roster:
    found = session.scalar(
        select(Roster).where(Roster.id == roster_id, Roster.program_id == program_id).with_for_update()
    )
    if found is None:
        raise NotFoundError(f"roster {roster_id} of program {program_id}")
    return found


def _mine(actor: Actor) -> Select[RosterLine]:
    """Lines about the actor, of programs that they have joined."""
    return (
        select(RosterLine)
        .join(Roster, Roster.id == RosterLine.roster_id)
        .join(Program, Program.id == Roster.program_id)
        .join(Participant, Participant.program_id == Program.id)
        .where(RosterLine.member_id == actor.member_id, Participant.member_id == actor.member_id, takes_part())
        .where(Roster.invited_at.is_not(None))
        .order_by(RosterLine.id)
    )


def _own(session: Session, actor: Actor, line_id: int) -> RosterLine:
    line = session.scalar(_mine(actor).where(RosterLine.id == line_id))
    if line is None:
        raise NotFoundError(f"nothing was filled in for member {actor.member_id} in line {line_id}")
    return line
