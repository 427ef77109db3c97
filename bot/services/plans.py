"""Reminders of plans, follow-ups and events that are due now: at most one a day, and only what is still to be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.db.due_queries import DueQuery, now_plus, today_plus
from bot.db.models import (
    BuddyGroup,
    CheckIn,
    Council,
    CouncilMeeting,
    CouncilMember,
    Event,
    EventGoer,
    FollowUp,
    Goal,
    GroupMember,
    Meeting,
    Member,
    MentorPair,
    Notice,
    Participant,
    Workspace,
)
from bot.domain.calendar import DAY_ENDS, ProgramDates, falls_on, instant, local, week_of
from bot.domain.goals import reminder_at
from bot.domain.kinds import MessageKind
from bot.services import message_cap, programs
from bot.services.conditions import (
    is_active,
    is_reachable,
    is_running,
    may_mentor,
    may_speak,
    with_program_and_member,
)

DAY = timedelta(days=1)
_EARLY = time(9)  # of what begins before this hour one is told an hour before it, else in the morning


@dataclass(frozen=True)
class Reminder:
    """A member to be reminded of their own plans, times with buddies or follow-ups of their local day `on`."""

    workspace_id: int
    member_id: int
    on: date


@dataclass(frozen=True)
class _Item:
    """A plan (`at` is None if it has no time) or a follow-up of a local day, and when it was written."""

    workspace_id: int
    member_id: int
    program_id: int
    zone: str
    on: date
    made_at: datetime | None
    at: time | None = None
    is_meeting: bool = False

    @property
    def reminder(self) -> Reminder:
        return Reminder(self.workspace_id, self.member_id, self.on)


_WHO = (Participant.workspace_id, Participant.member_id, Participant.program_id, Member.zone)


def _of_members(query: Select[*tuple[Any, ...]], on: InstrumentedAttribute[date | None]) -> Select[*tuple[Any, ...]]:
    """People who take part in a running program and can be written to. It is yesterday, today or tomorrow somewhere."""
    return (
        with_program_and_member(query)
        .join(Workspace, Workspace.id == Participant.workspace_id)
        .where(on.between(today_plus(-DAY), today_plus(DAY)), is_active(), is_running(), may_speak(), is_reachable())
    )


def _unreminded(query: Select[*tuple[Any, ...]], on: InstrumentedAttribute[date | None]) -> Select[*tuple[Any, ...]]:
    return query.where(
        ~exists().where(
            Notice.member_id == Participant.member_id, Notice.kind == MessageKind.PLAN, Notice.local_on == on.expression
        )
    )


_DONE = (
    select(func.count(CheckIn.id))
    .where(
        CheckIn.participant_id == Goal.participant_id,
        CheckIn.activity_id == Goal.activity_id,
        CheckIn.done_on >= Goal.week_on,
        CheckIn.undone_at.is_(None),
    )
    .correlate(Goal)
    .scalar_subquery()
)
_PLANS = _of_members(
    select(*_WHO, Goal.plan_on, Goal.planned_at, Goal.plan_at).join(Participant, Participant.id == Goal.participant_id),
    Goal.plan_on,
).where(Goal.target > _DONE)
_FOLLOW_UPS = _of_members(
    select(*_WHO, FollowUp.due_on, FollowUp.planned_at).join(Participant, Participant.member_id == FollowUp.member_id),
    FollowUp.due_on,
).where(FollowUp.closed_at.is_(None))

# Events that they go to, and times that buddies agreed on: the day is the member's own, so the hours that may belong to
# it are asked for
_EVENTS = (
    with_program_and_member(
        select(*_WHO, Event.starts_at, EventGoer.created_at)
        .join(EventGoer, EventGoer.event_id == Event.id)
        .join(Participant, Participant.id == EventGoer.participant_id)
    )
    .join(Workspace, Workspace.id == Participant.workspace_id)
    .where(
        Event.cancelled_at.is_(None),
        EventGoer.went.is_(None),
        Event.starts_at.between(now_plus(-DAY), now_plus(DAY)),
        is_active(),
        is_running(),
        may_speak(),
        is_reachable(),
    )
)
_MEETINGS = (
    with_program_and_member(
        select(*_WHO, Meeting.starts_at, Meeting.set_at)
        .join(BuddyGroup, BuddyGroup.id == Meeting.group_id)
        .join(GroupMember, GroupMember.group_id == BuddyGroup.id)
        .join(Participant, Participant.id == GroupMember.participant_id)
    )
    .join(Workspace, Workspace.id == Participant.workspace_id)
    .where(
        Meeting.outcome.is_(None),
        Meeting.starts_at.between(now_plus(-DAY), now_plus(DAY)),
        BuddyGroup.dissolved_at.is_(None),
        is_running(),
        may_speak(),
        is_reachable(),
    )
)

_COUNCILS = (
    with_program_and_member(
        select(*_WHO, CouncilMeeting.starts_at, CouncilMeeting.set_at)
        .join(Council, Council.id == CouncilMeeting.council_id)
        .join(CouncilMember, CouncilMember.council_id == Council.id)
        .join(Participant, Participant.id == CouncilMember.participant_id)
    )
    .join(Workspace, Workspace.id == Participant.workspace_id)
    .where(
        CouncilMeeting.outcome.is_(None),
        CouncilMeeting.starts_at.between(now_plus(-DAY), now_plus(DAY)),
        Council.dissolved_at.is_(None),
        CouncilMember.left_at.is_(None),
        is_active(),
        is_running(),
        may_speak(),
        is_reachable(),
    )
)

_TALKS = (
    with_program_and_member(
        select(*_WHO, Meeting.starts_at, Meeting.set_at)
        .join(MentorPair, MentorPair.id == Meeting.pair_id)
        .join(Participant, Participant.id.in_((MentorPair.participant_id, MentorPair.mentor_id)))
    )
    .join(Workspace, Workspace.id == Participant.workspace_id)
    .where(
        Meeting.outcome.is_(None),
        Meeting.starts_at.between(now_plus(-DAY), now_plus(DAY)),
        MentorPair.closed_at.is_(None),
        may_mentor(),  # active, or landed and still there as a mentor
        is_running(),
        may_speak(),
        is_reachable(),
    )
)

_ALL = (DueQuery(_PLANS), DueQuery(_FOLLOW_UPS))
_TIMES = (DueQuery(_MEETINGS), DueQuery(_COUNCILS), DueQuery(_TALKS))
_GOING = DueQuery(_EVENTS)
_OPEN = (DueQuery(_unreminded(_PLANS, Goal.plan_on)), DueQuery(_unreminded(_FOLLOW_UPS, FollowUp.due_on)))
REMINDERS = DueQuery(select(literal(1)).where(or_(*(query.rows.exists() for query in (*_OPEN, *_TIMES, _GOING)))))


def due(session: Session, *, now: datetime) -> list[Reminder]:
    """Everybody, in every workspace, who is due a reminder now and has room for it in their day and week.

    People with a Monday prompt or a check-in on that day find their plans there instead. A handful of grouped queries.
    """
    found = [*_items(session, _OPEN, now=now), *_timed(session, now=now)]
    items = [item for item in found if local(now, item.zone).time() < DAY_ENDS]
    reached = {item.reminder for item in items if _is_today(item, now=now) and _moment([item]) <= now}
    if not reached:
        return []
    days = [(reminder.member_id, reminder.on) for reminder in reached]
    meeting = {item.member_id for item in items if item.is_meeting}
    room = message_cap.with_room(session, MessageKind.PLAN, days, even_if_hard=meeting)
    open_items = [item for item in items if (item.member_id, item.on) in room]
    return [reminder for reminder, mine in _today(session, open_items, now=now).items() if _moment(mine) <= now]


def expected(session: Session, member_ids: Collection[int], *, on: date, now: datetime) -> set[int]:
    """Which of these members are to be reminded at some time of their local day `on`: other messages give way."""
    wanted = set(member_ids)
    found = _today(session, [*_items(session, _ALL, now=now), *_timed(session, now=now)], now=now)
    return {reminder.member_id for reminder in found if reminder.on == on and reminder.member_id in wanted}


def _today(session: Session, candidates: Iterable[_Item], *, now: datetime) -> dict[Reminder, list[_Item]]:
    """The plans and follow-ups of each member's present local day, at any hour."""
    items = [item for item in candidates if _is_today(item, now=now)]
    if not items:
        return {}
    dates = {program.program_id: program.dates for program in programs.running(session)}
    busy = _with_a_message(session, items, dates)
    meeting = {item.member_id for item in items if item.is_meeting}
    hard = message_cap.hard_weeks(session, meeting, {week_of(item.on) for item in items}) if meeting else set()
    found: dict[Reminder, list[_Item]] = defaultdict(list)
    for item in items:
        is_break = item.program_id not in dates or dates[item.program_id].is_break(item.on)
        has_own_message = item.reminder in busy and (item.member_id, week_of(item.on)) not in hard
        if (item.is_meeting or not is_break) and not has_own_message and _is_older_than_its_moment(item):
            found[item.reminder].append(item)
    return found


