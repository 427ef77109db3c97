"""The proposed round: organizers swap, lock, match anew, send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot.domain.messages import Message
from bot.domain.rounds import Preview
from bot.edge import Edge
from bot.services import rounds
from bot.services.members import Actor
from bot.views.rounds import preview as views
from handlers import home
from handlers.acting import acting
from handlers.answers import in_modal
from handlers.forms import Form, row_id
from handlers.replacing import replace
from handlers.rounds import pressed_id

Change = Callable[[Edge, Session, Actor, int], Message]


def register(app: App, edge: Edge) -> None:
    """Listen to what organizers press under a proposed round."""
    for action_id, change in _CHANGES.items():
        app.action(action_id)(_listener(edge, change))

    @app.action(views.SHOW)
    def handle_show(ack: Ack, body: dict[str, Any]) -> None:
        with acting(edge, body) as (session, actor):
            said = rounds.proposed(session, actor, pressed_id(body))
        ack()
        screen = views.screen(views.preview(said))
        edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=screen)

    @app.action(views.SWAP)
    def handle_swap(ack: Ack, body: dict[str, Any]) -> None:
        round_id = pressed_id(body)
        with acting(edge, body) as (session, actor):
            rounds.about_to_swap(session, actor, round_id)
        ack()
        view = views.swap_form(round_id, str(body.get("response_url", "")))
        show = edge.replies.push_view if in_modal(body) else edge.replies.open_view
        show(actor.workspace_id, trigger_id=body["trigger_id"], view=view)

    @app.view(views.SWAP_FORM)
    def handle_swap_form(ack: Ack, body: dict[str, Any]) -> None:
        form = Form.of(body)
        round_id, _, response_url = form.metadata.partition(" ")
        with acting(edge, body) as (session, actor):
            said = rounds.swap(
                session,
                actor,
                row_id(round_id),
                one=form.person(views.ONE),
                other=form.person(views.OTHER),
                mixes=edge.settings.weights,
            )
            _show_everywhere(edge, session, said.round_id, views.preview(said))
        ack()
        below = body["view"].get("previous_view_id")
        if below:
            screen = views.screen(views.preview(said))
            edge.replies.update_view(actor.workspace_id, view_id=below, view=screen)
        else:
            replace(edge, body, views.preview(said), response_url=response_url)


def _listener(edge: Edge, change: Change) -> Callable[[Ack, dict[str, Any]], None]:
    def handle_change(ack: Ack, body: dict[str, Any]) -> None:
        with acting(edge, body) as (session, actor):
            message = change(edge, session, actor, pressed_id(body))
        ack()
        if in_modal(body):
            edge.replies.update_view(actor.workspace_id, view_id=body["view"]["id"], view=views.screen(message))
            home.refresh(edge, body)
        else:
            replace(edge, body, message)

    return handle_change


def _show_everywhere(edge: Edge, session: Session, round_id: int, message: Message) -> None:
    """Each organizer's own copy says the same; the one that was clicked has been answered already."""
    for key in rounds.copies(session, round_id):
        edge.outbox.update(session, key=key, message=message, now=edge.clock.now())


def _shown(edge: Edge, session: Session, said: Preview) -> Message:
    message = views.preview(said)
    _show_everywhere(edge, session, said.round_id, message)
    return message


def _lock(edge: Edge, session: Session, actor: Actor, group_id: int) -> Message:
    return _shown(edge, session, rounds.lock(session, actor, group_id, locked=True))


def _unlock(edge: Edge, session: Session, actor: Actor, group_id: int) -> Message:
    return _shown(edge, session, rounds.lock(session, actor, group_id, locked=False))


def _match_anew(edge: Edge, session: Session, actor: Actor, round_id: int) -> Message:
    said = rounds.match_anew(session, actor, round_id, now=edge.clock.now(), mixes=edge.settings.weights)
    return _shown(edge, session, said)


def _send_now(edge: Edge, session: Session, actor: Actor, round_id: int) -> Message:
    started = rounds.send_now(session, actor, round_id, now=edge.clock.now())
    unpaired = tuple(rounds.without_buddy(session, round_id).values())
    _show_everywhere(edge, session, round_id, views.begun(started.groups, unpaired))
    return views.sent(unpaired)


_CHANGES: Mapping[str, Change] = {
    views.LOCK: _lock,
    views.UNLOCK: _unlock,
    views.MATCH_ANEW: _match_anew,
    views.SEND_NOW: _send_now,
}
