"""Runs due work. Each tick asks the calendar what became due since the last tick and runs its jobs, then the sweeps.

The other modules of this package list their jobs and sweeps in JOBS and SWEEPS.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules

import jobs
from bot.context import AppContext
from bot.db.due_queries import AnyDue
from bot.domain.calendar import Due, dues, find_zone, is_daytime, local
from bot.domain.kinds import MessageKind
from bot.services import members, occurrences, programs
from bot.services.programs import RunningProgram
from jobs.work import Job, Sweep, Work, run_isolated

MODULES = [
    import_module(f"jobs.{module.name}")
    for module in iter_modules(jobs.__path__)
    if module.name not in ("schedule", "ticker")
]
JOBS: Mapping[MessageKind, Job] = {job.kind: job for module in MODULES for job in getattr(module, "JOBS", ())}
SWEEPS: Mapping[str, Sweep] = {
    sweep.name: sweep
    for sweep in sorted((row for module in MODULES for row in getattr(module, "SWEEPS", ())), key=lambda row: row.order)
}
_WAITING = AnyDue({name: sweep.query for name, sweep in SWEEPS.items()})
_ORDER = list(MessageKind)


def tick(context: AppContext, now: datetime) -> None:
    """Do everything that is due at `now` and not yet done. Several processes may run it at once."""
    with context.database.unit_of_work(read_only=True) as session:
        running = programs.running(session)
    unknown = {zone for program in running for zone in program.zones if not find_zone(zone)}
    if unknown:
        with context.database.unit_of_work() as session:
            members.ask_anew(session, unknown)
    checked: list[int] = []
    for program in running:
        run_isolated("catch_up", _catch_up, context, program, now, checked)
    if checked:
        with context.database.unit_of_work() as session:
            programs.mark_due_checked(session, checked, now=now)
    _sweep(context, now=now)


def waiting(context: AppContext, *, now: datetime) -> frozenset[str]:
    """The sweeps that would find something, asked in one query: most ticks have nothing to sweep."""
    with context.database.unit_of_work(read_only=True) as session:
        return _WAITING.found(session, now=now)


def _sweep(context: AppContext, *, now: datetime) -> None:
    """Run the sweeps that have something to do."""
    found = waiting(context, now=now)
    for sweep in SWEEPS.values():
        if sweep.name in found:
            run_isolated(sweep.name, sweep.act, context, now)
            if sweep.gives_work:
                found = waiting(context, now=now)


def _catch_up(context: AppContext, program: RunningProgram, now: datetime, checked: list[int]) -> None:
    """Do what is due in a program. It is added to `checked` once all of that is done or skipped."""
    done = [_do(context, program, due=due, now=now) for due in _due(program, now=now)]
    if all(done):
        checked.append(program.program_id)


def _due(program: RunningProgram, *, now: datetime) -> list[Due]:
    found = [
        due
        for kind in JOBS
        for due in dues(kind, program.dates, zones=program.zones, after=program.due_checked_at, until=now)
    ]
    return sorted(found, key=lambda due: (due.due_at, _ORDER.index(due.kind), due.zone))


def _do(context: AppContext, program: RunningProgram, *, due: Due, now: datetime) -> bool:
    """Run the job of one due moment, or skip it. False if it is to be tried again at the next tick."""
    if due.is_too_late(now):
        with context.database.unit_of_work(program.workspace_id) as session:
            occurrences.skip(session, program_id=program.program_id, due=due, now=now, reason="too late")
        return True
    if _is_out_of_hours(program, due, now):
        return False  # an outage made it late: it waits until morning or the end of the break, or becomes too late
    work = Work(program.workspace_id, program.program_id, due, now)
    return run_isolated(f"due_{due.kind}", JOBS[due.kind].run, context, work)


def _is_out_of_hours(program: RunningProgram, due: Due, now: datetime) -> bool:
    """Whether it is night, or a break day, for whoever would read this now. Nobody reads that a week is closed."""
    if due.zone and not is_daytime(now, due.zone):
        return True
    today = local(now, due.zone or program.dates.zone).date()
    return due.kind is not MessageKind.CLOSE and program.dates.is_break(today)
