"""Groups of a round for lists that organizers read. The number of queries is constant."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Meeting, Member
from bot.domain.pair_lists import GroupState, ListedGroup
from bot.domain.rounds import reasons_from_json
from bot.domain.states import MeetingAnswer
from bot.services.rounds.introductions import buddies_where


def in_list(round_id: int) -> ColumnElement[bool]:
    """Which groups of a round its lists show: one that came apart before its introduction was none."""
    there = or_(BuddyGroup.introduced_at.is_not(None), BuddyGroup.dissolved_at.is_(None))
    return and_(BuddyGroup.round_id == round_id, there)


def listed_groups(session: Session, ids: Sequence[int]) -> tuple[ListedGroup, ...]:
    """These groups in this order."""
    people = buddies_where(session, GroupMember.group_id.in_(ids))
    rows = session.execute(
        select(BuddyGroup, Member.name, _somebody(MeetingAnswer.MET), _somebody(MeetingAnswer.HAVE_TIME), _has_time())
        .outerjoin(Member, Member.id == BuddyGroup.why_by_id)
        .where(BuddyGroup.id.in_(ids))
    )
    found = {
        group.id: ListedGroup(
            group_id=group.id,
            buddies=people.get(group.id, ()),
            reasons=reasons_from_json(group.reasons),
            state=_state(group, met=met, has_time=has_time or agreed),
            introduced_at=group.introduced_at,
            introduce_at=group.introduce_at if group.introduced_at is None else None,
            is_locked=group.locked,
            fit=group.fit,
            why=group.why,
            why_by=why_by or "",
        )
        for group, why_by, met, has_time, agreed in rows
    }
    return tuple(found[group_id] for group_id in ids)


def _state(group: BuddyGroup, *, met: bool, has_time: bool) -> GroupState:
    if met:
        return GroupState.MET
    if group.dissolved_at is not None:
        return GroupState.CHANGED
    if group.introduced_at is None:
        return GroupState.COMING
    return GroupState.HAS_TIME if has_time else GroupState.NOT_MET


def _somebody(said: MeetingAnswer) -> ColumnElement[bool]:
    return select(GroupMember.id).where(GroupMember.group_id == BuddyGroup.id, GroupMember.answer == said).exists()


def _has_time() -> ColumnElement[bool]:
    agreed = select(Meeting.id).where(
        Meeting.group_id == BuddyGroup.id, Meeting.outcome.is_(None), Meeting.starts_at.is_not(None)
    )
    return agreed.exists()
