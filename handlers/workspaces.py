"""Slack says that Kith was removed from a workspace, or its token revoked."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.domain.states import WorkspaceState
from bot.edge import Edge
from bot.services import workspaces

log = logging.getLogger(__name__)


def register(app: App, edge: Edge) -> None:
    """Listen to app_uninstalled and tokens_revoked."""

    @app.event("app_uninstalled")
    def handle_uninstalled(ack: Ack, body: dict[str, Any]) -> None:
        _stop(edge, body, WorkspaceState.UNINSTALLED)
        ack()

    @app.event("tokens_revoked")
    def handle_revoked(ack: Ack, body: dict[str, Any]) -> None:
        if (body["event"].get("tokens") or {}).get("bot"):
            _stop(edge, body, WorkspaceState.REVOKED)
        ack()


def _stop(edge: Edge, body: Mapping[str, Any], state: WorkspaceState) -> None:
    with edge.database.unit_of_work() as session:
        count = workspaces.stop(
            session,
            slack_team_id=body.get("team_id") or "",
            slack_enterprise_id=body.get("enterprise_id") or "",
            state=state,
            now=edge.clock.now(),
        )
    log.info("workspace stopped", extra={"action": f"workspace_{state}", "count": count})
