"""Two whom organizers keep out of one group: a rule of the program, which its people are not told of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.db.models import BuddyGroup, CouncilMember, GroupMember, Member, Participant, ProgramApart, Round
from bot.db.upsert import insert_once
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.organizer_acts import Act
from bot.domain.people import KeptApart
from bot.domain.states import RoundState
from bot.services.members import Actor
from bot.services.people import together
from bot.services.people.places import note, require_place
from bot.services.rounds import changes


def keep_apart(
    session: Session, actor: Actor, program_id: int, one_id: int, other_id: int, *, now: datetime
) -> KeptApart:
    """From now on no group of the program that is formed holds these two participants; a proposed one that does goes.

    Whether they are together now, which stays as it is, is told by what is returned. Raises as `require_place`, and
    InvalidInputError (field `people`) for one person.
    """
    pair = _pair(session, actor, program_id, one_id, other_id)
    if insert_once(session, ProgramApart, program_id=program_id, **pair, created_at=now):
        note(session, actor, program_id, Act.KEPT_APART, (one_id, other_id), now=now)
    together.forget(session, (one_id, other_id), both=True)
    proposed = [found for found in _groups_of_both(session, one_id, other_id) if found[1] is RoundState.PROPOSED]
    session.execute(delete(BuddyGroup).where(BuddyGroup.id.in_([group_id for group_id, *_ in proposed])))
    session.execute(
        update(Round).where(Round.program_id == program_id, Round.state == RoundState.PROPOSED).values(matched_at=None)
    )
    session.flush()
    return next(found for found in kept_from(session, program_id, one_id) if found.participant_id == other_id)


def let_meet(session: Session, actor: Actor, program_id: int, one_id: int, other_id: int, *, now: datetime) -> None:
    """Take it off again. Raises as `keep_apart`."""
    pair = _pair(session, actor, program_id, one_id, other_id)
    gone = session.execute(
        delete(ProgramApart)
        .where(
            ProgramApart.program_id == program_id,
            ProgramApart.one_id == pair["one_id"],
            ProgramApart.other_id == pair["other_id"],
        )
        .returning(ProgramApart.id)
    ).first()
    if gone is not None:
        note(session, actor, program_id, Act.MAY_MEET, (one_id, other_id), now=now)


def change_now(session: Session, actor: Actor, program_id: int, one_id: int, other_id: int, *, now: datetime) -> None:
    """Two who are kept apart and are buddies at present get others: the first of them leaves the group.

    All of it read what they read after any change. Raises as `keep_apart`, and NotFoundError for two who may meet.
    """
    _pair(session, actor, program_id, one_id, other_id)
    if not any(found.participant_id == other_id for found in kept_from(session, program_id, one_id)):
        raise NotFoundError(f"participants {one_id} and {other_id} may be in one group")
    running = [found for found in _groups_of_both(session, one_id, other_id) if found[1] is RoundState.RUNNING]
    for group_id, *_ in running:
        changes.separate(session, group_id, one_id, now=now)
    if running:
        note(session, actor, program_id, Act.PARTED, (one_id, other_id), now=now)


def kept_from(session: Session, program_id: int, participant_id: int) -> list[KeptApart]:
    """Those of the program whom organizers keep apart from this participant, by name."""
    mine, theirs = aliased(Participant), aliased(Participant)
    rows = session.execute(
        select(theirs.id, Member.name, Member.slack_user_id)
        .join(mine, mine.program_id == theirs.program_id)
        .join(Member, Member.id == theirs.member_id)
        .join(
            ProgramApart,
            or_(
                (ProgramApart.one_id == mine.member_id) & (ProgramApart.other_id == theirs.member_id),
                (ProgramApart.other_id == mine.member_id) & (ProgramApart.one_id == theirs.member_id),
            ),
        )
        .where(mine.id == participant_id, ProgramApart.program_id == program_id)
        .where(theirs.program_id == program_id)
        .order_by(Member.name, theirs.id)
    ).all()
    others = [row.id for row in rows]
    until = _buddies_until(session, participant_id, others) if others else {}
    seated = _in_council_with(session, participant_id, others) if others else set()
    return [KeptApart(row.id, row.name or row.slack_user_id, until.get(row.id), row.id in seated) for row in rows]


def _pair(session: Session, actor: Actor, program_id: int, one_id: int, other_id: int) -> dict[str, int]:
    if one_id == other_id:
        raise InvalidInputError("people", "Choose somebody else.")
    members = [require_place(session, actor, program_id, each)[1].member_id for each in (one_id, other_id)]
    return {"one_id": min(members), "other_id": max(members)}


def _groups_of_both(session: Session, one_id: int, other_id: int) -> Sequence[tuple[int, RoundState, date]]:
    """(group, the state of its round, its last day) of the groups that stand and hold both."""
    mine, theirs = aliased(GroupMember), aliased(GroupMember)
    rows = session.execute(
        select(BuddyGroup.id, Round.state, Round.ends_on)
        .join(Round, Round.id == BuddyGroup.round_id)
        .join(mine, mine.group_id == BuddyGroup.id)
        .join(theirs, theirs.group_id == BuddyGroup.id)
        .where(mine.participant_id == one_id, theirs.participant_id == other_id)
        .where(BuddyGroup.dissolved_at.is_(None), Round.state != RoundState.CLOSED)
        .order_by(BuddyGroup.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _buddies_until(session: Session, participant_id: int, others: Sequence[int]) -> dict[int, date]:
    mine, theirs = aliased(GroupMember), aliased(GroupMember)
    rows = session.execute(
        select(theirs.participant_id, Round.ends_on)
        .join(mine, mine.group_id == theirs.group_id)
        .join(BuddyGroup, BuddyGroup.id == theirs.group_id)
        .join(Round, Round.id == BuddyGroup.round_id)
        .where(mine.participant_id == participant_id, theirs.participant_id.in_(others))
        .where(BuddyGroup.dissolved_at.is_(None), Round.state == RoundState.RUNNING)
    )
    return {row[0]: row[1] for row in rows}


def _in_council_with(session: Session, participant_id: int, others: Sequence[int]) -> set[int]:
    mine, theirs = aliased(CouncilMember), aliased(CouncilMember)
    rows = session.scalars(
        select(theirs.participant_id)
        .join(mine, mine.council_id == theirs.council_id)
        .where(mine.participant_id == participant_id, theirs.participant_id.in_(others))
        .where(mine.left_at.is_(None), theirs.left_at.is_(None))
    )
    return set(rows)
