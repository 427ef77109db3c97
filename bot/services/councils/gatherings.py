"""A council as its people read of it: who, why, the next meeting, what each asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Council, CouncilLine, CouncilMeeting, Member, Participant, Program
from bot.domain import councils as rules
from bot.domain.calendar import LAST_DAY
from bot.domain.councils import Gathering, Line
from bot.domain.rounds import Agreed, reasons_from_json
from bot.domain.slots import NO_SLOTS, Slots, common_slots
from bot.services import asks_of_others, programs
from bot.services.councils import people
from bot.services.councils.plans import plan_of
from bot.services.rounds.people import hours_of

OF_MESSAGE = "council_meeting"


def describe(session: Session, council: Council, meeting: CouncilMeeting | None, *, now: datetime) -> Gathering:
    """The council now, with times in common from `now` on if the meeting still has none."""
    program = session.get_one(Program, council.program_id)
    plan = plan_of(session, program.id)
    rows = people.members_of(session, council.id)
    there = people.as_buddies([(participant, member) for _, participant, member in rows])
    before = _before(session, meeting) if meeting else None
    return Gathering(
        council_id=council.id,
        program_id=program.id,
        program_name=program.name,
        people=there,
        reasons=reasons_from_json(council.reasons),
        meeting=as_value(session, meeting) if meeting else None,
        unsettled=before.id if before and before.outcome is None else None,
        slots=_slots(session, program, rows, meeting, now=now),
        every_weeks=plan.every_weeks if plan else 1,
        has_lines=plan is not None and plan.has_lines,
        asks=asks_of_others.lines_of(session, [one.participant_id for one in there], at=now),
        lines=_lines(session, council.id, meeting, {one.participant_id: one.slack_user_id for one in there}),
        changed=council.changed_at is not None,
        newcomers=tuple(row.participant_id for row, _, _ in rows if row.told_at is None),
        is_first=council.introduced_at is None,
    )


def _slots(
    session: Session,
    program: Program,
    rows: Collection[people.CouncilRow],
    meeting: CouncilMeeting | None,
    *,
    now: datetime,
) -> Slots:
    if meeting is None or meeting.starts_at is not None or meeting.outcome is not None or not rows:
        return NO_SLOTS
    hours = [hours_of(member) for _, _, member in rows]
    breaks = programs.breaks_of(session, program.id)
    until = max(meeting.week_on + LAST_DAY, people.today(program, now) + timedelta(days=2))
    return common_slots(hours, after=now + rules.NOTICE, breaks=breaks, until_on=until, length=rules.LENGTH)


def as_value(session: Session, meeting: CouncilMeeting) -> rules.Meeting:
    """A meeting's row as a value."""
    set_by = session.scalar(
        select(Member.slack_user_id)
        .join(Participant, Participant.member_id == Member.id)
        .where(Participant.id == meeting.set_by_id)
    )
    return rules.Meeting(
        meeting_id=meeting.id,
        number=meeting.number,
        week_on=meeting.week_on,
        facilitator_id=meeting.facilitator_id,
        agreed=Agreed(meeting.id, meeting.starts_at, meeting.set_at, meeting.place, meeting.changes, set_by)
        if meeting.starts_at
        else None,
        outcome=meeting.outcome,
    )


def last_meeting(session: Session, council_id: int) -> CouncilMeeting | None:
    """The council's newest meeting, whatever became of it."""
    newest = CouncilMeeting.number.desc()
    return session.scalar(
        select(CouncilMeeting).where(CouncilMeeting.council_id == council_id).order_by(newest).limit(1)
    )


def usual_time(session: Session, council_id: int) -> datetime | None:
    """The last time that the council had: the meetings that follow keep its weekday and hour."""
    had_one = (CouncilMeeting.council_id == council_id, CouncilMeeting.starts_at.is_not(None))
    return session.scalar(
        select(CouncilMeeting.starts_at).where(*had_one).order_by(CouncilMeeting.number.desc()).limit(1)
    )


def message_key(meeting: CouncilMeeting) -> str:
    """The delivery key of the group's latest message about this meeting."""
    return f"{OF_MESSAGE}:{meeting.id}:{meeting.told_at or meeting.set_at:%Y%m%dT%H%M%S}"


def add_meeting(
    session: Session, council: Council, *, number: int, week_on: date, starts_at: datetime | None, now: datetime
) -> CouncilMeeting:
    """Store the n-th meeting, with whose turn it is to facilitate."""
    rows = people.members_of(session, council.id)
    before = select(CouncilMeeting.facilitator_id).where(CouncilMeeting.council_id == council.id)
    seed = session.get_one(Program, council.program_id).seed
    meeting = CouncilMeeting(
        council_id=council.id,
        number=number,
        week_on=week_on,
        starts_at=starts_at,
        place="",
        set_at=now,
        facilitator_id=rules.next_facilitator(
            [row.participant_id for row, _, _ in rows],
            newcomers=[row.participant_id for row, _, _ in rows if row.told_at is None and council.introduced_at],
            before=list(session.scalars(before.order_by(CouncilMeeting.number))),
            seed=seed + council.id,
        ),
    )
    session.add(meeting)
    session.flush()
    return meeting


def tell_next_at(session: Session, council: Council, meeting: CouncilMeeting, *, now: datetime) -> datetime | None:
    """When the council reads of the meeting after this one; None where the program is over by then."""
    program, plan = session.get_one(Program, council.program_id), plan_of(session, council.program_id)
    if plan is None:
        return None
    dates, usual = programs.dates_of(session, program), usual_time(session, council.id)
    found = rules.next_told(meeting.week_on, usual, plan.every_weeks, program.zone, dates.breaks, now=now)
    return None if found is None or (dates.last_on and found[0] > dates.last_on) else found[1]


def _before(session: Session, meeting: CouncilMeeting) -> CouncilMeeting | None:
    return session.scalar(
        select(CouncilMeeting).where(
            CouncilMeeting.council_id == meeting.council_id, CouncilMeeting.number == meeting.number - 1
        )
    )


def _lines(
    session: Session, council_id: int, meeting: CouncilMeeting | None, users: Mapping[int, str]
) -> tuple[Line, ...]:
    """What those who are there set out to try after the meeting before this one."""
    before = (
        select(CouncilMeeting.id)
        .join(CouncilLine, CouncilLine.meeting_id == CouncilMeeting.id)
        .where(CouncilMeeting.council_id == council_id)
        .order_by(CouncilMeeting.number.desc())
        .limit(1)
    )
    if meeting is not None:
        before = before.where(CouncilMeeting.number < meeting.number)
    last = session.scalar(before)
    rows = session.scalars(
        select(CouncilLine).where(CouncilLine.meeting_id == last).order_by(CouncilLine.participant_id)
    )
    return tuple(
        Line(users[row.participant_id], row.will_try) for row in rows if row.will_try and row.participant_id in users
    )
