"""Programs: what is running, and what decides its dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, Program, ProgramBreak, Round, Workspace
from bot.domain.calendar import ProgramDates, Rhythm
from bot.domain.states import ParticipantState, ProgramState, RoundState, WorkspaceState


@dataclass(frozen=True)
class RunningProgram:
    """A program that runs in a workspace where Kith may speak. `zones` are those of its participants."""

    workspace_id: int
    program_id: int
    dates: ProgramDates
    zones: frozenset[str]
    due_checked_at: datetime


# Built once: they are asked at every tick.
_RUNNING = (
    select(Program)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(Program.state == ProgramState.RUNNING, Workspace.state == WorkspaceState.ACTIVE)
    .order_by(Program.id)
)
_BREAKS = select(ProgramBreak.program_id, ProgramBreak.from_on, ProgramBreak.until_on)
_ZONES = (
    select(Participant.program_id, Member.zone)
    .join(Member, Member.id == Participant.member_id)
    .where(Participant.state != ParticipantState.LEFT)
    .distinct()
)
_ROUND_ENDS = (
    select(Round.program_id, func.max(Round.ends_on))
    .where(Round.state != RoundState.PROPOSED)
    .group_by(Round.program_id)
)


def running(session: Session) -> list[RunningProgram]:
    """Every running program of every active workspace: four queries, however many there are."""
    zones = _zones(session)
    return [
        RunningProgram(
            workspace_id=program.workspace_id,
            program_id=program.id,
            dates=dates,
            zones=frozenset(zones[program.id]),
            due_checked_at=program.due_checked_at,
        )
        for program, dates in _dated(session)
    ]


def running_dates(session: Session) -> dict[int, ProgramDates]:
    """What decides the dates of every running program, by its id; nothing is read about people."""
    return {program.id: dates for program, dates in _dated(session)}


def _dated(session: Session) -> list[tuple[Program, ProgramDates]]:
    breaks, ends = _breaks(session), _round_ends(session)
    return [
        (
            program,
            ProgramDates(
                starts_on=program.starts_on,
                zone=program.zone,
                rhythm=Rhythm.from_json(program.rhythm),
                next_round_on=ends[program.id] + timedelta(days=1) if program.id in ends else program.starts_on,
                breaks=tuple(breaks[program.id]),
            ),
        )
        for program in session.scalars(_RUNNING).all()
    ]


def get(session: Session, program_id: int) -> Program:
    """The program. There has to be one."""
    return session.get_one(Program, program_id)


def dates_of(session: Session, program: Program) -> ProgramDates:
    """What of this program decides its dates."""
    last = session.scalar(select(func.max(Round.ends_on)).where(Round.program_id == program.id))
    breaks = session.execute(
        select(ProgramBreak.from_on, ProgramBreak.until_on).where(ProgramBreak.program_id == program.id)
    )
    return ProgramDates(
        starts_on=program.starts_on,
        zone=program.zone,
        rhythm=Rhythm.from_json(program.rhythm),
        next_round_on=last + timedelta(days=1) if last else program.starts_on,
        breaks=tuple((row[0], row[1]) for row in breaks),
    )


def is_break(session: Session, program_id: int, on: date) -> bool:
    """Whether `on` is a day without messages in the program."""
    found = select(ProgramBreak.id).where(
        ProgramBreak.program_id == program_id, ProgramBreak.from_on <= on, ProgramBreak.until_on >= on
    )
    return session.scalar(found.limit(1)) is not None


def mark_due_checked(session: Session, program_ids: Collection[int], *, now: datetime) -> None:
    """Every due moment of these programs up to `now` was done or skipped."""
    late = update(Program).where(Program.id.in_(program_ids), Program.due_checked_at < now)
    session.execute(late.values(due_checked_at=now).execution_options(synchronize_session=False))


def _breaks(session: Session) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for program_id, first, last in session.execute(_BREAKS):
        found[program_id].append((first, last))
    return found


def _zones(session: Session) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for program_id, zone in session.execute(_ZONES):
        found[program_id].add(zone)
    return found


def _round_ends(session: Session) -> dict[int, date]:
    return {row[0]: row[1] for row in session.execute(_ROUND_ENDS)}
