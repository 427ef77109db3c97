"""Clicks on messages about a person's week: written down, acked, done, and the message drawn anew.

Acked means committed: what is committed before the ack is the click itself, many clicks in one transaction. Its act
follows at once, in this process; after a kill, in whichever process looks next (`do_what_is_left`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App, BoltRequest
from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.session import DATABASE_AWAY
from bot.domain.errors import KithError
from bot.domain.spots import Spot
from bot.edge import Edge
from bot.services import clicks
from bot.services.clicks import Press
from bot.services.members import Actor
from bot.views import errors as error_view
from handlers import answers, screens
from handlers.acting import enter

log = logging.getLogger(__name__)

# Of a click's body what handlers read later; the message it was made on is drawn from the database.
KEPT = ("type", "team", "user", "enterprise", "trigger_id", "response_url", "container", "actions")
KEPT_OF_VIEW = ("type", "id", "private_metadata", "previous_view_id")
AGAIN = "kith_kept"  # in a body that is done again: which click it is, and when it was made
LEFT_AFTER = timedelta(seconds=10)  # real time; whoever acked a click has done it long before


@dataclass(frozen=True)
class Click:
    """What a click does: `act(session, actor, ids, spot, now)`, with as many ids as the button carries."""

    ids: int
    act: Callable[[Session, Actor, Sequence[int], Spot, datetime], object]


@dataclass(frozen=True)
class _Kept:
    click_id: int
    pressed_at: datetime


def register_clicks(app: App, edge: Edge, table: Mapping[str, Click]) -> None:
    """Each action id does its act in one transaction; then its message is replaced by how things stand."""
    for action_id, click in table.items():
        app.action(action_id)(_listener(edge, click))


def do_what_is_left(edge: Edge, app: App) -> int:
    """Do the clicks that were acked and not done: their process was killed, or the database went away. How many."""
    with edge.database.unit_of_work(read_only=True) as session:
        found = clicks.left(session, kept_before=real_now() - LEFT_AFTER)
    for one in found:
        hear(app, _again(one.body, one.id, one.pressed_at))
    if found:
        log.info("clicks done late", extra={"action": "clicks_done_late", "number": len(found)})
    return len(found)


def hear(app: App, body: Mapping[str, Any]) -> None:
    """Let the listeners hear a body that was acked before."""
    App.dispatch(app, BoltRequest(mode="socket_mode", body=dict(body)))  # nobody waits for an ack of this


def _listener(edge: Edge, click: Click) -> Callable[[Ack, dict[str, Any]], None]:
    def handle_click(ack: Ack, body: dict[str, Any]) -> None:
        ids, spot = screens.read(screens.pressed_value(body), count=click.ids)
        reduced = _reduced(body)
        kept = _kept_before(body) or _keep(edge, reduced)
        ack()
        if not edge.hand_over(_again(reduced, kept.click_id, kept.pressed_at)):
            edge.replies.act(lambda: _do(edge, body, click, ids, spot, kept))

    return handle_click


def _kept_before(body: Mapping[str, Any]) -> _Kept | None:
    again = body.get(AGAIN)
    return _Kept(again["click_id"], datetime.fromisoformat(again["pressed_at"])) if again else None


def _keep(edge: Edge, reduced: Mapping[str, Any]) -> _Kept:
    pressed_at = edge.clock.now()
    return _Kept(edge.clicks.put(Press(reduced, pressed_at, real_now())), pressed_at)


def _reduced(body: Mapping[str, Any]) -> dict[str, Any]:
    reduced = {name: body[name] for name in KEPT if name in body}
    if view := body.get("view"):
        reduced["view"] = {name: view[name] for name in KEPT_OF_VIEW if name in view}
    return reduced


def _again(body: Mapping[str, Any], click_id: int, pressed_at: datetime) -> dict[str, Any]:
    return {**body, AGAIN: {"click_id": click_id, "pressed_at": pressed_at.isoformat()}}


def _do(edge: Edge, body: Mapping[str, Any], click: Click, ids: Sequence[int], spot: Spot, kept: _Kept) -> None:
    try:
        actor = _done(edge, body, click, ids, spot, kept)
    except DATABASE_AWAY as error:
        log.warning("click waits", extra={"action": "click_waits", "error": type(error).__name__})
        return
    if actor is not None:
        edge.replies.redraw((actor.member_id, spot), lambda: _redraw(edge, body, actor, spot))


def _done(
    edge: Edge, body: Mapping[str, Any], click: Click, ids: Sequence[int], spot: Spot, kept: _Kept
) -> Actor | None:
    """Whose message is to be drawn anew; None where it was refused, or another process did it."""
    try:
        with edge.database.unit_of_work() as session:
            actor = enter(session, body, now=kept.pressed_at)
            if not clicks.take(session, kept.click_id):
                return None
            click.act(session, actor, ids, spot, kept.pressed_at)
    except DATABASE_AWAY:
        raise
    except KithError as error:
        log.info("refused", extra={"action": "refused", "error": type(error).__name__})
        _refused(edge, body, kept, error)
        return None
    except Exception as error:  # the one error handler of what follows an ack: told, and not tried for ever
        log.error("click failed", exc_info=error, extra={"action": "handler_failed"})
        _refused(edge, body, kept, KithError())
        return None
    return actor


def _refused(edge: Edge, body: Mapping[str, Any], kept: _Kept, error: KithError) -> None:
    with edge.database.unit_of_work() as session:
        is_ours = clicks.take(session, kept.click_id)
    if is_ours:
        answers.tell(edge, body, error_view.error(error))


def _redraw(edge: Edge, body: Mapping[str, Any], actor: Actor, spot: Spot) -> None:
    with edge.database.unit_of_work(actor.workspace_id, read_only=True) as session:
        message = screens.draw(session, actor, spot, now=edge.clock.now())
    screens.show(edge, body, spot, message)
