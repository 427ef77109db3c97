"""A person with a place in a program, for tests of goals and check-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, BuddyGroup, GroupMember, Member, Participant, Program, Round
from bot.services.members import Actor
from tests.factories import make_member, make_participant, make_program


@dataclass(frozen=True)
class Person:
    """Somebody in a program, and the ids of its two activities."""

    actor: Actor
    member: Member
    participant: Participant
    program: Program
    coffee: int
    event: int


def make_person(session: Session, program: Program | None = None, **member: object) -> Person:
    """Somebody new, in a new program unless one is given."""
    program = program or make_program(session)
    return join(session, program, make_member(session, **member))


def join(session: Session, program: Program, member: Member) -> Person:
    """A member takes part in one more program."""
    participant = make_participant(session, program, member=member)
    coffee, event = session.scalars(
        select(Activity.id).where(Activity.program_id == program.id).order_by(Activity.position).limit(2)
    )
    actor = Actor(member.workspace_id, member.id, member.slack_user_id)
    return Person(actor, member, participant, program, coffee, event)


def pair(
    session: Session, *people: Person, starts_on: date, weeks: int = 2, number: int = 1, is_introduced: bool = True
) -> BuddyGroup:
    """One running round with one group of these people."""
    at = datetime.combine(starts_on, time(9), UTC)
    of_round = Round(
        program_id=people[0].program.id,
        number=number,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=weeks, days=-1),
        seed=1,
        created_at=at,
    )
    session.add(of_round)
    session.flush()
    group = BuddyGroup(round_id=of_round.id, introduce_at=at, introduced_at=at if is_introduced else None)
    session.add(group)
    session.flush()
    for person in people:
        session.add(GroupMember(group_id=group.id, participant_id=person.participant.id, joined_at=at))
    session.flush()
    return group
