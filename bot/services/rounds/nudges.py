"""Thursday's nudge: to people who did nothing this week, and to people whose buddy did nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.db.models import BuddyGroup, Delivery, GroupMember, Member, Participant, ParticipantWeek, Program, Round
from bot.domain.calendar import instant, local, week_of
from bot.domain.kinds import MessageKind
from bot.domain.rounds import Nudge, Stalled, status
from bot.domain.states import MeetingAnswer, RoundState
from bot.services import recipients
from bot.services.conditions import is_active, is_reachable

# People who were introduced so lately have not had the time to find a time
SETTLING_IN = timedelta(days=2)
# After so many words without an answer Thursday is quiet; the question "stay, pause, leave?" comes by itself
MOST_WORDS = 4
# Answers about a meeting after which nobody waits for their buddy any more
_SETTLED = frozenset({MeetingAnswer.HAVE_TIME, MeetingAnswer.MET, MeetingAnswer.WONT_HAPPEN})


def due_nudges(session: Session, *, program_id: int, zone: str, on: date) -> list[Nudge]:
    """The nudges for the program's active members in `zone` on their local day, across their programs.

    One to each who was active in no program this week; one to each who was, but whose buddy was not since their
    introduction. Nobody else gets one.
    """
    program_ids = recipients.programs_due(session, MessageKind.NUDGE, on=on)
    members = session.scalars(
        select(Member)
        .join(Participant, Participant.member_id == Member.id)
        .where(Participant.program_id == program_id, is_active(), Member.zone == zone, is_reachable())
        .order_by(Member.id)
    ).all()
    active = _active(session, [member.id for member in members], week_on=week_of(on))
    return [
        nudge
        for member in members
        if (nudge := _nudge(session, member, program_ids, was_active=member.id in active, on=on))
    ]


def _active(session: Session, member_ids: Sequence[int], *, week_on: date) -> set[int]:
    """Members who were active since the week began, in any program; reporting a hard week counts as activity."""
    in_week = session.execute(
        select(Participant.member_id)
        .join(ParticipantWeek, ParticipantWeek.participant_id == Participant.id)
        .where(
            Participant.member_id.in_(member_ids),
            ParticipantWeek.week_on == week_on,
            ParticipantWeek.last_active_at.is_not(None) | ParticipantWeek.excused_at.is_not(None),
        )
    )
    return {row[0] for row in in_week}


def _nudge(session: Session, member: Member, program_ids: set[int], *, was_active: bool, on: date) -> Nudge | None:
    if not was_active:
        places = session.execute(
            select(Participant.joined_at, Participant.state_changed_at, Participant.last_active_at).where(
                Participant.member_id == member.id, Participant.program_id.in_(program_ids), is_active()
            )
        ).all()
        monday = instant(week_of(on), time(), member.zone)
        is_new = all(max(joined_at, back_at) >= monday for joined_at, back_at, _ in places)
        if is_new:
            return None
        last_active_at = max(last_at for _, _, last_at in places)
        before = _unanswered(session, member.id, since=last_active_at)
        return None if before >= MOST_WORDS else Nudge(member.id, member.slack_user_id, on, before=before)
    stalled = _stalled(session, member.id, program_ids, on=on)
    return Nudge(member.id, member.slack_user_id, on, stalled) if stalled else None


def _unanswered(session: Session, member_id: int, *, since: datetime) -> int:
    """How many of Thursday's words went to them since the last thing that they did."""
    words = select(func.count()).where(
        Delivery.kind == MessageKind.NUDGE, Delivery.member_id == member_id, Delivery.created_at > since
    )
    return session.scalar(words) or 0


def _stalled(session: Session, member_id: int, program_ids: set[int], *, on: date) -> tuple[Stalled, ...]:
    rows = session.execute(
        select(BuddyGroup, Program)
        .join(Round, Round.id == BuddyGroup.round_id)
        .join(Program, Program.id == Round.program_id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .where(
            Participant.member_id == member_id,
            is_active(),
            Program.id.in_(program_ids),
            Round.state == RoundState.RUNNING,
            BuddyGroup.dissolved_at.is_(None),
            BuddyGroup.introduced_at.is_not(None),
        )
        .order_by(Program.id)
    ).all()
    return tuple(found for group, program in rows if (found := _stall(session, group, program, member_id, on=on)))


def _stall(session: Session, group: BuddyGroup, program: Program, member_id: int, *, on: date) -> Stalled | None:
    people = session.execute(
        select(GroupMember, Participant, Member)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(GroupMember.group_id == group.id)
        .order_by(Participant.id)
    ).all()
    said = status(member.answer for member, _, _ in people)
    others = [(participant, person) for _, participant, person in people if person.id != member_id]
    mine = [member.answer for member, _, person in people if person.id == member_id]
    introduced_at = group.introduced_at
    if introduced_at is None or local(introduced_at, program.zone).date() > on - SETTLING_IN:
        return None
    if said.met or said.has_time or _SETTLED & set(mine):
        return None
    if group.proposer_id in {participant.id for _, participant, person in people if person.id == member_id}:
        return None  # it is theirs to propose a time: the others wait for them
    if any(_last_active(session, person) >= introduced_at for _, person in others):
        return None
    return Stalled(program.id, program.name, group.id, tuple(person.slack_user_id for _, person in others))


def _last_active(session: Session, member: Member) -> datetime:
    """When the person did anything, in whichever of their programs."""
    last = select(func.max(Participant.last_active_at)).where(Participant.member_id == member.id)
    return session.scalars(last).one()
