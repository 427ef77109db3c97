"""An organizer posts a message anew that may be missing in the channel."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.edge import Edge
from bot.services import deliveries
from bot.views import deliveries as view
from handlers.acting import acting, pressed_ids
from handlers.replacing import replace


def register(app: App, edge: Edge) -> None:
    """Listen to "Post it now"."""

    @app.action(view.POST)
    def handle_post(ack: Ack, body: dict[str, Any]) -> None:
        (delivery_id,) = pressed_ids(body, 1)
        with acting(edge, body) as (session, actor):
            key = deliveries.key_for_organizer(session, actor, delivery_id)
            is_sent = edge.outbox.retry(session, key=key)
        ack()
        shown = view.posted_again() if is_sent else view.was_posted()
        replace(edge, body, shown)
