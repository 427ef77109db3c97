"""Erases the rows of a workspace thirty days after it removed Kith."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.context import AppContext
from bot.services import workspaces
from jobs.work import Sweep

log = logging.getLogger(__name__)


def _sweep(context: AppContext, now: datetime) -> None:
    """Erase workspaces that were removed thirty days ago. Any process may do it; the second finds nothing."""
    with context.database.unit_of_work() as session:
        erased = workspaces.erase_left(session, now=now)
    for slack_team_id in erased:
        log.info("workspace erased", extra={"action": "workspace_erased", "team": slack_team_id})


SWEEPS = (Sweep("left_workspaces", 160, workspaces.LEFT, _sweep),)
