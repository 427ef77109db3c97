"""Landings: said, changed, taken back, passed on. Words are the member's alone; a program has totals, and what was
passed on to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, Landing, Member, Participant, Program
from bot.domain import figures, trails
from bot.domain import landings as rules
from bot.domain.calendar import local
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.landings import Came, MyLanding, Offered, Shared, SharedTrail, Source
from bot.domain.participants import Place
from bot.domain.reports import Period
from bot.domain.states import ParticipantState, Role
from bot.services import checkins, contacts, joining, members, participants
from bot.services import trails as own_trails
from bot.services.conditions import goes_on, takes_part
from bot.services.members import Actor

PEOPLE, EVENTS = 60, 30  # that a form offers
LATEST = 3  # trails that newcomers read
STORIES = 20  # that a report tells
IS_NEW = timedelta(weeks=4)  # for so long somebody reads them in App Home
AHEAD = timedelta(days=3 * 366)  # for so long ahead it may begin


def offered(session: Session, actor: Actor) -> Offered:
    """What the actor may have landed through: their people most lately in touch, and events that they logged."""
    book = sorted(contacts.everybody(session, actor), key=lambda one: one.last_in_touch_on or date.min, reverse=True)
    events = session.execute(
        select(CheckIn.id, Activity.name, CheckIn.done_on)
        .join(Activity, Activity.id == CheckIn.activity_id)
        .join(Participant, Participant.id == CheckIn.participant_id)
        .where(Participant.member_id == actor.member_id, CheckIn.undone_at.is_(None))
        .where(Activity.key.in_((*own_trails.EVENTS, "")))
        .order_by(CheckIn.done_on.desc(), CheckIn.id.desc())
        .limit(EVENTS)
    )
    return Offered(
        people=tuple((one.contact_id, one.details.name, bool(one.slack_user_id)) for one in book[:PEOPLE]),
        events=tuple((row[0], row[1], row[2]) for row in events),
    )


def land(
    session: Session, actor: Actor, program_id: int, landing: rules.Landing, *, tells_channel: bool, now: datetime
) -> Place:
    """The actor's search is over in this program; said again, it is changed. Nobody else learns the words.

    Raises InvalidInputError (`role`, `helped`, `starts_on`, `came`), else as `joining.land`.
    """
    landing = rules.checked(landing)
    is_new = participants.get_for(session, actor, program_id).state is not ParticipantState.LANDED
    place = joining.land(session, actor, program_id, now=now)
    today = local(now, members.zone_of(session, actor.member_id)).date()
    if landing.starts_on and abs(landing.starts_on - today) > AHEAD:
        raise InvalidInputError("starts_on", "Choose a day within three years.")
    source = _source(session, actor, landing.came)
    row = session.scalar(select(Landing).where(Landing.participant_id == place.participant_id))
    if row is None:
        row = Landing(participant_id=place.participant_id, landed_at=now, kind=landing.kind, source=source)
        session.add(row)
    row.landed_at = now if is_new else row.landed_at
    row.kind, row.source, row.told = landing.kind, source, tells_channel and landing.kind.is_good_news
    row.role, row.helped, row.starts_on = landing.role, landing.helped, landing.starts_on
    row.contact_id, row.checkin_id = landing.came.contact_id, landing.came.checkin_id
    row.days = own_trails.trail(session, actor, landing.came, landed_on=_day(session, actor, row)).days
    session.flush()
    if row.shared is not None:
        share(session, actor, program_id, row.shared, now=now)
    return place


def take_back(session: Session, actor: Actor, program_id: int, *, now: datetime) -> Place:
    """It was a mistake: it counts nowhere, and the actor takes part again. Raises NotFoundError without one."""
    session.delete(_own(session, actor, program_id))
    return joining.come_back(session, actor, program_id, now=now)


def share(session: Session, actor: Actor, program_id: int, shared: Shared | None, *, now: datetime) -> None:
    """Pass the trail on to the program as it reads now, or take it back. Raises NotFoundError without a landing."""
    row = _own(session, actor, program_id)
    row.shared, row.trail = shared, []
    if shared is not None:
        found = trails.for_others(_trail(session, actor, row), program_id=program_id)
        row.trail = [asdict(step) for step in found]
    participants.touch(session, row.participant_id, now=now)


def mine(session: Session, actor: Actor) -> list[MyLanding]:
    """The actor's landings in programs where they have landed and not come back, oldest first. One query."""
    rows = session.execute(
        select(Landing, Program, Participant.role, Participant.may_be_asked, Member.zone)
        .join(Participant, Participant.id == Landing.participant_id)
        .join(Program, Program.id == Participant.program_id)
        .join(Member, Member.id == Participant.member_id)
        .where(Participant.member_id == actor.member_id, Participant.state == ParticipantState.LANDED, goes_on())
        .order_by(Landing.id)
    )
    return [
        MyLanding(
            program_id=program.id,
            program=program.name,
            landed_on=local(row.landed_at, zone).date(),
            landing=_said(row),
            is_mentor=program.has_mentors and role is Role.MENTOR,
            may_be_asked=may_ask,
        )
        for row, program, role, may_ask, zone in rows
    ]


