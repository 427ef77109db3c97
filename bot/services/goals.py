"""Goals of a week: taken in one click, set by the form, planned, removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.db.models import CheckIn, Goal, Participant, Program
from bot.db.upsert import insert_once
from bot.domain import goals as rules
from bot.domain.calendar import WEEK, Rhythm, week_of
from bot.domain.errors import ClosedError, InvalidInputError
from bot.domain.goals import MOST, Offer, Plan, WeekSection
from bot.domain.lengths import LINE
from bot.services import enrollments, weeks
from bot.services.conditions import goes_on, takes_part, with_program_and_member
from bot.services.enrollments import Enrollment
from bot.services.members import Actor


def take_offers(session: Session, actor: Actor, program_id: int, *, week_on: date, now: datetime) -> None:
    """Set the program's default goals for the week; a goal that is set already stays as it is.

    Raises NotFoundError for a program that is not the actor's, ClosedError for a week that is over or to come.
    """
    enrollment = _open(session, actor, program_id, week_on=week_on, now=now)
    _insert(
        session, enrollment, _section(session, enrollment, week_on=week_on, now=now).offers, week_on=week_on, now=now
    )


def take_small_step(session: Session, actor: Actor, program_id: int, *, week_on: date, now: datetime) -> None:
    """Set one small goal, as offered after a hard week. Errors as `take_offers`."""
    enrollment = _open(session, actor, program_id, week_on=week_on, now=now)
    section = _section(session, enrollment, week_on=week_on, now=now)
    step = rules.small_step(section.offers, section.activities)
    _insert(session, enrollment, [step] if step else [], week_on=week_on, now=now)


def take_last_week(session: Session, actor: Actor, program_id: int, *, week_on: date, now: datetime) -> None:
    """Set last week's goals again, with weekday, time and place where that day is still to come. Errors as above."""
    enrollment = _open(session, actor, program_id, week_on=week_on, now=now)
    kept = {choice.activity_id for choice in _section(session, enrollment, week_on=week_on, now=now).activities}
    for goal in session.scalars(
        select(Goal)
        .where(Goal.participant_id == enrollment.participant.id, Goal.week_on == week_on - WEEK)
        .order_by(Goal.id)
    ):
        if goal.activity_id in kept:
            plan = rules.carried(Plan(goal.plan_on, goal.plan_at, goal.plan_place), today=enrollment.here)
            offer = Offer(goal.activity_id, "", goal.target)
            _insert(session, enrollment, [offer], week_on=week_on, now=now, plan=plan, is_private=goal.is_private)


def set_goal(
    session: Session,
    actor: Actor,
    program_id: int,
    *,
    week_on: date,
    offer: Offer,
    plan: Plan,
    is_private: bool,
    now: datetime,
) -> None:
    """Set or change the week's goal of one activity. A form sent twice changes nothing more.

    Raises InvalidInputError (fields `target`, `plan_on`, `plan_at`, `plan_place`), else as `take_offers`.
    """
    enrollment = _open(session, actor, program_id, week_on=week_on, now=now)
    goal = session.scalar(
        select(Goal).where(
            Goal.participant_id == enrollment.participant.id,
            Goal.week_on == week_on,
            Goal.activity_id == offer.activity_id,
        )
    )
    enrollments.activity(session, enrollment, offer.activity_id, used_before=goal is not None)
    if not 1 <= offer.target <= MOST:
        raise InvalidInputError("target", f"Choose a number from 1 to {MOST}.")
    plan = _checked(enrollment, plan, week_on=week_on, before=goal)
    if goal is None:
        _insert(session, enrollment, [offer], week_on=week_on, now=now, plan=plan, is_private=is_private)
        return
    goal.target, goal.is_private = offer.target, is_private
    _plan(goal, plan, now=now)


def add_to_goal(
    session: Session, actor: Actor, program_id: int, activity_id: int, number: int, *, week_on: date, now: datetime
) -> None:
    """The week's goal of an activity leaves so many to do: a new goal, or one with a higher count. Errors as
    `take_offers`, NotFoundError for an activity that is not the program's.
    """
    enrollment = _open(session, actor, program_id, week_on=week_on, now=now)
    enrollments.activity(session, enrollment, activity_id)
    part = _section(session, enrollment, week_on=week_on, now=now)
    before = next((goal for goal in part.goals if goal.activity_id == activity_id), None)
    done = before.done if before else sum(one.target for one in part.others if one.activity_id == activity_id)
    target = min(done + number, MOST)
    if before is None:
        _insert(session, enrollment, [Offer(activity_id, "", target)], week_on=week_on, now=now)
    else:
        goal = session.get_one(Goal, before.goal_id)
        goal.target = max(goal.target, target)


