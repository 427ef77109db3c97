"""A council's people are introduced, read of each meeting by their rhythm, agree on a time, and say that they met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus, today_plus
from bot.db.models import Council, CouncilMember, Participant, Program
from bot.domain import councils as rules
from bot.domain.calendar import week_of
from bot.domain.councils import Gathering
from bot.domain.kinds import MessageKind
from bot.services import contacts, programs
from bot.services.councils import people
from bot.services.councils.gatherings import add_meeting, describe, last_meeting, message_key, tell_next_at, usual_time
from bot.services.rounds.send_times import later_for_group

_DAY = timedelta(days=1)

# On their first day back nobody is introduced before they were welcomed
_COMES_BACK_TODAY = exists().where(
    CouncilMember.council_id == Council.id,
    CouncilMember.left_at.is_(None),
    Participant.id == CouncilMember.participant_id,
    Participant.paused_until_on.between(today_plus(-_DAY), today_plus(_DAY)),
)
INTRODUCTIONS = DueQuery(
    people.launched(select(Council.workspace_id, Council.id))
    .where(Council.introduce_at <= now_plus(), ~_COMES_BACK_TODAY)
    .order_by(Council.introduce_at, Council.id)
)
MEETINGS = DueQuery(
    people.launched(select(Council.workspace_id, Council.id))
    .where(Council.next_at <= now_plus(), Council.introduced_at.is_not(None), Council.introduce_at.is_(None))
    .order_by(Council.next_at, Council.id)
)


@dataclass(frozen=True)
class Told:
    """A message to a council: what it says, under which key."""

    gathering: Gathering
    key: str


def introduce(session: Session, council_id: int, *, now: datetime) -> Told | None:
    """Claim a council's introduction, or the one of somebody who came to it. None if it waits for a better hour."""
    council = _locked(session, council_id)
    if council is None or council.introduce_at is None or council.introduce_at > now:
        return None
    last = last_meeting(session, council_id)
    said = describe(session, council, last, now=now)
    if len(said.people) < 2 or not (said.is_first or said.newcomers):
        council.introduce_at = None
        return None
    breaks = programs.breaks_of(session, council.program_id)
    later = later_for_group(session, said.people, MessageKind.INTRODUCTION, breaks=breaks, now=now)
    if later is not None:
        council.introduce_at = later
        return None
    program = session.get_one(Program, council.program_id)
    if last is None:
        week_on = week_of(people.today(program, now))
        last = add_meeting(session, council, number=1, week_on=week_on, starts_at=None, now=now)
        council.next_at = tell_next_at(session, council, last, now=now)
    is_over = last.outcome is not None or (last.starts_at is not None and last.starts_at < now)
    if not is_over:
        last.told_at = now
    said = describe(session, council, None if is_over else last, now=now)
    contacts.add_buddies(session, [one.member_id for one in said.people], now=now)
    _mark_told(session, council, now=now)
    council.introduce_at, council.introduced_at = None, council.introduced_at or now
    return Told(said, f"council:{council_id}:{now:%Y%m%dT%H%M%S}" if is_over else message_key(last))


def open_next(session: Session, council_id: int, *, now: datetime) -> Told | None:
    """Claim the message about a council's next meeting. None if there is nothing to say yet."""
    council = _locked(session, council_id)
    if council is None or council.next_at is None or council.next_at > now:
        return None
    last = last_meeting(session, council_id)
    program = session.get_one(Program, council.program_id)
    rows = people.members_of(session, council_id)
    if last is None or len(rows) < 2:
        council.next_at = now + 7 * _DAY if last is None else tell_next_at(session, council, last, now=now)
        return None
    if last.outcome is None and last.starts_at is not None and last.starts_at > now:  # it was moved past this day
        council.next_at = tell_next_at(session, council, last, now=now)
        return None
    dates = programs.dates_of(session, program)
    usual = usual_time(session, council_id)
    week_on, starts_at = rules.next_meeting(council.next_at, usual, program.zone, dates.breaks, now=now)
    if dates.last_on and week_on > dates.last_on:
        council.next_at = None
        return None
    there = people.as_buddies([(participant, member) for _, participant, member in rows])
    later = later_for_group(
        session, there, MessageKind.COUNCIL, breaks=dates.breaks, now=now, even_if_hard=starts_at is not None
    )
    if later is not None:
        council.next_at = later
        return None
    meeting = add_meeting(
        session, council, number=last.number + 1, week_on=max(week_on, last.week_on), starts_at=starts_at, now=now
    )
    meeting.told_at = now
    said = describe(session, council, meeting, now=now)
    _mark_told(session, council, now=now)
    council.next_at = tell_next_at(session, council, meeting, now=now)
    session.flush()
    return Told(said, message_key(meeting))


def _locked(session: Session, council_id: int) -> Council | None:
    return session.scalar(select(Council).where(Council.id == council_id, people.stands()).with_for_update())


def _mark_told(session: Session, council: Council, *, now: datetime) -> None:
    for row, _, _ in people.members_of(session, council.id):
        row.told_at = row.told_at or now
    council.changed_at = None
    session.flush()
