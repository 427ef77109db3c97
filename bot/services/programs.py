"""Programs: which run, and what decides their dates."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.db.models import Member, Participant, Program, ProgramBreak, Round, Workspace
from bot.domain import calendar
from bot.domain.calendar import WEEK, ProgramDates, Rhythm, find_zone, instant, local, week_of
from bot.domain.kinds import MessageKind
from bot.domain.states import ProgramState, RoundState
from bot.domain.working_days import last_day_that_counts
from bot.services.conditions import is_running, may_speak, takes_part

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunningProgram:
    """A program that runs in a workspace where Kith may speak. `zones` are those of its participants."""

    workspace_id: int
    program_id: int
    dates: ProgramDates
    zones: frozenset[str]
    due_checked_at: datetime


class LastRound(NamedTuple):
    """The last round of a program that was started, if there is one."""

    ends_on: date | None = None
    number: int = 0


NO_ROUND = LastRound()

# Built once: they are asked at every tick.
_RUNNING = (
    select(Program)
    .join(Workspace, Workspace.id == Program.workspace_id)
    .where(is_running(), may_speak())
    .order_by(Program.id)
)
_BREAKS = select(ProgramBreak.program_id, ProgramBreak.from_on, ProgramBreak.until_on)
_ZONES = (
    select(Participant.program_id, Member.zone)
    .join(Member, Member.id == Participant.member_id)
    .where(takes_part())
    .distinct()
)
_ROUND_ENDS = (
    select(Round.program_id, func.max(Round.ends_on), func.max(Round.number))
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
    """What decides the dates of every running program, by program id; nothing is read about people."""
    return {program.id: dates for program, dates in _dated(session)}


def _dated(session: Session) -> list[tuple[Program, ProgramDates]]:
    breaks, ends = breaks_of_all(session), _round_ends(session)
    return [
        (program, _dates(program, ends.get(program.id, NO_ROUND), breaks[program.id]))
        for program in session.scalars(_RUNNING).all()
    ]


def _dates(program: Program, last: LastRound, breaks: Collection[tuple[date, date]]) -> ProgramDates:
    rhythm = Rhythm.from_json(program.rhythm)
    if what := _unreadable(program.zone, rhythm):
        _report(program.id, what)
    return ProgramDates(
        starts_on=program.starts_on,
        zone=program.zone,
        rhythm=rhythm,
        next_round_on=last.ends_on + timedelta(days=1) if last.ends_on else program.starts_on,
        breaks=tuple(breaks),
        last_on=_last_on(program, last, breaks),
    )


def dates_of(session: Session, program: Program) -> ProgramDates:
    """The values of this program that decide its dates."""
    last = session.execute(_ROUND_ENDS.where(Round.program_id == program.id)).first()
    return _dates(program, LastRound(*last[1:]) if last else NO_ROUND, breaks_of(session, program.id))


def _last_on(program: Program, last: LastRound, breaks: Collection[tuple[date, date]]) -> date | None:
    """The program's last day: as it was set, or the end of its last round once that runs."""
    if program.last_round and last.ends_on and last.number >= program.last_round:
        return last_day_that_counts(last.ends_on, breaks)
    return program.ends_on


def reported_week(session: Session, program_id: int, *, on: date) -> date | None:
    """The week that the program's summary and digest on `on` speak of, if there is one."""
    return dates_of(session, session.get_one(Program, program_id)).reported_week(on)


def is_office_time(session: Session, program_id: int, *, now: datetime) -> bool:
    """Whether it is daytime on a working day of the program."""
    return calendar.is_office_time(now, dates_of(session, session.get_one(Program, program_id)))


def next_round_on(session: Session, program: Program, *, now: datetime) -> date:
    """The day on which the next round begins, with regard to breaks and the rhythm."""
    return next_round_by(dates_of(session, program), now=now)


def next_round_by(dates: ProgramDates, *, now: datetime) -> date:
    """The same, by what decides the program's dates."""
    on = dates.round_begins_on(max(dates.next_round_on, week_of(local(now, dates.zone).date())))
    if instant(on, dates.rhythm[MessageKind.ROUND].at, dates.zone) > now:
        return on
    return dates.round_begins_on(week_of(on) + WEEK)


def breaks_of(session: Session, program_id: int) -> list[tuple[date, date]]:
    """The program's days without messages, as (first, last) pairs, both included."""
    return [(first, last) for _, first, last in session.execute(_BREAKS.where(ProgramBreak.program_id == program_id))]


def breaks_of_all(session: Session) -> dict[int, list[tuple[date, date]]]:
    """The same of every program, by its id."""
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for program_id, first, last in session.execute(_BREAKS):
        found[program_id].append((first, last))
    return found


def is_break(session: Session, program_id: int, on: date) -> bool:
    """Whether `on` is a day without messages in the program."""
    found = select(ProgramBreak.id).where(
        ProgramBreak.program_id == program_id, ProgramBreak.from_on <= on, ProgramBreak.until_on >= on
    )
    return session.scalar(found.limit(1)) is not None


def mark_due_checked(session: Session, program_ids: Collection[int], *, now: datetime) -> None:
    """Note that every due moment of these programs up to `now` was done or skipped."""
    late = update(Program).where(Program.id.in_(program_ids), Program.due_checked_at < now)
    session.execute(late.values(due_checked_at=now).execution_options(synchronize_session=False))


def _zones(session: Session) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for program_id, zone in session.execute(_ZONES):
        found[program_id].add(zone)
    return found


def _round_ends(session: Session) -> dict[int, LastRound]:
    return {row[0]: LastRound(*row[1:]) for row in session.execute(_ROUND_ENDS)}


def unreadable(program: Program) -> tuple[str, ...]:
    """The names of zone and rhythm settings that are stored but cannot be read: UTC and the usual moments replace them.

    So the program goes on and stops no other; its organizers set them again.
    """
    return _unreadable(program.zone, Rhythm.from_json(program.rhythm))


def all_unreadable(session: Session) -> list[tuple[str, tuple[str, ...]]]:
    """Name and `unreadable` of each program, not ended, with settings that cannot be read."""
    there = session.scalars(select(Program).where(Program.state != ProgramState.ENDED).order_by(Program.id))
    return [(program.name, found) for program in there if (found := unreadable(program))]


def _unreadable(zone: str, rhythm: Rhythm) -> tuple[str, ...]:
    return rhythm.unreadable if find_zone(zone) else ("zone", *rhythm.unreadable)


@cache
def _report(program_id: int, what: tuple[str, ...]) -> None:
    """Log it once in a process: programs are read at every tick."""
    log.error("program unreadable", extra={"action": "program_unreadable", "program": program_id, "what": what})
