"""A member's own trail to a landing, read from their own rows. Nobody else's is reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, BuddyGroup, CheckIn, Contact, FollowUp, GroupMember, Meeting, Member, Participant
from bot.domain.calendar import local
from bot.domain.contacts import name_key, names, read_line
from bot.domain.follow_ups import Outcome
from bot.domain.landings import Came
from bot.domain.trails import StepKind, Touch, Trail, walk_back
from bot.services import contacts, members
from bot.services.members import Actor

EVENTS = ("event", "group")  # keys of activities that are somewhere to go
Logged = tuple[CheckIn, Activity, int]
Group = tuple[date, frozenset[str]]
_NOBODY: Group = (date.min, frozenset())
_COUNTED = "follow_up:"  # how the source of a check-in begins that a follow-up was counted by


def trail(session: Session, actor: Actor, came: Came, *, landed_on: date) -> Trail:
    """The way to a landing that came so. A fixed number of queries."""
    book, logged = contacts.everybody(session, actor), _checkins(session, actor)
    found = next((one for one in book if one.contact_id == came.contact_id), None)
    written = {name_key(name): name for checkin, _, _ in logged for name in _written(checkin)}
    return walk_back(
        list(_touches(session, actor, logged)),
        landed_on=landed_on,
        person=name_key(found.details.name) if found else "",
        checkin_id=came.checkin_id or 0,
        names=written | {name_key(one.details.name): one.details.name for one in book},
        through={name_key(one.details.name): name_key(one.details.through) for one in book if one.details.through},
    )


def _written(checkin: CheckIn) -> list[str]:
    """Names as they stand in the log, of people who may be in no book."""
    return [*names(checkin.with_whom), *map(_name, checkin.new_contacts)]


def _touches(session: Session, actor: Actor, logged: Iterable[Logged]) -> Iterator[Touch]:
    groups = _buddies(session, actor)
    met = {
        row[0]: row[1]
        for row in session.execute(select(Meeting.id, Meeting.group_id).where(Meeting.group_id.in_(groups)))
    }
    for checkin, activity, program_id in logged:
        if checkin.source.startswith(_COUNTED):
            continue  # the follow-up itself is read below
        _, buddies = groups.get(met.get(checkin.meeting_id or 0) or 0, _NOBODY)
        kind = StepKind.EVENT if activity.key in EVENTS else StepKind.ACT
        people = frozenset(map(name_key, names(checkin.with_whom))) | buddies
        new = frozenset(map(name_key, map(_name, checkin.new_contacts)))
        yield Touch(checkin.done_on, kind, activity.name, program_id, people, new, checkin.id)
    yield from _follow_ups(session, actor)
    for introduced_on, people in groups.values():
        yield Touch(introduced_on, StepKind.INTRODUCTION, people=people)


def _checkins(session: Session, actor: Actor) -> list[Logged]:
    rows = session.execute(
        select(CheckIn, Activity, Participant.program_id)
        .join(Participant, Participant.id == CheckIn.participant_id)
        .join(Activity, Activity.id == CheckIn.activity_id)
        .where(Participant.member_id == actor.member_id, CheckIn.undone_at.is_(None))
        .order_by(CheckIn.done_on, CheckIn.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _follow_ups(session: Session, actor: Actor) -> Iterator[Touch]:
    zone = members.zone_of(session, actor.member_id)
    rows = session.execute(
        select(FollowUp, Contact, Member.name)
        .outerjoin(Contact, Contact.id == FollowUp.contact_id)
        .outerjoin(Member, Member.id == Contact.buddy_id)
        .where(FollowUp.member_id == actor.member_id, FollowUp.outcome == Outcome.DONE)
    )
    for one, contact, buddy in rows:
        people = [contacts.details_of(contact, buddy).name] if contact else names(one.whom)
        if one.closed_at is not None:
            on = local(one.closed_at, zone).date()
            yield Touch(on, StepKind.FOLLOW_UP, people=frozenset(map(name_key, people)))


def _buddies(session: Session, actor: Actor) -> dict[int, Group]:
    """Of each group that the actor was introduced in: the day, and the keys of the others' names."""
    zone = members.zone_of(session, actor.member_id)
    mine = select(GroupMember.group_id).join(Participant, Participant.id == GroupMember.participant_id)
    rows = session.execute(
        select(BuddyGroup.id, BuddyGroup.introduced_at, Member.name)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(
            BuddyGroup.id.in_(mine.where(Participant.member_id == actor.member_id)),
            BuddyGroup.introduced_at.is_not(None),
            Member.id != actor.member_id,
        )
    )
    found: dict[int, Group] = {}
    for group_id, introduced_at, name in rows:
        if introduced_at is not None:
            found[group_id] = (local(introduced_at, zone).date(), found.get(group_id, _NOBODY)[1] | {name_key(name)})
    return found


def _name(line: str) -> str:
    return read_line(line).name if any(map(str.isalpha, line)) else line
