"""Changes in the middle of a round: somebody leaves, or asks for another buddy. Nobody learns who it was, or why.

A group never changes its people: it is dissolved, and the people who go on together form a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery
from bot.db.models import BuddyGroup, GroupMember, Meeting, Member, Participant, Program, Round, Waiting, Workspace
from bot.db.upsert import insert_once
from bot.domain.pairing.plan import CommonHours, OtherCircle
from bot.domain.rounds import Introduction, Reason, Status, Unpaired, reasons_from_json, status
from bot.domain.slots import first_moment_for_all
from bot.domain.states import MeetingAnswer, ProgramState, WaitingWhy
from bot.services import participants, programs
from bot.services.conditions import in_running_rounds, is_active, may_speak
from bot.services.members import Actor
from bot.services.rounds import people
from bot.services.rounds.groups import add_groups, running_groups
from bot.services.rounds.introductions import buddies_of, describe, find_group
from bot.services.rounds.places import place_in, standing_place_in
from bot.services.rounds.waiting import unpaired

# Reasons that stay true of some of a group if they were true of all of it
_OF_ALL = (OtherCircle, CommonHours)


@dataclass(frozen=True)
class Changed:
    """The actor has no buddy for now: the message to them, and the group's former people (Slack user ids)."""

    told: Unpaired
    former: tuple[str, ...]


@dataclass(frozen=True)
class Parted:
    """A pairing was ended. `told`: the message to the actor, if they had a buddy; `others`: Slack user ids."""

    program_id: int
    program_name: str
    told: Unpaired | None
    others: tuple[str, ...]


# Everybody in a group of a running round who does not take part any more
ABSENT = DueQuery(
    in_running_rounds(
        select(Participant.workspace_id, Participant.id)
        .join(GroupMember, GroupMember.participant_id == Participant.id)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .join(Round, Round.id == BuddyGroup.round_id)
    )
    .join(Member, Member.id == Participant.member_id)
    .where(
        BuddyGroup.dissolved_at.is_(None),
        or_(Member.deactivated_at.is_not(None), ~is_active()),
    )
    .order_by(Participant.id)
)


