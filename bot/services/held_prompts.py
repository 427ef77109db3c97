"""Goal prompts that wait for the introduction of the same day: nobody is asked to plan a chat with a buddy to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import BuddyGroup, GroupMember, HeldPrompt, Member, Participant, Program, Round
from bot.db.upsert import insert_once
from bot.domain.calendar import dues, is_daytime, local
from bot.domain.goals import Week
from bot.domain.kinds import MessageKind
from bot.domain.slots import first_moment_for_all
from bot.services import participants, programs, recipients
from bot.services.conditions import in_running_rounds, is_active, is_reachable, is_running, with_program_and_member
from bot.services.rounds import people

_A_DAY = timedelta(days=1)
# Prompts whose hour has come
RELEASED = DueQuery(
    select(HeldPrompt.workspace_id, HeldPrompt.id)
    .join(Program, Program.id == HeldPrompt.program_id)
    .where(HeldPrompt.until <= now_plus(), is_running())
    .order_by(HeldPrompt.id)
)


def hold(session: Session, members: Mapping[int, str], program_id: int, *, on: date, now: datetime) -> set[int]:
    """Which of these members (id and zone) are introduced to a buddy later on their day `on`; their prompts wait."""
    until = _introduced_at(session, members, on=on, now=now)
    for member_id, moment in until.items():
        insert_once(session, HeldPrompt, program_id=program_id, member_id=member_id, local_on=on, until=moment)
    return set(until)


def release(session: Session, held_id: int, *, now: datetime) -> tuple[int, Week] | None:
    """The program whose moment it was, and the week to prompt for now; None if it waits on, or nobody is asked."""
    held = session.get_one(HeldPrompt, held_id)
    member = session.scalar(select(Member).where(Member.id == held.member_id, is_reachable()))
    until = _introduced_at(session, {member.id: member.zone}, on=held.local_on, now=now) if member else {}
    if held.member_id in until:
        held.until = until[held.member_id]
        return None
    session.delete(held)
    if member is None or local(now, member.zone).date() != held.local_on or not is_daytime(now, member.zone):
        return None  # an outage lasted until night: the week goes on without
    weeks = recipients.weeks_due(session, [member.id], MessageKind.PROMPT, on=held.local_on, now=now)
    return (held.program_id, weeks[0]) if weeks else None


def _introduced_at(session: Session, members: Mapping[int, str], *, on: date, now: datetime) -> dict[int, datetime]:
    """When the first introduction to come reaches each of these members by day on their `on`; others are left out."""
    moments: dict[int, list[datetime]] = defaultdict(list)
    groups = (
        in_running_rounds(select(Participant.member_id, BuddyGroup.introduce_at).select_from(BuddyGroup).join(Round))
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .where(BuddyGroup.introduced_at.is_(None), BuddyGroup.dissolved_at.is_(None), BuddyGroup.introduce_at > now)
        .where(Participant.member_id.in_(members), is_active(), Participant.paused_until_on.is_(None))
    )
    for member_id, at in session.execute(groups):
        moments[member_id].append(at)
    rounds = _rounds_to_come(session, now=now)
    numbers = participants.next_round_numbers(session, list(rounds))
    places = with_program_and_member(select(Participant, Program, Member)).where(
        Member.id.in_(members),
        Program.id.in_(rounds),
        is_active(),
        Participant.skips_round.is_(None),
        Participant.paused_until_on.is_(None),  # who comes back is welcomed by the prompt, before anything else
    )
    for participant, program, member in session.execute(places):
        begins_at, number = rounds[program.id], numbers[program.id]
        if participants.sits_out(program, participant, round_number=number):
            continue
        if local(_earliest(session, program.id, member, begins_at), member.zone).date() == on:
            moments[member.id].append(begins_at)
    return {
        member_id: min(later)
        for member_id, zone in members.items()
        if (later := [at for at in moments[member_id] if local(at, zone).date() == on and is_daytime(at, zone)])
    }


def _earliest(session: Session, program_id: int, member: Member, begins_at: datetime) -> datetime:
    """When an introduction of the round could reach the member at the earliest."""
    breaks = programs.breaks_of(session, program_id)
    return first_moment_for_all([people.hours_of(member)], after=begins_at, breaks=breaks)


def _rounds_to_come(session: Session, *, now: datetime) -> dict[int, datetime]:
    """When the round of each program begins that begins within a day."""
    found = {
        program_id: next(dues(MessageKind.ROUND, dates, zones=(), after=now, until=now + _A_DAY), None)
        for program_id, dates in programs.running_dates(session).items()
    }
    return {program_id: due.due_at for program_id, due in found.items() if due}
