"""What is due when. Each tick asks the calendar what fell due since the last one, and hands it to its job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.domain.calendar import Due, dues, is_daytime
from bot.domain.kinds import MessageKind
from bot.edge import Edge
from bot.services import lookout, occurrences, programs
from bot.services.programs import RunningProgram
from jobs import (
    checkins,
    contacts,
    digests,
    goals,
    members,
    outcomes,
    participants,
    plans,
    previews,
    rounds,
    summaries,
    words,
    workspaces,
)
from jobs.work import Work, guarded

Job = Callable[[Edge, Work], None]
Sweep = Callable[[Edge, datetime], None]

# Due by the calendar, in the order in which moments of the same instant are done.
CALENDAR: Mapping[MessageKind, Job] = {
    MessageKind.CLOSE: checkins.close,
    MessageKind.ROUND: rounds.run,
    MessageKind.PROMPT: goals.run,
    MessageKind.WORD: words.run,
    MessageKind.CHECKIN: checkins.run,
    MessageKind.SUMMARY: summaries.run,
    MessageKind.DIGEST: digests.run,
}

# Due by a row of their own (an introduction's hour, a plan's day, the end of a pause): looked for at each tick.
SWEEPS: Mapping[str, Sweep] = {
    "delivery_outcomes": outcomes.sweep,
    "previews": previews.sweep,
    "absent": rounds.sweep_absent,
    "unplaced": rounds.sweep_unplaced,
    "introductions": rounds.sweep_introductions,
    "unpaired": rounds.sweep_tellings,
    "contacts": contacts.sweep,
    "plans": plans.sweep,
    "questions": words.sweep_questions,
    "returns": participants.sweep_returns,
    "welcomes": participants.sweep_welcomes,
    "outside": participants.sweep_outside,
    "lost_channels": participants.sweep_lost_channels,
    "people": members.sweep_people,
    "channels": members.sweep_channels,
    "left_workspaces": workspaces.sweep,
}

# What these do may give work to sweeps after them: those are looked at anew.
GIVING_WORK = frozenset({"delivery_outcomes", "absent", "unplaced"})


def tick(edge: Edge, *, now: datetime) -> None:
    """Do everything that is due at `now` and was not done. Safe to run in several processes at once."""
    with edge.database.unit_of_work(read_only=True) as session:
        running = programs.running(session)
    checked = [program.program_id for program in running if _catch_up(edge, program, now=now)]
    if checked:
        with edge.database.unit_of_work() as session:
            programs.mark_due_checked(session, checked, now=now)
    _sweep(edge, now=now)


def _sweep(edge: Edge, *, now: datetime) -> None:
    """Sweep where something waits."""
    found = _with_work(edge, now=now)
    for action, sweep in SWEEPS.items():
        if action in found:
            guarded(action, lambda sweep=sweep: sweep(edge, now))  # type: ignore[misc]
        if action in found & GIVING_WORK:
            found = _with_work(edge, now=now)


def _with_work(edge: Edge, *, now: datetime) -> frozenset[str]:
    with edge.database.unit_of_work(read_only=True) as session:
        return lookout.with_work(session, now=now)


def _catch_up(edge: Edge, program: RunningProgram, *, now: datetime) -> bool:
    """Whether everything that was due is done or skipped."""
    done = [_do(edge, program, due=due, now=now) for due in _due(program, now=now)]
    return all(done)


def _due(program: RunningProgram, *, now: datetime) -> list[Due]:
    order = list(CALENDAR)
    found = [
        due
        for kind in CALENDAR
        for due in dues(kind, program.dates, zones=program.zones, after=program.due_checked_at, until=now)
    ]
    return sorted(found, key=lambda due: (due.due_at, order.index(due.kind), due.zone))


def _do(edge: Edge, program: RunningProgram, *, due: Due, now: datetime) -> bool:
    if due.is_too_late(now):
        with edge.database.unit_of_work(program.workspace_id) as session:
            occurrences.skip(session, program_id=program.program_id, due=due, now=now, reason="too late")
        return True
    if due.zone and not is_daytime(now, due.zone):
        return False  # late by an outage, and night there: it waits for the morning, or becomes too late
    work = Work(program.workspace_id, program.program_id, due, now)
    return guarded(f"due_{due.kind}", lambda: CALENDAR[due.kind](edge, work))
