"""The tables of due work: jobs are due by the calendar, sweeps by rows of their own. Each noun lists its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.db.due_queries import DueQuery
from bot.domain.calendar import Due
from bot.domain.kinds import MessageKind
from bot.services import occurrences

log = logging.getLogger(__name__)
Columns = TypeVarTuple("Columns")


@dataclass(frozen=True)
class Work:
    """One due moment. A job opens one unit of work of the workspace, claims first, and decides everything in it."""

    workspace_id: int
    program_id: int
    due: Due
    now: datetime

    def claim(self, session: Session) -> bool:
        """Claim the moment, as the first thing in the job's transaction. False if another process claimed it."""
        taken = occurrences.claim(session, program_id=self.program_id, due=self.due, now=self.now)
        if taken:
            log.info(
                "occurrence claimed",
                extra={"action": "occurrence_claimed", "kind": self.due.kind, "program": self.program_id},
            )
        return taken


@dataclass(frozen=True)
class Job:
    """What is done at each moment of a kind that is due by the calendar."""

    kind: MessageKind
    run: Callable[[AppContext, Work], None]


def claimed(kind: MessageKind, act: Callable[[AppContext, Session, Work], None]) -> Job:
    """A job that is done in the transaction which claims the moment."""

    def run(context: AppContext, work: Work) -> None:
        with context.database.unit_of_work(work.workspace_id) as session:
            if work.claim(session):
                act(context, session, work)

    return Job(kind, run)


@dataclass(frozen=True)
class Sweep:
    """What is done at a tick where `query` finds something. Sweeps follow each other by `order`, smallest first.

    `gives_work`: what it does may be work for a sweep after it, so that those are asked again.
    """

    name: str
    order: int
    query: DueQuery[*tuple[Any, ...]]
    act: Callable[[AppContext, datetime], None]
    gives_work: bool = False


def for_each(
    name: str,
    order: int,
    query: DueQuery[int, *Columns],
    act: Callable[[AppContext, Session, datetime, *Columns], None],
    *,
    gives_work: bool = False,
) -> Sweep:
    """A sweep that does `act` for each row, in a transaction of the workspace in the row's first column.

    One failure never stops the others.
    """

    def once(context: AppContext, now: datetime, row: Row[int, *Columns]) -> None:
        with context.database.unit_of_work(row[0]) as session:
            act(context, session, now, *row[1:])

    def sweep(context: AppContext, now: datetime) -> None:
        with context.database.unit_of_work(read_only=True) as session:
            rows = query.ask(session, now=now).all()
        for row in rows:
            run_isolated(name, once, context, now, row)

    return Sweep(name, order, query, sweep, gives_work)


def run_isolated(action: str, call: Callable[[*Columns], object], *given: *Columns) -> bool:
    """Call this; log an exception and return False, so that one failure never stops the other due work."""
    try:
        call(*given)
    except Exception:
        log.exception("due work failed", extra={"action": action})
        return False
    return True
