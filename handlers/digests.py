"""The organizers' digest: "I've got this", and the digest on request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.db.models import Delivery
from bot.edge import Edge
from bot.services import digests
from bot.views import digests as view
from handlers.acting import acting, pressed_ids


def register(app: App, edge: Edge) -> None:
    """Listen to the digest's buttons."""

    @app.action(view.TAKE)
    def handle_take(ack: Ack, body: dict[str, Any]) -> None:
        (item_id,) = pressed_ids(body, 1)
        with acting(edge, body) as (session, actor):
            item = digests.take_item(session, actor, item_id, now=edge.clock.now())
            takers = digests.takers(session, item.program_id)
            sent = digests.sent_digests(session, item.program_id, since=item.listed_at)
        ack()
        _show_clicked(edge, body, takers)
        for delivery in sent:
            if delivery.slack_ts != body["container"].get("message_ts"):
                _show_sent(edge, delivery, takers)


def _show_clicked(edge: Edge, body: Mapping[str, Any], takers: Mapping[int, str]) -> None:
    message = body.get("message") or {}
    blocks = view.with_takers(message.get("blocks") or [], takers)
    edge.replies.replace(body["response_url"], text=message.get("text", ""), blocks=blocks)


def _show_sent(edge: Edge, delivery: Delivery, takers: Mapping[int, str]) -> None:
    """The other organizers' copies say so too."""
    edge.replies.run(
        lambda: edge.clients.reading(delivery.workspace_id).chat_update(
            channel=str(delivery.slack_channel_id),
            ts=str(delivery.slack_ts),
            text=delivery.payload["text"],
            blocks=view.with_takers(delivery.payload["blocks"], takers),
        )
    )
