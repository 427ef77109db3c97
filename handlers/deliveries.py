"""An organizer posts a message anew that may be missing in the channel."""

from __future__ import annotations

from bot.services import deliveries
from bot.views import deliveries as view
from handlers.request import Request
from handlers.rows import Button, Row, Show, Where, Who


def _post(request: Request) -> Show:
    key = deliveries.to_post_again(request.session, request.actor, request.id, now=request.now)
    is_sent = request.context.outbox.retry(request.session, key=key)
    return Show(view.posted_again() if is_sent else view.was_posted(), Where.INSTEAD)


ROWS: tuple[Row, ...] = (Button(view.POST, Who.ORGANIZER, _post, ids=1),)