def own(session: Session, actor: Actor, program_id: int) -> tuple[rules.Landing, Shared | None, trails.Trail]:
    """What the actor said of it, whether they passed it on, and their trail. Raises NotFoundError without one."""
    row = _own(session, actor, program_id)
    return _said(row), row.shared, _trail(session, actor, row)


def passed_on(session: Session, actor: Actor, *, now: datetime) -> list[SharedTrail]:
    """The latest trails that were passed on to programs in which the actor is new."""
    new = select(Participant.program_id).where(
        Participant.member_id == actor.member_id, takes_part(), Participant.joined_at > now - IS_NEW
    )
    rows = session.execute(
        select(Landing, Program.name, Member.slack_user_id)
        .join(Participant, Participant.id == Landing.participant_id)
        .join(Program, Program.id == Participant.program_id)
        .join(Member, Member.id == Participant.member_id)
        .where(Program.id.in_(new), goes_on(), Landing.shared.is_not(None), Member.id != actor.member_id)
        .order_by(Landing.landed_at.desc(), Landing.id.desc())
        .limit(LATEST)
    )
    return [
        SharedTrail(
            program=program,
            kind=row.kind,
            steps=_steps(row),
            slack_user_id=slack_user_id if row.shared is Shared.NAMED else None,
        )
        for row, program, slack_user_id in rows
        if row.trail
    ]


def of_programs(session: Session, program_ids: Collection[int]) -> Mapping[int, figures.Landings]:
    """The figure of each of these programs that has any. One query."""
    found = defaultdict(list)
    for program_id, *row in session.execute(
        select(Participant.program_id, Landing.kind, Landing.source, Landing.days, Landing.shared)
        .join(Landing, Landing.participant_id == Participant.id)
        .where(Participant.program_id.in_(program_ids))
    ):
        found[program_id].append(tuple(row))
    return {program_id: figures.landings(rows) for program_id, rows in found.items()}  # type: ignore[arg-type]


def of_program(session: Session, program_id: int) -> figures.Landings:
    """The figure of one program."""
    return of_programs(session, [program_id]).get(program_id, figures.NO_LANDINGS)


def of_period(session: Session, program_id: int, period: Period) -> tuple[figures.Landings, list[int]]:
    """The figure of the landings in the weeks of a period, and how many there were in each of them."""
    begins, ends = period.whole_weeks()
    rows = session.execute(
        select(Landing.landed_at, Landing.kind, Landing.source, Landing.days, Landing.shared)
        .join(Participant, Participant.id == Landing.participant_id)
        .where(Participant.program_id == program_id, Landing.landed_at >= begins, Landing.landed_at < ends)
    ).all()
    week_ends, by_week = period.week_ends(), [0] * len(period.weeks)
    for row in rows:
        by_week[bisect_right(week_ends, row[0])] += 1
    return figures.landings((row[1], row[2], row[3], row[4]) for row in rows), by_week


def stories(session: Session, program_id: int, period: Period) -> tuple[SharedTrail, ...]:
    """The latest trails to landings in the weeks of a period that were passed on, nobody named."""
    begins, ends = period.whole_weeks()
    rows = session.scalars(
        select(Landing)
        .join(Participant, Participant.id == Landing.participant_id)
        .where(Participant.program_id == program_id, Landing.shared.is_not(None))
        .where(Landing.landed_at >= begins, Landing.landed_at < ends)
        .order_by(Landing.landed_at.desc(), Landing.id.desc())
        .limit(STORIES)
    )
    return tuple(SharedTrail("", row.kind, _steps(row)) for row in rows if row.trail)


def _own(session: Session, actor: Actor, program_id: int) -> Landing:
    row = session.scalar(
        select(Landing)
        .join(Participant, Participant.id == Landing.participant_id)
        .where(Participant.member_id == actor.member_id, Participant.program_id == program_id, takes_part())
    )
    if row is None:
        raise NotFoundError(f"member {actor.member_id} has not landed in program {program_id}")
    return row


def _source(session: Session, actor: Actor, came: Came) -> Source:
    """What it was. Raises NotFoundError for somebody else's contact or event."""
    if came.checkin_id is not None:
        checkins.entry(session, actor, came.checkin_id)
        return Source.EVENT
    if came.contact_id is None:
        return Source.NONE
    is_buddy = contacts.contact(session, actor, came.contact_id).slack_user_id
    return Source.BUDDY if is_buddy else Source.CONTACT


def _trail(session: Session, actor: Actor, row: Landing) -> trails.Trail:
    return own_trails.trail(session, actor, _said(row).came, landed_on=_day(session, actor, row))


def _day(session: Session, actor: Actor, row: Landing) -> date:
    return local(row.landed_at, members.zone_of(session, actor.member_id)).date()


def _steps(row: Landing) -> tuple[trails.SharedStep, ...]:
    return tuple(trails.SharedStep(**{**step, "kind": trails.StepKind(step["kind"])}) for step in row.trail)


def _said(row: Landing) -> rules.Landing:
    return rules.Landing(row.kind, row.role, row.starts_on, Came(row.contact_id, row.checkin_id), row.helped)