def _items(session: Session, queries: Iterable[DueQuery[*tuple[Any, ...]]], *, now: datetime) -> list[_Item]:
    return [_Item(*row) for query in queries for row in query.ask(session, now=now)]


def _timed(session: Session, *, now: datetime) -> list[_Item]:
    """Times that they agreed on, and events: told of in the morning, or an hour before if that is sooner."""
    found = []
    for query in (*_TIMES, _GOING):
        for workspace_id, member_id, program_id, zone, starts_at, made_at in query.ask(session, now=now):
            there = local(starts_at or now, zone)
            at = there.time() if there.time() < _EARLY else None
            who = (workspace_id, member_id, program_id, zone, there.date(), made_at, at)
            found.append(_Item(*who, is_meeting=query in _TIMES))
    return found


def _with_a_message(session: Session, items: Iterable[_Item], dates: dict[int, ProgramDates]) -> set[Reminder]:
    """Members whose day has a prompt or a check-in of its own, in any of their programs."""
    reminders = {item.reminder for item in items}
    own: dict[int, list[ProgramDates]] = defaultdict(list)
    for member_id, program_id in session.execute(
        select(Participant.member_id, Participant.program_id).where(
            Participant.member_id.in_([reminder.member_id for reminder in reminders]), is_active()
        )
    ):
        if program_id in dates:
            own[member_id].append(dates[program_id])
    return {
        reminder
        for reminder in reminders
        for program in own[reminder.member_id]
        if any(falls_on(kind, program, reminder.on) for kind in (MessageKind.PROMPT, MessageKind.CHECKIN))
    }


def _is_today(item: _Item, *, now: datetime) -> bool:
    return item.on == local(now, item.zone).date()


def _is_older_than_its_moment(item: _Item) -> bool:
    """Nobody is reminded of what they wrote after the moment of the reminder."""
    return item.made_at is None or item.made_at < _moment([item])


def _moment(items: list[_Item]) -> datetime:
    at = reminder_at([item.at for item in items])
    return instant(items[0].on, at, items[0].zone)