# Introduced groups whose message still has its buttons: those that were dissolved, and those of a program that ended
_OPEN = select(BuddyGroup.workspace_id, BuddyGroup.id).where(
    BuddyGroup.introduced_at.is_not(None), BuddyGroup.withdrawn_at.is_(None)
)
DISSOLVED = DueQuery(
    in_running_rounds(_OPEN.join(Round, Round.id == BuddyGroup.round_id))
    .where(BuddyGroup.dissolved_at.is_not(None))
    .order_by(BuddyGroup.id)
)
ENDED = DueQuery(
    _OPEN.join(Round, Round.id == BuddyGroup.round_id)
    .join(Program, Program.id == Round.program_id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(Program.state == ProgramState.ENDED, may_speak())
    .order_by(BuddyGroup.id)
)


def withdraw(session: Session, group_id: int, *, now: datetime) -> tuple[Introduction, Status, bool]:
    """The content of a group's message without its buttons, once: how far the group came, and whether the whole program
    has ended.
    """
    group, _, program = find_group(session, group_id)
    group.withdrawn_at = now
    answers = session.scalars(select(GroupMember.answer).where(GroupMember.group_id == group_id))
    return describe(session, group_id, now=now), status(answers), program.state is ProgramState.ENDED


def release(session: Session, participant_id: int, *, now: datetime) -> None:
    """Take a participant out of the running round: they left, paused, landed, or their account is gone.

    Their buddies are told as after any change, and matched anew. Without a group it changes nothing.
    """
    for waiting in session.scalars(
        select(Waiting).where(Waiting.participant_id == participant_id, Waiting.ended_at.is_(None))
    ):
        waiting.ended_at = now
    for group, of_round in running_groups(session, participant_id):
        _dissolve(session, group, of_round, leaving=participant_id, now=now)
    session.flush()


def change_buddy(session: Session, actor: Actor, group_id: int, *, now: datetime) -> Changed:
    """The actor asks for another buddy: their group dissolves, and everybody in it is matched anew.

    Raises NotFoundError and NotAllowedError as `place_in`, ClosedError where the round or the group is over.
    """
    place = standing_place_in(session, actor, group_id)
    participants.touch(session, place.member.participant_id, now=now)
    named = [buddy.slack_user_id for buddy in buddies_of(session, group_id)]
    former = [slack_user_id for slack_user_id in named if slack_user_id != actor.slack_user_id]
    _dissolve(session, place.group, place.of_round, leaving=place.member.participant_id, now=now)
    waiting = wait(session, place.of_round, place.member.participant_id, why=WaitingWhy.REGROUPED, now=now)
    waiting.told_at = now  # the answer to their click tells them
    session.flush()
    return Changed(unpaired(session, waiting.id, now=now), tuple(former))


def separate(session: Session, group_id: int, participant_id: int, *, now: datetime) -> None:
    """An organizer has this one and their buddies matched anew: all of them are told as after any change."""
    group, of_round, _ = find_group(session, group_id)
    _dissolve(session, group, of_round, leaving=participant_id, now=now)
    wait(session, of_round, participant_id, why=WaitingWhy.REGROUPED, now=now)


def part_ways(session: Session, actor: Actor, group_id: int, *, now: datetime) -> Parted:
    """As `change_buddy`, for each group of the running round in which the actor is with anybody of this group.

    The group itself may be over: nobody has to look for the right button. Raises NotFoundError and NotAllowedError as
    `place_in`.
    """
    place, parted = place_in(session, actor, group_id), about_to_part(session, actor, group_id)
    told = None
    running = [] if place.program.state is ProgramState.ENDED else running_groups(session, place.member.participant_id)
    for group, _ in running:
        if {*parted.others} & {buddy.slack_user_id for buddy in buddies_of(session, group.id)}:
            told = change_buddy(session, actor, group.id, now=now).told
    return replace(parted, told=told)


def about_to_part(session: Session, actor: Actor, group_id: int) -> Parted:
    """Whom the actor would part from; the group may be over. Raises as `part_ways`."""
    program = place_in(session, actor, group_id).program
    others = {buddy.slack_user_id for buddy in buddies_of(session, group_id)} - {actor.slack_user_id}
    return Parted(program.id, program.name, None, tuple(sorted(others)))


def about_to_change(session: Session, actor: Actor, group_id: int, *, now: datetime) -> tuple[Introduction, int]:
    """(the actor's group, their own participant id), if they may ask for another buddy.

    Raises as `change_buddy`.
    """
    place = standing_place_in(session, actor, group_id)
    return describe(session, group_id, now=now), place.member.participant_id


def keep_waiting(session: Session, actor: Actor, group_id: int, *, now: datetime) -> None:
    """The actor stays with a buddy who has not answered; this counts as activity. Raises as `place_in`."""
    participants.touch(session, place_in(session, actor, group_id).member.participant_id, now=now)


def wait(session: Session, of_round: Round, participant_id: int, *, why: WaitingWhy, now: datetime) -> Waiting:
    """The participant has no buddy in this round from now on, and is told in their daytime.

    Who has another one in it does not wait: their row is over at once.
    """
    insert_once(session, Waiting, round_id=of_round.id, participant_id=participant_id, why=why, help=[], since_at=now)
    waiting, member = session.execute(
        select(Waiting, Member)
        .join(Participant, Participant.id == Waiting.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(Waiting.round_id == of_round.id, Waiting.participant_id == participant_id)
    ).one()
    waiting.why, waiting.since_at, waiting.told_at, waiting.ended_at = why, now, None, None
    if running_groups(session, participant_id):  # they have another buddy, and nothing to wait for
        waiting.told_at = waiting.ended_at = now
    waiting.tell_at = first_moment_for_all(
        [people.hours_of(member)], after=now, breaks=programs.breaks_of(session, of_round.program_id)
    )
    session.flush()
    return waiting


def form(
    session: Session, of_round: Round, members: Sequence[int], *, reasons: Sequence[Reason], now: datetime
) -> BuddyGroup:
    """Form a buddy group in the middle of a round; it is introduced at the next hour that suits all of them."""
    (group,) = add_groups(session, of_round, [(tuple(sorted(members)), reasons)], now=now)
    group.is_first = not _were_introduced(session, of_round, members)
    hours = [
        people.hours_of(member)
        for member in session.scalars(
            select(Member).join(Participant, Participant.member_id == Member.id).where(Participant.id.in_(members))
        )
    ]
    breaks = programs.breaks_of(session, of_round.program_id)
    group.introduce_at = first_moment_for_all(hours, after=now, breaks=breaks)
    for waiting in session.scalars(
        select(Waiting).where(
            Waiting.round_id == of_round.id, Waiting.participant_id.in_(members), Waiting.ended_at.is_(None)
        )
    ):
        waiting.ended_at = now
    session.flush()
    return group


def _were_introduced(session: Session, of_round: Round, participant_ids: Sequence[int]) -> bool:
    """Whether any of them was introduced to somebody in this round before."""
    before = (
        select(GroupMember.id)
        .join(BuddyGroup, BuddyGroup.id == GroupMember.group_id)
        .where(
            BuddyGroup.round_id == of_round.id,
            BuddyGroup.introduced_at.is_not(None),
            GroupMember.participant_id.in_(participant_ids),
        )
    )
    return session.scalar(before.limit(1)) is not None


def dissolve(session: Session, group: BuddyGroup, *, now: datetime) -> list[int]:
    """End a group in the middle of its round, and return its participants. Its history stays."""
    group.dissolved_at = now
    members = _members(session, group.id)
    for member in members:
        member.left_at = now
    session.flush()
    return sorted(member.participant_id for member in members)


def _members(session: Session, group_id: int) -> Sequence[GroupMember]:
    return session.scalars(select(GroupMember).where(GroupMember.group_id == group_id)).all()


def _dissolve(session: Session, group: BuddyGroup, of_round: Round, *, leaving: int, now: datetime) -> None:
    staying = [participant_id for participant_id in dissolve(session, group, now=now) if participant_id != leaving]
    reasons = reasons_from_json(group.reasons)
    if len(staying) < 2 or people.any_parted(session, of_round.program_id, staying):
        for participant_id in staying:
            wait(session, of_round, participant_id, why=WaitingWhy.REGROUPED, now=now)
        return
    answers = {member.participant_id: member for member in _members(session, group.id)}
    going_on = form(session, of_round, staying, reasons=_still_true(reasons), now=now)
    session.execute(
        update(Meeting).where(Meeting.group_id == group.id, Meeting.outcome.is_(None)).values(group_id=going_on.id)
    )
    for member in _members(session, going_on.id):  # a time that they have stays theirs
        if (said := answers[member.participant_id]).answer is MeetingAnswer.HAVE_TIME:
            member.answer, member.answered_at = said.answer, said.answered_at
    session.flush()


def _still_true(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons that hold without whoever left, too."""
    return [reason for reason in reasons if isinstance(reason, _OF_ALL)]
