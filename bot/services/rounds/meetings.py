"""People's answers about their meeting. One person's "we met" counts for everybody, as a coffee chat for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, GroupMember, Participant, Program, Round
from bot.domain.calendar import local
from bot.domain.errors import ClosedError, GroupOverError, NotAllowedError, NotFoundError
from bot.domain.rounds import Introduction, Status, status
from bot.domain.states import MeetingAnswer, RoundState
from bot.services import participants
from bot.services.members import Actor
from bot.services.rounds.introductions import describe, find_group
from bot.services.rounds.meeting_checkins import count_meeting, heard_from


@dataclass(frozen=True)
class InGroup:
    """The actor's place in a buddy group."""

    group: BuddyGroup
    of_round: Round
    program: Program
    member: GroupMember

    @property
    def stands(self) -> bool:
        """Whether the round runs and the group has not been dissolved."""
        return self.of_round.state is RoundState.RUNNING and self.group.dissolved_at is None


@dataclass(frozen=True)
class Meeting:
    """How far a group is after an answer. `is_new` is False if the same person had given the same answer before.

    `is_further`: the group's status is not what it was before.
    """

    introduction: Introduction
    status: Status
    answer: MeetingAnswer
    is_new: bool
    is_further: bool
    can_change: bool


def place_in(session: Session, actor: Actor, group_id: int) -> InGroup:
    """The actor's place in this group.

    Raises NotFoundError for no such group in their workspace (or one only proposed), NotAllowedError if they are not in
    it.
    """
    group, of_round, program = find_group(session, group_id)
    if of_round.state is RoundState.PROPOSED:
        raise NotFoundError(f"group {group_id} is only proposed")
    member = session.scalar(
        select(GroupMember)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .where(GroupMember.group_id == group_id, Participant.member_id == actor.member_id)
    )
    if member is None:
        raise NotAllowedError(f"member {actor.member_id} is not in group {group_id}")
    return InGroup(group, of_round, program, member)


def standing_place_in(session: Session, actor: Actor, group_id: int) -> InGroup:
    """As `place_in`; raises ClosedError where the round is over, GroupOverError where the group was dissolved."""
    place = place_in(session, actor, group_id)
    _require_undissolved(place)
    if not place.stands:
        raise ClosedError(f"group {group_id} is over")
    return place


def _require_undissolved(place: InGroup) -> None:
    if place.group.dissolved_at is not None:
        raise GroupOverError(f"group {place.group.id} was dissolved")


def record_meeting(session: Session, actor: Actor, group_id: int, answer: MeetingAnswer, *, now: datetime) -> Meeting:
    """Store the actor's answer about their group's meeting; the same answer again changes nothing.

    "We met" counts for the group, and records a coffee chat, dated within the round, for the actor and for each whom
    Kith has heard from since the introduction; the others say it themselves. It is possible after the round, too.
    Raises NotFoundError and NotAllowedError as `place_in`, GroupOverError where the group was dissolved.
    """
    place = place_in(session, actor, group_id)
    _require_undissolved(place)
    participants.touch(session, place.member.participant_id, now=now)
    members = session.scalars(  # one after the other: two who answer at once each see the other's answer
        select(GroupMember)
        .where(GroupMember.group_id == group_id)
        .order_by(GroupMember.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    before = status(member.answer for member in members)
    is_new = place.member.answer is not answer
    if is_new:
        place.member.answer, place.member.answered_at = answer, now
        session.flush()
    if is_new and answer is MeetingAnswer.MET:
        count_meeting(
            session,
            place.group,
            [
                place.member.participant_id,
                *heard_from(session, place.group, [one.participant_id for one in members if one is not place.member]),
            ],
            done_on=min(local(now, place.program.zone).date(), place.of_round.ends_on),
            now=now,
        )
    after = status(member.answer for member in members)
    return Meeting(
        introduction=describe(session, group_id, now=now),
        status=after,
        answer=answer,
        is_new=is_new,
        is_further=after != before,
        can_change=place.stands,
    )
