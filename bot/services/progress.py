"""A program's weeks in totals: grouped queries, as many for ten members as for ten thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, Select, case, column, func, select, tuple_, values
from sqlalchemy.orm import Session

from bot.db.models import Activity, CheckIn, Goal, Participant, ParticipantWeek, Program
from bot.domain.calendar import LAST_DAY, WEEK, week_of
from bot.domain.progress import TREND_WEEKS, ActivityCount, WeekTotal
from bot.domain.working_days import working_days
from bot.services import programs
from bot.services.by_week import on_days, week_of_day


def weeks(session: Session, program: Program, *, week_on: date) -> tuple[WeekTotal, ...]:
    """Totals of the week that starts on `week_on` and of up to seven before it, oldest first.

    A break week in which nothing was done is left out, so that it lowers no mean; `week_on` itself always stays.
    """
    first = max(week_of(program.starts_on), week_on - (TREND_WEEKS - 1) * WEEK)
    mondays = [first + index * WEEK for index in range((week_on - first).days // 7 + 1)] or [week_on]
    breaks = programs.breaks_of(session, program.id)
    return tuple(
        total
        for total in totals(session, program.id, mondays)
        if total.week_on == week_on or total.acts or working_days(total.week_on, breaks)
    )


def totals(session: Session, program_id: int, mondays: Sequence[date]) -> list[WeekTotal]:
    """Totals of each of these weeks, which follow each other."""
    found = {monday: WeekTotal(monday) for monday in mondays}
    for index, acts, people, contacts in session.execute(_acts_by_week(program_id, mondays)):
        monday = mondays[index]
        found[monday] = replace(found[monday], acts=acts, people=people, new_contacts=contacts or 0)
    for index, goals_set, goals_met in session.execute(_goals_by_week(program_id, mondays)):
        monday = mondays[index]
        found[monday] = replace(found[monday], goals_set=goals_set, goals_met=goals_met or 0)
    return list(found.values())


def people(session: Session, program_id: int, mondays: Sequence[date]) -> int:
    """How many people recorded at least one act in these weeks."""
    return session.scalars(
        select(func.count(CheckIn.participant_id.distinct()))
        .join(Participant, Participant.id == CheckIn.participant_id)
        .where(Participant.program_id == program_id, CheckIn.undone_at.is_(None), *on_days(CheckIn.done_on, mondays))
    ).one()


def acts_by_activity(session: Session, program_id: int, mondays: Sequence[date]) -> tuple[ActivityCount, ...]:
    """The check-ins of these weeks by activity, most first."""
    acts = (  # counted before names are joined to them: in half the time
        select(CheckIn.activity_id, func.count().label("number"))
        .join(Participant, Participant.id == CheckIn.participant_id)
        .where(Participant.program_id == program_id, CheckIn.undone_at.is_(None), *on_days(CheckIn.done_on, mondays))
        .group_by(CheckIn.activity_id)
        .subquery()
    )
    rows = session.execute(
        select(Activity.name, acts.c.number)
        .join(acts, acts.c.activity_id == Activity.id)
        .order_by(acts.c.number.desc(), Activity.position, Activity.id)
    )
    return tuple(ActivityCount(row[0], row[1]) for row in rows)


def met_goals(program_id: int, mondays: Sequence[date]) -> Any:
    """A subquery (goal_id, participant_id, week, met): each goal of these weeks, `met` 1 or 0.

    A goal is met when its activity was done at least as often in its week as it says. Goals of an excused week are not
    among them.
    """
    dated = [(index, monday, monday + LAST_DAY) for index, monday in enumerate(mondays)]
    weeks = values(column("week", Integer), column("first_on", Date), column("last_on", Date)).data(dated).cte("weeks")
    # Goal by goal, by the check-ins' index: with 10,000 participants in a third of the time that a join takes
    times = (
        select(func.count())
        .where(
            CheckIn.participant_id == Goal.participant_id,
            CheckIn.activity_id == Goal.activity_id,
            CheckIn.done_on.between(weeks.c.first_on, weeks.c.last_on),
            CheckIn.undone_at.is_(None),
        )
        .scalar_subquery()
    )
    # Few weeks are excused, so they are looked up once and not for each goal
    excused = select(ParticipantWeek.participant_id, ParticipantWeek.week_on).where(
        ParticipantWeek.week_on.between(mondays[0], mondays[-1]), ParticipantWeek.excused_at.is_not(None)
    )
    return (
        select(
            Goal.id.label("goal_id"),
            Goal.participant_id,
            weeks.c.week,
            case((times >= Goal.target, 1), else_=0).label("met"),
        )
        .join(weeks, weeks.c.first_on == Goal.week_on)
        .join(Participant, Participant.id == Goal.participant_id)
        .where(
            Participant.program_id == program_id,
            tuple_(Goal.participant_id, Goal.week_on).not_in(excused),
        )
        .subquery()
    )


def _acts_by_week(program_id: int, mondays: Sequence[date]) -> Select[int, int, int, int | None]:
    week = week_of_day(CheckIn.done_on, mondays).label("week")
    return (
        select(
            week,
            func.count(),
            func.count(CheckIn.participant_id.distinct()),
            func.sum(CheckIn.new_contact_count),
        )
        .join(Participant, Participant.id == CheckIn.participant_id)
        .where(Participant.program_id == program_id, CheckIn.undone_at.is_(None), *on_days(CheckIn.done_on, mondays))
        .group_by(week)
    )


def _goals_by_week(program_id: int, mondays: Sequence[date]) -> Select[int, int, int | None]:
    goals = met_goals(program_id, mondays)
    return select(goals.c.week, func.count(), func.sum(goals.c.met)).group_by(goals.c.week)
