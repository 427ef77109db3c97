"""Erases the notes of people who left, and of ended programs, once they were kept for as long as the setting says."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.context import AppContext
from bot.services import retention
from jobs.work import Sweep, run_isolated


def _sweep(context: AppContext, now: datetime) -> None:
    with context.database.unit_of_work(read_only=True) as session:
        old = now - timedelta(days=context.settings.keep_notes_days)
        rows = retention.OLD_NOTES.ask(session, now=old).all()
    for workspace_id, participant_id in rows:
        run_isolated("old_notes", _erase, context, workspace_id, participant_id, now)


def _erase(context: AppContext, workspace_id: int, participant_id: int, now: datetime) -> None:
    with context.database.unit_of_work(workspace_id) as session:
        retention.erase_notes(session, participant_id, now=now)


SWEEPS = (Sweep("old_notes", 170, retention.OLD_NOTES, _sweep),)
