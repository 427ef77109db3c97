"""Slack says that Kith was removed from a workspace, or its token revoked."""

from __future__ import annotations

import logging

from bot.domain.states import WorkspaceState
from bot.services import workspaces
from handlers.request import Request
from handlers.rows import Event, Row

log = logging.getLogger(__name__)


def _uninstalled(request: Request) -> None:
    _stop(request, WorkspaceState.UNINSTALLED)


def _revoked(request: Request) -> None:
    if (request.event.get("tokens") or {}).get("bot"):
        _stop(request, WorkspaceState.REVOKED)


def _stop(request: Request, state: WorkspaceState) -> None:
    with request.context.database.unit_of_work() as session:
        count = workspaces.stop(
            session,
            slack_team_id=request.body.get("team_id") or "",
            slack_enterprise_id=request.body.get("enterprise_id") or "",
            state=state,
            now=request.now,
        )
    log.info("workspace stopped", extra={"action": f"workspace_{state}", "count": count})


ROWS: tuple[Row, ...] = (Event("app_uninstalled", _uninstalled), Event("tokens_revoked", _revoked))
