"""Erases what was kept for long enough: notes of people who left, of ended programs, typed words, acts, rosters."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.context import AppContext
from bot.services import organizer_log, retention, rosters, typed
from jobs.work import Sweep, for_each, run_isolated


def _sweep(context: AppContext, now: datetime) -> None:
    with context.database.unit_of_work(read_only=True) as session:
        old = now - timedelta(days=context.settings.keep_notes_days)
        rows = retention.OLD_NOTES.ask(session, now=old).all()
    for workspace_id, participant_id in rows:
        run_isolated("old_notes", _erase, context, workspace_id, participant_id, now)


def _erase(context: AppContext, workspace_id: int, participant_id: int, now: datetime) -> None:
    with context.database.unit_of_work(workspace_id) as session:
        retention.erase_notes(session, participant_id, now=now)


def _forget(_context: AppContext, session: Session, _now: datetime, proposal_id: int) -> None:
    typed.forget(session, proposal_id)


def _forget_acts(_context: AppContext, session: Session, now: datetime) -> None:
    organizer_log.forget(session, now=now)


def _forget_roster(_context: AppContext, session: Session, _now: datetime, roster_id: int) -> None:
    rosters.forget(session, roster_id)


SWEEPS = (
    Sweep("old_notes", 170, retention.OLD_NOTES, _sweep),
    for_each("typed_proposals", 172, typed.OLD, _forget),
    for_each("organizer_log", 174, organizer_log.OLD, _forget_acts),
    for_each("rosters", 176, rosters.OLD, _forget_roster),
)
