"""One's own profile: a short form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from slack_bolt import Ack, App

from bot.domain.profiles import Profile
from bot.edge import Edge
from bot.services import members, profiles
from bot.views import participants as participants_view
from bot.views import profiles as view
from handlers import home
from handlers.acting import acting
from handlers.forms import Form
from handlers.subcommand import Subcommand

TEXTS = ("targeting", "offers", "asks", "school", "employer", "field", "city", "link")


def register(app: App, edge: Edge) -> None:
    """Listen to the profile form and the way to it."""

    @app.action(view.OPEN)
    def handle_open(ack: Ack, body: dict[str, Any]) -> None:
        _open(edge, body)
        ack()

    @app.view(view.FORM)
    def handle_form(ack: Ack, body: dict[str, Any]) -> None:
        form = Form.of(body)
        profile = Profile(
            **{name: form.text(name).strip() for name in TEXTS},
            works_from=form.time("works_from") or time(9),
            works_until=form.time("works_until") or time(17),
        )
        with acting(edge, body) as (session, actor):
            profiles.write_profile(session, actor, profile, now=edge.clock.now())
        ack(response_action="update", view=participants_view.told(view.saved()))
        home.refresh(edge, body)


def _open(edge: Edge, body: Mapping[str, Any]) -> None:
    with acting(edge, body) as (session, actor):
        zone = members.zone_of(session, actor.member_id)
        shown = view.form(profiles.own_profile(session, actor), zone=zone)
    edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=shown)


def run_profile(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """The form."""
    _open(edge, body)


SUBCOMMANDS = {"profile": Subcommand(run_profile, "what your buddy reads about you")}
