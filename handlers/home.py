"""App Home: drawn when it is opened, and anew after whatever changes it. Each noun's handlers bring their part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot.domain.messages import Block, View
from bot.edge import Edge
from bot.services.members import Actor
from bot.views import home as view
from handlers.acting import acting

Part = Callable[[Session, Actor, datetime], Sequence[Block]]

# What App Home shows, from top to bottom; each part is a query and its view
PARTS: tuple[Part, ...] = ()


def register(app: App, edge: Edge) -> None:
    """Listen to somebody opening App Home."""

    @app.event("app_home_opened")
    def handle_opened(ack: Ack, body: dict[str, Any]) -> None:
        if body["event"].get("tab", "home") == "home":
            refresh(edge, body)
        ack()


def drawn(session: Session, actor: Actor, *, now: datetime) -> View:
    """App Home as it stands for the actor."""
    return view.home(part(session, actor, now) for part in PARTS)


def refresh(edge: Edge, body: Mapping[str, Any]) -> None:
    """Show whoever acts their App Home as it stands now. In a transaction of its own: to be called after the ack."""
    with acting(edge, body) as (session, actor):
        shown = drawn(session, actor, now=edge.clock.now())
    edge.replies.publish_home(actor.workspace_id, slack_user_id=actor.slack_user_id, view=shown)
