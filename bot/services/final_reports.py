"""The final report of a program, and programs whose last reports are still to be sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.db.due_queries import DueQuery, now_plus
from bot.db.models import Participant, Program, Round, Workspace
from bot.domain.calendar import local, week_of
from bot.domain.final_reports import FinalReport
from bot.domain.states import ProgramState, RoundState
from bot.services import landings, mentor_pairs, participation, progress
from bot.services.conditions import is_counted, may_speak, with_program_and_member
from bot.services.councils import figures as councils

REPORT_WITHIN = timedelta(days=28)  # longer than usual breaks; who comes back later finds them in App Home
UNREPORTED = DueQuery(
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


def report(session: Session, program_id: int, *, now: datetime) -> FinalReport:
    """The program from its first week to its last, or to this week while it goes on. Queries: a constant number."""
    program = session.get_one(Program, program_id)
    ended_at = program.state_changed_at if program.state is ProgramState.ENDED else now
    until_on = local(ended_at, program.zone).date()
    groups = participation.introduced_groups(program_id)
    joined, stayed = session.execute(
        with_program_and_member(
            select(
                func.count(),
                func.coalesce(func.sum(case((is_counted(), 1), else_=0)), 0),
            )
        ).where(Participant.program_id == program_id)
    ).one()
    rounds = select(func.count()).where(Round.program_id == program_id, Round.state != RoundState.PROPOSED)
    return FinalReport(
        program_id=program_id,
        program_name=program.name,
        from_on=min(program.starts_on, until_on),
        until_on=until_on,
        rounds=session.scalars(rounds).one(),
        joined=joined,
        stayed=stayed,
        landings=landings.of_program(session, program_id),
        mentor_pairs=mentor_pairs.figures(session, program_id),
        groups=participation.what_became(session, groups),
        weeks=progress.every_week(session, program, week_on=week_of(until_on)),
        councils=councils.of_program(session, program, now=ended_at),
    )
