"""A program's report over any dates: the digest's own figures, of more weeks. The number of queries is constant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Landing, Member, Participant, Program, Round, Workspace
from bot.domain import reports
from bot.domain.calendar import local
from bot.domain.progress import SMALLEST_GROUP
from bot.domain.reports import Period, Report, ReportWeek, Stay
from bot.domain.states import ProgramState, RoundState
from bot.services import (
    event_answers,
    helps,
    introduced_groups,
    introductions,
    landings,
    mentor_pairs,
    progress,
    viewers,
)
from bot.services.conditions import may_speak, with_program_and_member
from bot.services.councils import figures as councils
from bot.services.members import Actor

REPORT_WITHIN = timedelta(days=28)  # longer than usual breaks; who comes back later finds them in App Home
UNREPORTED = DueQuery(  # programs whose last reports are still to be sent
    select(Program.workspace_id, Program.id)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(
        Program.state == ProgramState.ENDED,
        Program.reported_at.is_(None),
        Program.state_changed_at > now_plus(-REPORT_WITHIN),
        may_speak(),
    )
    .order_by(Program.id)
)


def report(session: Session, actor: Actor, program_id: int, *, from_on: date, until_on: date, now: datetime) -> Report:
    """The report of these days, both included. Raises InvalidInputError as `domain.reports.period`, else as
    `viewers.require_reader`.
    """
    program = _readable(session, actor, program_id)
    return _of(session, program, _period(program, from_on, until_on, now=now), now=now)


def suggested(session: Session, actor: Actor, program_id: int, *, now: datetime) -> dict[str, tuple[date, date]]:
    """Periods that are often asked for. Raises as `viewers.require_reader`."""
    return reports.suggested(*dates(_readable(session, actor, program_id), now=now))


def whole(session: Session, program_id: int, *, now: datetime) -> Report:
    """The report of the program from its first day to its last, or to today while it goes on. Who may is not asked."""
    program = session.get_one(Program, program_id)
    first, last = dates(program, now=now)
    return _of(session, program, _period(program, first, last, now=now), now=now)


def dates(program: Program, *, now: datetime) -> tuple[date, date]:
    """The program's first day and its last so far; before its first day, today is both."""
    ended = program.state is ProgramState.ENDED
    last = local(program.state_changed_at if ended else now, program.zone).date()
    return min(program.starts_on, last), last


def _readable(session: Session, actor: Actor, program_id: int) -> Program:
    return viewers.require_reader(session, actor, program_id)


def _period(program: Program, from_on: date, until_on: date, *, now: datetime) -> Period:
    _, last = dates(program, now=now)
    return reports.period(from_on, until_on, starts_on=program.starts_on, last_on=last, zone=program.zone)


def _of(session: Session, program: Program, period: Period, *, now: datetime) -> Report:
    mondays, people = period.weeks, progress.people(session, program.id, period.weeks)
    stays = _stays(session, program.id)
    who, series = reports.participation(stays, period)
    landed, landed_by_week = landings.of_period(session, program.id, period)
    return Report(
        program_id=program.id,
        program_name=program.name,
        made_on=local(now, program.zone).date(),
        period=period,
        weeks=_weeks(session, program, mondays, series, landed_by_week),
        participation=who,
        outcomes=reports.outcomes(stays, period),
        rounds=_rounds(session, program.id, mondays),
        groups=introduced_groups.what_became(session, program.id, *introduced_groups.of_weeks(mondays)),
        councils=councils.of_program(session, program, mondays, period=period, now=now),
        mentor_pairs=mentor_pairs.figures(session, program.id, period),
        people=people,
        acts=progress.acts_by_activity(session, program.id, mondays) if people >= SMALLEST_GROUP else (),
        events_in_person=event_answers.in_person(session, program, mondays),
        landings=landed,
        stories=landings.stories(session, program.id, period),
    )


def _stays(session: Session, program_id: int) -> list[Stay]:
    """Everybody who ever was in the program, as it counts people: no bots, and guests where they are paired."""
    # Few have landed, so everybody's row goes without these
    columns = (Landing.landed_at, Landing.kind, Landing.source, Landing.days, Landing.shared)
    of_program = select(Landing.participant_id, *columns).join(Participant, Participant.id == Landing.participant_id)
    landed = {row[0]: row[1:] for row in session.execute(of_program.where(Participant.program_id == program_id))}
    rows = session.execute(
        with_program_and_member(
            select(
                Participant.id,
                Participant.state,
                Participant.joined_at,
                Participant.state_changed_at,
                Participant.role,
                Member.deactivated_at,
            )
        )
        .where(Participant.program_id == program_id, Member.is_bot.is_(False))
        .where(or_(Member.is_guest.is_(False), Program.pairs_guests))
        .order_by(Participant.id)
    )
    return [Stay.stored(*row[1:], *landed.get(row[0], (None,))) for row in rows]


def _weeks(
    session: Session,
    program: Program,
    mondays: Sequence[date],
    series: Sequence[tuple[int, int, int]],
    landed: Sequence[int],
) -> tuple[ReportWeek, ...]:
    columns = zip(
        progress.totals(session, program.id, mondays),
        event_answers.gone_to(session, program, mondays),
        introductions.of_weeks(session, program, mondays),
        helps.of_weeks(session, program, mondays),
        series,
        landed,
        strict=True,
    )
    return tuple(
        ReportWeek(
            week_on=total.week_on,
            joined=who[0],
            exits=who[1],
            in_search=who[2],
            people=total.people,
            acts=total.acts,
            new_contacts=total.new_contacts,
            goals_set=total.goals_set,
            goals_met=total.goals_met,
            events=events.number,
            introductions=introduced,
            asks=given.asks,
            helps=given.helps,
            shared=given.shared,
            landings=landed_then,
        )
        for total, events, introduced, given, who, landed_then in columns
    )


def _rounds(session: Session, program_id: int, mondays: Sequence[date]) -> int:
    rounds = select(func.count()).where(Round.program_id == program_id, Round.state != RoundState.PROPOSED)
    return session.scalars(rounds.where(Round.starts_on <= mondays[-1], Round.ends_on >= mondays[0])).one()