def plan_day(session: Session, actor: Actor, goal_id: int, *, on: date | None, now: datetime) -> None:
    """Choose the day of a goal, or none; time and place stay. Raises NotFoundError for another person's goal,
    ClosedError for a week that is over, InvalidInputError (`plan_on`) for a day outside the week or over.
    """
    goal, enrollment = _own_open(session, actor, goal_id, now=now)
    before = Plan(goal.plan_on, goal.plan_at, goal.plan_place)
    plan = replace(before, on=on) if on else replace(before, on=None, at=None)
    _plan(goal, _checked(enrollment, plan, week_on=goal.week_on, before=goal), now=now)


def remove(session: Session, actor: Actor, goal_id: int, *, now: datetime) -> None:
    """Remove a goal; check-ins stay recorded. Errors as `plan_day`."""
    goal, _ = _own_open(session, actor, goal_id, now=now)
    session.delete(goal)
    session.flush()


def planned_on(session: Session, actor: Actor, *, on: date) -> tuple[int, int] | None:
    """(program, activity) of a goal that the actor planned for that day, and of which they recorded nothing on it."""
    done = exists().where(
        CheckIn.participant_id == Goal.participant_id,
        CheckIn.activity_id == Goal.activity_id,
        CheckIn.done_on == on,
        CheckIn.undone_at.is_(None),
    )
    found = session.execute(
        with_program_and_member(
            select(Program.id, Goal.activity_id).join(Participant, Participant.id == Goal.participant_id)
        )
        .where(Participant.member_id == actor.member_id, takes_part(), goes_on(), Goal.plan_on == on, ~done)
        .order_by(Goal.plan_at.is_(None), Goal.plan_at, Goal.id)
    ).first()
    return (found[0], found[1]) if found else None


def program_of(session: Session, actor: Actor, goal_id: int) -> int:
    """The program of the actor's own goal. Raises NotFoundError for another person's."""
    return enrollments.own(session, actor, Goal, goal_id)[1]


def check_open(session: Session, actor: Actor, program_id: int, *, week_on: date, now: datetime) -> None:
    """Raises NotFoundError for a program that is not the actor's, ClosedError for a week that is over or to come."""
    _open(session, actor, program_id, week_on=week_on, now=now)


def _own_open(session: Session, actor: Actor, goal_id: int, *, now: datetime) -> tuple[Goal, Enrollment]:
    goal, program_id = enrollments.own(session, actor, Goal, goal_id)
    return goal, _open(session, actor, program_id, week_on=goal.week_on, now=now)


def _open(session: Session, actor: Actor, program_id: int, *, week_on: date, now: datetime) -> Enrollment:
    enrollment = enrollments.require(session, actor, program_id, now=now)
    rhythm, zone = Rhythm.from_json(enrollment.program.rhythm), enrollment.program.zone
    begun = week_on <= max(enrollment.today, enrollment.here)
    if week_on != week_of(week_on) or not begun or now >= rules.closes_at(week_on, rhythm=rhythm, zone=zone):
        raise ClosedError(f"the week of {week_on} is not open in program {program_id}")
    return enrollment


def _section(session: Session, enrollment: Enrollment, *, week_on: date, now: datetime) -> WeekSection:
    found = weeks.load(
        session, on=week_on, member_ids=[enrollment.member.id], program_ids=[enrollment.program.id], now=now
    )
    if not found:
        raise ClosedError(f"participant {enrollment.participant.id} or program {enrollment.program.id} is not active")
    return found[enrollment.member.id].sections[0]


def _insert(
    session: Session,
    enrollment: Enrollment,
    offers: Iterable[Offer],
    *,
    week_on: date,
    now: datetime,
    plan: Plan | None = None,
    is_private: bool = False,
) -> None:
    plan = plan or Plan()
    for offer in offers:
        insert_once(
            session,
            Goal,
            participant_id=enrollment.participant.id,
            activity_id=offer.activity_id,
            week_on=week_on,
            target=offer.target,
            plan_on=plan.on,
            plan_at=plan.at,
            plan_place=plan.place,
            planned_at=now if plan.on else None,
            is_private=is_private,
            created_at=now,
        )


def _plan(goal: Goal, plan: Plan, *, now: datetime) -> None:
    if (goal.plan_on, goal.plan_at) != (plan.on, plan.at):
        goal.planned_at = now
    goal.plan_on, goal.plan_at, goal.plan_place = plan.on, plan.at, plan.place


def _checked(enrollment: Enrollment, plan: Plan, *, week_on: date, before: Goal | None) -> Plan:
    if len(plan.place) > LINE:
        raise InvalidInputError("plan_place", f"This is too long: {LINE} characters fit here.")
    if plan.on is None:
        if plan.at is not None:
            raise InvalidInputError("plan_on", "Choose the day for this time as well.")
        return replace(plan, place=plan.place.strip())
    if not week_on <= plan.on < week_on + timedelta(days=7):
        raise InvalidInputError("plan_on", "Choose a day of this week, Monday to Sunday.")
    if plan.on < min(enrollment.today, enrollment.here) and (before is None or before.plan_on != plan.on):
        raise InvalidInputError("plan_on", "This day is over. Choose today or a later day of this week.")
    return replace(plan, place=plan.place.strip())
