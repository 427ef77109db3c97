"""Joining: the Join button of a channel's announcement, or `/kith join`. One screen says who sees what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.domain.messages import Message, View
from bot.domain.participants import JoinOffer
from bot.edge import Edge
from bot.services import joining, members, mentoring, program_start
from bot.services.members import Actor
from bot.views import participants as view
from bot.views import privacy as privacy_view
from handlers import home
from handlers.acting import acting, pressed_ids
from handlers.answers import tell
from handlers.forms import Form
from handlers.mentoring import chosen
from handlers.slack_reads import describe
from handlers.subcommand import Subcommand


def register(app: App, edge: Edge) -> None:
    """Listen to Join and to its screen."""

    @app.action(view.JOIN)
    def handle_join(ack: Ack, body: dict[str, Any]) -> None:
        (program_id,) = pressed_ids(body, 1)
        with acting(edge, body) as (session, actor):
            program = joining.may_join(session, actor, program_id)
            joining.check_place(session, actor, program, slack_channel_id=_channel_of(body))
            offer = joining.about_to_join(session, actor, program_id, now=edge.clock.now())
        ack()
        _open(edge, body, actor, _form(offer))

    @app.view(view.JOIN_FORM)
    def handle_join_form(ack: Ack, body: dict[str, Any]) -> None:
        form = Form.of(body)
        with acting(edge, body) as (session, actor):
            place = joining.join(
                session,
                actor,
                form.id(),
                name_in_public=view.YES in form.ticked("name_in_public"),
                now=edge.clock.now(),
            )
            if form.choice("role"):
                role = chosen(form)
                mentoring.choose(session, actor, place.program.program_id, role, now=edge.clock.now())
        ack(response_action="update", view=view.told(view.joined(place)))
        home.refresh(edge, body)

    @app.action(privacy_view.SEES)
    def handle_who_sees_what(ack: Ack, body: dict[str, Any]) -> None:
        with acting(edge, body) as (_, actor):
            ack()
        edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=privacy_view.screen())


def run_join(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """The screen of the program of this channel."""
    with acting(edge, body) as (session, actor):
        program = program_start.in_channel(session, str(body["channel_id"]))
        if program is None:
            shown: View | Message = view.no_program_here()
        else:
            shown = _form(joining.about_to_join(session, actor, program.id, now=edge.clock.now()))
    if isinstance(shown, Message):
        tell(edge, body, shown)
    else:
        _open(edge, body, actor, shown)


def _form(offer: JoinOffer) -> View:
    return view.join_form(offer.program, name_in_public=offer.name_in_public, mentoring=offer.mentoring)


def _open(edge: Edge, body: Mapping[str, Any], actor: Actor, shown: View) -> None:
    """Open the screen; while it is read, ask Slack who they are: zone and guest decide what comes of it."""
    edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=shown)

    def look() -> None:
        person = describe(edge.clients.reading(actor.workspace_id), actor.slack_user_id)
        with acting(edge, body) as (session, _):
            members.apply_slack_person(session, person, now=edge.clock.now())

    edge.replies.run(actor.workspace_id, look)  # should Slack not answer now, the next tick asks again


def _channel_of(body: Mapping[str, Any]) -> str:
    return str((body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or "")


SUBCOMMANDS = {"join": Subcommand(run_join, "join the program of this channel")}
