"""Where programs are in their rounds, and people's current buddies: grouped queries for messages about weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from bot.db.models import BuddyGroup, GroupMember, Meeting, Member, Participant, Program, Round, Worksheet
from bot.domain.calendar import WEEK, local, week_of
from bot.domain.rounds import MyMeeting
from bot.domain.states import RoundState
from bot.domain.working_days import Breaks, next_running, weeks_that_run
from bot.services.programs import breaks_of_all

# Built once: every drawn message asks for them.
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_PROGRAMS = select(Program).where(Program.id.in_(_IDS))
_ROUNDS = (
    select(Round)
    .where(
        Round.program_id.in_(_IDS),
        Round.starts_on < bindparam("next_week_on"),
        Round.state != RoundState.PROPOSED,
    )
    .order_by(Round.number)
)
_mine, _theirs = aliased(GroupMember), aliased(GroupMember)
_GROUPS = (
    select(
        _mine.participant_id,
        _mine.joined_at,
        Round.starts_on,
        Program.zone,
        _theirs.participant_id,
        Member.slack_user_id,
        BuddyGroup.introduced_at,
    )
    .join(BuddyGroup, BuddyGroup.id == _mine.group_id)
    .join(Round, Round.id == BuddyGroup.round_id)
    .join(Program, Program.id == Round.program_id)
    .join(_theirs, _theirs.group_id == _mine.group_id)
    .join(Participant, Participant.id == _theirs.participant_id)
    .join(Member, Member.id == Participant.member_id)
    .where(
        _mine.participant_id.in_(_IDS),
        _mine.left_at.is_(None),
        _theirs.left_at.is_(None),
        _theirs.participant_id != _mine.participant_id,
        BuddyGroup.dissolved_at.is_(None),
        Round.state == RoundState.RUNNING,
        Round.starts_on < bindparam("next_week_on"),
        Round.ends_on >= bindparam("week_on"),
    )
    .order_by(_mine.participant_id, _theirs.participant_id)
)
_WRITTEN = (
    select(Worksheet)
    .where(
        Worksheet.participant_id.in_(_IDS),
        Worksheet.written_at >= bindparam("since_at"),
        Worksheet.written_at < bindparam("until_at"),
    )
    .order_by(Worksheet.written_at, Worksheet.id)
)


@dataclass(frozen=True)
class InRound:
    """The week's place among the weeks of its round that run: `week` counts from 1.

    `is_about_to_start`: the round begins later this week.
    """

    number: int
    week: int
    weeks: int
    is_about_to_start: bool = False


@dataclass
class CurrentGroup:
    """A participant's group in the running round. `since` is a Monday; `buddies`: participant id -> Slack user id,
    empty until the introduction.
    """

    since: date
    buddies: dict[int, str] = field(default_factory=dict)


def rounds(session: Session, program_ids: Collection[int], *, week_on: date) -> dict[int, InRound]:
    """Each program's place in its round in that week; programs between two rounds are not in it."""
    programs = session.scalars(_PROGRAMS, {"ids": list(program_ids)}).all()
    rows = session.scalars(_ROUNDS, {"ids": list(program_ids), "next_week_on": week_on + WEEK})
    latest = {found.program_id: found for found in rows}
    breaks = breaks_of_all(session)
    placed = (
        (program.id, _place(program, latest.get(program.id), week_on, breaks[program.id])) for program in programs
    )
    return {program_id: place for program_id, place in placed if place is not None}


def _place(program: Program, last: Round | None, week_on: date, breaks: Breaks) -> InRound | None:
    if last is not None and last.ends_on >= week_on:
        first = week_of(last.starts_on)
        week, weeks = (weeks_that_run(first, until, breaks) for until in (week_on, last.ends_on))
        return InRound(last.number, max(week, 1), max(weeks, 1))
    next_on = week_of(program.starts_on) if last is None else week_of(last.ends_on) + WEEK
    if next_running(next_on, breaks) != week_on:
        return None
    return InRound(last.number + 1 if last else 1, 1, program.round_weeks, is_about_to_start=True)


def current_groups(session: Session, participant_ids: Collection[int], *, week_on: date) -> dict[int, CurrentGroup]:
    """The buddies of each participant in the round of that week; people without buddies are left out."""
    days = {"week_on": week_on, "next_week_on": week_on + WEEK}
    rows = session.execute(_GROUPS, {"ids": list(participant_ids), **days})
    found: dict[int, CurrentGroup] = {}
    for participant_id, joined_at, starts_on, zone, buddy_id, slack_user_id, introduced_at in rows:
        since = max(week_of(starts_on), week_of(local(joined_at, zone).date()))
        group = found.setdefault(participant_id, CurrentGroup(since))
        group.since = max(group.since, since)
        if introduced_at is not None:
            group.buddies[buddy_id] = slack_user_id
    return found


def meetings(session: Session, member_ids: Collection[int]) -> dict[int, list[MyMeeting]]:
    """The open times of these members, by member, the earliest first: still to come, or over and nothing said yet."""
    rows = session.execute(
        select(Meeting, BuddyGroup.id, Participant.member_id, Member.slack_user_id, Member.zone)
        .join(BuddyGroup, BuddyGroup.id == Meeting.group_id)
        .join(GroupMember, GroupMember.group_id == Meeting.group_id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .join(Member, Member.id == Participant.member_id)
        .where(
            Meeting.group_id.in_(_groups_of(member_ids)),
            Meeting.outcome.is_(None),
            BuddyGroup.dissolved_at.is_(None),
        )
        .order_by(Meeting.starts_at, Meeting.id, Participant.id)
    ).all()
    tried = _set_out_to_try(session, {row[1] for row in rows}) if rows else {}
    found: dict[int, list[MyMeeting]] = defaultdict(list)
    for meeting, group_id, member_id, slack_user_id, zone in rows:
        if member_id in member_ids and meeting.starts_at is not None:
            others = [row[3] for row in rows if row[0] is meeting and row[3] != slack_user_id]
            mine = (group_id, tuple(others), meeting.starts_at, meeting.place, meeting.set_at, zone)
            found[member_id].append(MyMeeting(*mine, tried.get((group_id, member_id), "")))
    return found


def will_try(session: Session, participant_ids: Collection[int], *, week_on: date) -> dict[int, str]:
    """What each of these wrote on the worksheet of a meeting in the week before: their own words, for them alone."""
    monday = datetime.combine(week_on, time(), UTC)
    rows = session.scalars(_WRITTEN, {"ids": list(participant_ids), "since_at": monday - WEEK, "until_at": monday})
    return {row.participant_id: row.will_try for row in rows if row.will_try}


def _set_out_to_try(session: Session, group_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """By group and member, what they last wrote after a meeting of that group."""
    rows = session.execute(
        select(BuddyGroup.id, Participant.member_id, Worksheet)
        .join(Meeting, Meeting.id == Worksheet.meeting_id)
        .join(BuddyGroup, BuddyGroup.id == Meeting.group_id)
        .join(Participant, Participant.id == Worksheet.participant_id)
        .where(Meeting.group_id.in_(group_ids))
        .order_by(Meeting.id)
    )
    return {(group_id, member_id): row.will_try for group_id, member_id, row in rows if row.will_try}


def _groups_of(member_ids: Collection[int]) -> Select[int]:
    return (
        select(GroupMember.group_id)
        .join(Participant, Participant.id == GroupMember.participant_id)
        .where(Participant.member_id.in_(member_ids), GroupMember.left_at.is_(None))
    )
