"""Take my data, erase my data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.domain.errors import InvalidInputError
from bot.domain.messages import Target
from bot.edge import Edge
from bot.services import privacy
from bot.views import home as home_view
from bot.views import privacy as view
from handlers.acting import acting
from handlers.answers import tell
from handlers.forms import Form
from handlers.subcommand import Subcommand


def register(app: App, edge: Edge) -> None:
    """Listen to both buttons, and to the form that asks once more."""

    @app.action(view.TAKE)
    def handle_take(ack: Ack, body: dict[str, Any]) -> None:
        _send(edge, body)
        ack()
        tell(edge, body, view.data_is_coming())

    @app.action(view.ERASE)
    def handle_erase(ack: Ack, body: dict[str, Any]) -> None:
        with acting(edge, body) as (session, actor):
            privacy.check_erasable(session, actor)
        ack()
        edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=view.erase_form())

    @app.view(view.ERASE_FORM)
    def handle_erase_form(ack: Ack, body: dict[str, Any]) -> None:
        if view.SURE not in Form.of(body).ticked("sure"):
            raise InvalidInputError("sure", "Tick the box if you are sure.")
        with acting(edge, body) as (session, actor):
            privacy.erase(session, actor, now=edge.clock.now())
        ack(response_action="update", view=view.erased())
        shown = home_view.home([view.erased_home()])
        edge.replies.publish_home(actor.workspace_id, slack_user_id=actor.slack_user_id, view=shown)


def _send(edge: Edge, body: Mapping[str, Any]) -> None:
    """Plan the file, by direct message. Asking twice within a minute sends it once."""
    now = edge.clock.now()
    with acting(edge, body) as (session, actor):
        content = json.dumps(privacy.my_data(session, actor), indent=2, ensure_ascii=False).encode()
        edge.outbox.plan(
            session,
            key=f"data:{actor.member_id}:{now:%Y-%m-%dT%H:%M}",
            kind="data",
            target=Target(users=(actor.slack_user_id,)),
            message=view.data(content),
            now=now,
            member_id=actor.member_id,
        )


def run_data(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """The file."""
    _send(edge, body)
    tell(edge, body, view.data_is_coming())


SUBCOMMANDS = {"data": Subcommand(run_data, "everything Kith keeps about you, as a file")}
