"""The time and place that a buddy group agrees on: set, moved, called off. Everybody in the group may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Meeting, Member, Participant
from bot.domain.lengths import LINE, fitting
from bot.domain.rounds import Introduction, Status, status
from bot.domain.slots import check_start
from bot.domain.states import MeetingAnswer, MeetingOutcome
from bot.services import participants
from bot.services.members import Actor
from bot.services.rounds.introductions import describe
from bot.services.rounds.places import standing_place_in


@dataclass(frozen=True)
class TimeSet:
    """What became of a group's time. `is_new` is False where nothing changed; `was_set`: they had one before."""

    introduction: Introduction
    status: Status
    is_new: bool
    was_set: bool


def agree(
    session: Session, actor: Actor, group_id: int, *, starts_at: datetime, place: str | None, now: datetime
) -> TimeSet:
    """Write down when and where the group meets next; a time that it has is moved. `place` None keeps the one it has.

    Raises as `standing_place_in`; InvalidInputError (fields `day`, `place`) for a time that is over or far away.
    """
    place_in_group = standing_place_in(session, actor, group_id)
    check_start(starts_at, now=now)
    wanted = None if place is None else fitting("place", place, LINE)
    participants.touch(session, place_in_group.member.participant_id, now=now)
    members = lock_members(session, group_id)
    mine = place_in_group.member
    is_new, was_set = write_down(
        session, mine.participant_id, starts_at=starts_at, place=wanted, now=now, group_id=group_id
    )
    if mine.answer is not MeetingAnswer.MET and mine.answer is not MeetingAnswer.HAVE_TIME:
        mine.answer, mine.answered_at = MeetingAnswer.HAVE_TIME, now
    session.flush()
    return _told(session, group_id, members, is_new=is_new, was_set=was_set, now=now)


def write_down(
    session: Session, by_id: int | None, *, starts_at: datetime, place: str | None, now: datetime, **holder: int
) -> tuple[bool, bool]:
    """Then and there a group (`group_id`) or a pair (`pair_id`) meets next, says this participant; `place` None keeps
    the one it has. Whether that is new, and whether it had a time before.
    """
    meeting = open_meeting(session, **holder)
    was_set = meeting is not None
    if meeting is None:
        meeting = Meeting(**holder, place="", changes=-1)
        session.add(meeting)
    written = meeting.place if place is None else place
    is_new = (meeting.starts_at, meeting.place) != (starts_at, written)
    if is_new:
        meeting.starts_at, meeting.place, meeting.set_at = starts_at, written, now
        meeting.set_by_id = by_id
        meeting.changes += 1
    session.flush()
    return is_new, was_set


def call_off(session: Session, actor: Actor, group_id: int, *, now: datetime) -> TimeSet | None:
    """The time that the group has does not hold; it looks for another. None where it has none.

    Raises as `standing_place_in`.
    """
    mine = standing_place_in(session, actor, group_id).member
    participants.touch(session, mine.participant_id, now=now)
    members = lock_members(session, group_id)
    meeting = open_meeting(session, group_id=group_id)
    if meeting is None:
        return None
    meeting.outcome, meeting.settled_at = MeetingOutcome.CALLED_OFF, now
    for member in members:
        if member.answer is MeetingAnswer.HAVE_TIME:
            member.answer, member.answered_at = None, None
    session.flush()
    return _told(session, group_id, members, is_new=True, was_set=True, now=now)


def about_to_agree(session: Session, actor: Actor, group_id: int, *, now: datetime) -> tuple[Introduction, str]:
    """The group as the form needs it, and the zone of the actor's clock. Raises as `standing_place_in`."""
    place = standing_place_in(session, actor, group_id)
    zone = session.scalars(
        select(Member.zone)
        .join(Participant, Participant.member_id == Member.id)
        .where(Participant.id == place.member.participant_id)
    ).one()
    return describe(session, group_id, now=now), zone


def settle_as_met(session: Session, group: BuddyGroup, *, now: datetime) -> Meeting:
    """The meeting that somebody says took place: the one agreed on, else the last one, else one nobody wrote down."""
    meeting = open_or_last(session, group.id)
    if meeting is None:
        meeting = Meeting(group_id=group.id, set_at=now)
        session.add(meeting)
    if meeting.outcome is None:
        meeting.outcome, meeting.settled_at = MeetingOutcome.MET, now
    session.flush()
    return meeting


def open_meeting(session: Session, **holder: int) -> Meeting | None:
    """The meeting of a group (`group_id`) or pair (`pair_id`) that is still to come, or of which nobody has said what
    became.
    """
    return session.scalar(select(Meeting).filter_by(**holder).where(Meeting.outcome.is_(None)))


def open_or_last(session: Session, group_id: int) -> Meeting | None:
    """The group's open meeting, else the last one that took place."""
    met = select(Meeting).where(Meeting.group_id == group_id, Meeting.outcome == MeetingOutcome.MET)
    return open_meeting(session, group_id=group_id) or session.scalar(met.order_by(Meeting.id.desc()).limit(1))


def lock_members(session: Session, group_id: int) -> Sequence[GroupMember]:
    """The group's members, one act after the other: two who act at once each see what the other did."""
    return session.scalars(
        select(GroupMember)
        .where(GroupMember.group_id == group_id)
        .order_by(GroupMember.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _told(
    session: Session, group_id: int, members: Sequence[GroupMember], *, is_new: bool, was_set: bool, now: datetime
) -> TimeSet:
    said = describe(session, group_id, now=now)
    state = status((member.answer for member in members), agreed=said.agreed)
    return TimeSet(introduction=said, status=state, is_new=is_new, was_set=was_set)
