"""Did you go? A yes counts once, as the program's event activity; and how many went, for the program's figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, Event, EventGoer, Program
from bot.db.upsert import insert_once
from bot.domain.calendar import local
from bot.domain.checkins import CLICKED
from bot.domain.errors import ClosedError, NotFoundError
from bot.domain.events import KEY
from bot.domain.progress import SMALLEST_GROUP, EventsGoneTo
from bot.services import enrollments
from bot.services.by_week import at_times, week_of_time
from bot.services.conditions import Query
from bot.services.enrollments import Enrollment
from bot.services.members import Actor


def went(session: Session, actor: Actor, event_id: int, *, now: datetime) -> int | None:
    """The actor went to an event that they meant to go to. The id of the check-in that it counts as, once; None where
    the program counts no events, or the actor took it back.

    Raises NotFoundError where they never meant to go, ClosedError where it has not begun, or was off.
    """
    event, goer, enrollment = _own(session, actor, event_id, now=now)
    goer.went, goer.answered_at = True, now
    session.flush()
    counted = _counted(session, enrollment, event_id) or _count(session, enrollment, event, now=now)
    return counted.id if counted is not None and counted.undone_at is None else None


def did_not_go(session: Session, actor: Actor, event_id: int, *, now: datetime) -> None:
    """The actor did not go; it is asked no more, and nobody is told. Raises as `went`."""
    _, goer, _ = _own(session, actor, event_id, now=now)
    if goer.went is None:
        goer.went, goer.answered_at = False, now


def gone_to(session: Session, program: Program, mondays: Sequence[date]) -> list[EventsGoneTo]:
    """How often people went to the program's events of each of these weeks, without what was undone."""
    week = week_of_time(Event.starts_at, mondays, program).label("week")
    counted = _gone(select(week, func.count(EventGoer.id), _IN_PERSON), program, mondays).group_by(week)
    found = {row[0]: EventsGoneTo(row[1], row[2] or 0) for row in session.execute(counted)}
    return [found.get(index, EventsGoneTo()) for index in range(len(mondays))]


def in_person(session: Session, program: Program, mondays: Sequence[date]) -> int | None:
    """How many of the visits of all these weeks were in person; None where fewer than five people went."""
    of_all = _gone(select(func.count(EventGoer.participant_id.distinct()), _IN_PERSON), program, mondays)
    people, number = session.execute(of_all).one()
    return number or 0 if people >= SMALLEST_GROUP else None


_IN_PERSON = func.sum(case((Event.in_person, 1), else_=0))


def _gone(counts: Query, program: Program, mondays: Sequence[date]) -> Query:
    its_checkin = and_(CheckIn.event_id == EventGoer.event_id, CheckIn.participant_id == EventGoer.participant_id)
    return (
        counts.select_from(EventGoer)
        .join(Event, Event.id == EventGoer.event_id)
        .outerjoin(CheckIn, its_checkin)
        .where(Event.program_id == program.id, *at_times(Event.starts_at, mondays, program))
        .where(EventGoer.went.is_(True), CheckIn.undone_at.is_(None))
    )


def _own(session: Session, actor: Actor, event_id: int, *, now: datetime) -> tuple[Event, EventGoer, Enrollment]:
    event = session.scalar(select(Event).where(Event.id == event_id))
    if event is None:
        raise NotFoundError(f"event {event_id}")
    enrollment = enrollments.require(session, actor, event.program_id, now=now)
    goer = session.scalar(
        select(EventGoer)
        .where(EventGoer.event_id == event_id, EventGoer.participant_id == enrollment.participant.id)
        .with_for_update()
    )
    if goer is None:
        raise NotFoundError(f"member {actor.member_id} does not go to event {event_id}")
    if event.cancelled_at is not None or event.starts_at > now:
        raise ClosedError(f"event {event_id} was off, or is still to come")
    return event, goer, enrollment


def _counted(session: Session, enrollment: Enrollment, event_id: int) -> CheckIn | None:
    mine = select(CheckIn).where(CheckIn.participant_id == enrollment.participant.id)
    return session.scalar(mine.where(CheckIn.event_id == event_id))


def _count(session: Session, enrollment: Enrollment, event: Event, *, now: datetime) -> CheckIn | None:
    """What they logged of that day by themselves is this event; else it is counted now."""
    mine, activity = enrollment.participant.id, Activity.program_id == event.program_id
    activity_id = session.scalar(
        select(Activity.id).where(activity, Activity.key == KEY, Activity.retired_at.is_(None)).limit(1)
    )
    if activity_id is None:
        return None
    done_on = min(local(event.starts_at, enrollment.program.zone).date(), enrollment.today)
    logged = session.scalar(
        select(CheckIn)
        .where(CheckIn.participant_id == mine, CheckIn.activity_id == activity_id, CheckIn.done_on == done_on)
        .where(CheckIn.event_id.is_(None), CheckIn.undone_at.is_(None))
        .order_by(CheckIn.id.desc())
        .limit(1)
    )
    if logged is not None:
        logged.event_id = event.id
        logged.in_person = event.in_person if logged.in_person is None else logged.in_person
        session.flush()
        return logged
    insert_once(
        session,
        CheckIn,
        participant_id=mine,
        activity_id=activity_id,
        source=f"{CLICKED}event:{event.id}",  # as any other click, it is asked whom one met
        event_id=event.id,
        done_on=done_on,
        in_person=event.in_person,
        created_at=now,
    )
    return _counted(session, enrollment, event.id)
