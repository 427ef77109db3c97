"""Clicks on messages about a person's week: written down, acked, done, and the message drawn anew.

Acked means committed: what is committed before the ack is the click itself, many clicks in one transaction. Its act
follows at once, in the hands if there are any; after a kill, in whichever process looks next (`do_what_is_left`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.db.session import DATABASE_AWAY
from bot.domain.errors import KithError
from bot.domain.spots import Spot
from bot.edge import Edge
from bot.services import clicks
from bot.services.clicks import Press
from bot.services.members import Actor
from bot.slack.presses import Listener
from bot.views import errors as error_view
from handlers import answers, screens
from handlers.acting import enter

log = logging.getLogger(__name__)

# Of a click's body what handlers read later; the message it was made on is drawn from the database.
KEPT = ("type", "team", "user", "enterprise", "trigger_id", "response_url", "container", "actions")
KEPT_OF_VIEW = ("type", "id", "private_metadata", "previous_view_id")
KEPT_AS = "kith_kept"  # in a body that was kept: which click it is, and when it was made
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


def register_clicks(edge: Edge, table: Mapping[str, Click]) -> None:
    """Each action id does its act in one transaction; then its message is replaced by how things stand."""
    for action_id, click in table.items():
        edge.presses[action_id] = Listener(receive=partial(_receive, edge), do=partial(_do_in_turn, edge, click))


def do_what_is_left(edge: Edge) -> int:
    """Do the clicks that were acked and not done: their process was killed, or the database went away. How many."""
    with edge.database.unit_of_work(read_only=True) as session:
        found = clicks.left(session, kept_before=real_now() - LEFT_AFTER)
    number = sum(edge.presses.do(_kept_body(one.body, _Kept(one.id, one.pressed_at))) for one in found)
    if number:
        log.info("clicks done late", extra={"action": "clicks_done_late", "number": number})
    return number


def _receive(edge: Edge, body: Mapping[str, Any]) -> Future[int]:
    """Keep the click, and let its act follow. Done once the click is committed."""
    reduced, pressed_at = _reduced(body), edge.clock.now()

    def follow(kept: Future[int]) -> None:
        if not kept.exception():
            edge.follow(_kept_body(reduced, _Kept(kept.result(), pressed_at)))

    kept = edge.clicks.put(Press(reduced, pressed_at, real_now()))
    kept.add_done_callback(follow)
    return kept


def _reduced(body: Mapping[str, Any]) -> dict[str, Any]:
    reduced = {name: body[name] for name in KEPT if name in body}
    if view := body.get("view"):
        reduced["view"] = {name: view[name] for name in KEPT_OF_VIEW if name in view}
    return reduced


def _kept_body(body: Mapping[str, Any], kept: _Kept) -> dict[str, Any]:
    return {**body, KEPT_AS: {"click_id": kept.click_id, "pressed_at": kept.pressed_at.isoformat()}}


def _do_in_turn(edge: Edge, click: Click, body: Mapping[str, Any]) -> None:
    edge.replies.act(lambda: _do(edge, click, body))


def _do(edge: Edge, click: Click, body: Mapping[str, Any]) -> None:
    again = body[KEPT_AS]
    kept = _Kept(again["click_id"], datetime.fromisoformat(again["pressed_at"]))
    try:
        done = _done(edge, body, click, kept)
    except DATABASE_AWAY as error:
        log.warning("click waits", extra={"action": "click_waits", "error": type(error).__name__})
        return
    if done is not None:
        actor, spot = done
        edge.replies.redraw((actor.member_id, spot), lambda: _redraw(edge, body, actor, spot))


def _done(edge: Edge, body: Mapping[str, Any], click: Click, kept: _Kept) -> tuple[Actor, Spot] | None:
    """Whose message is to be drawn anew, and where; None where it was refused, or another process did it."""
    try:
        ids, spot = screens.read(screens.pressed_value(body), count=click.ids)
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
    return actor, spot


def _refused(edge: Edge, body: Mapping[str, Any], kept: _Kept, error: KithError) -> None:
    with edge.database.unit_of_work() as session:
        is_ours = clicks.take(session, kept.click_id)
    if is_ours:
        answers.tell(edge, body, error_view.error(error))


def _redraw(edge: Edge, body: Mapping[str, Any], actor: Actor, spot: Spot) -> None:
    with edge.database.unit_of_work(actor.workspace_id, read_only=True) as session:
        message = screens.draw(session, actor, spot, now=edge.clock.now())
    screens.show(edge, body, spot, message)
