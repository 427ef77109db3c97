"""Thirty days after a workspace removed Kith, its rows are erased."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.edge import Edge
from bot.services import workspaces

log = logging.getLogger(__name__)


def sweep(edge: Edge, now: datetime) -> None:
    """Erase what thirty days have passed over. Any process may; the second finds nothing."""
    with edge.database.unit_of_work() as session:
        erased = workspaces.erase_left(session, now=now)
    for slack_team_id in erased:
        log.info("workspace erased", extra={"action": "workspace_erased", "team": slack_team_id})
