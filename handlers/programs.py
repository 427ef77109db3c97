"""Starting a program: `/kith setup` in a channel, or from App Home. Two clicks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.domain.messages import Message, View
from bot.edge import Edge
from bot.services import members, organizers, program_life, program_settings, program_start
from bot.views import program_settings as settings_view
from bot.views import programs as view
from handlers import home
from handlers.acting import acting
from handlers.answers import after_ack, tell, workspace_id
from handlers.forms import Form
from handlers.notices import tell_channel
from handlers.slack_reads import describe, enter_channel
from handlers.subcommand import Subcommand


def register(app: App, edge: Edge) -> None:
    """Listen to the setup form and to the way to it from App Home."""

    @app.action(view.OPEN_SETUP)
    def handle_open_setup(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        edge.replies.open_view(
            workspace_id(edge, body), trigger_id=body["trigger_id"], view=view.setup(slack_channel_id="")
        )

    @app.view(view.SETUP_FORM)
    def handle_setup(ack: Ack, body: dict[str, Any]) -> None:
        ack(response_action="update", view=view.working())
        after_ack(edge, body, lambda: _start(edge, body), view_id=body["view"]["id"])


def _start(edge: Edge, body: Mapping[str, Any]) -> None:
    """Ask Slack about the person and the channel, start the program, and say so to both."""
    form = Form.of(body)
    client = edge.clients.reading(workspace_id(edge, body))
    user_id, now = body["user"]["id"], edge.clock.now()
    person = describe(client, user_id)
    channel = enter_channel(client, form.metadata or form.channel("channel"), slack_user_id=user_id)
    with acting(edge, body) as (session, actor):
        members.apply_slack_person(session, person, now=now)
        program = program_start.start(
            session,
            actor,
            slack_channel_id=channel.id,
            channel_name=channel.name,
            preset_key=form.choice("preset"),
            now=now,
        )
        news = program_life.news_of(session, program, now=now)
        tell_channel(edge, session, news, message=view.announcement(news), key="announcement", now=now)
    edge.replies.update_view(actor.workspace_id, view_id=form.view_id, view=view.started(news))
    home.refresh(edge, body)


def run_setup(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """The setup form; where a program is at home already, its settings or who organizes it."""
    channel_id = "" if _is_direct(body) else str(body["channel_id"])
    with acting(edge, body) as (session, actor):
        program = program_start.in_channel(session, channel_id) if channel_id else None
        if program is None:
            shown: View | Message = view.setup(slack_channel_id=channel_id)
        elif organizers.is_organizer(session, program_id=program.id, member_id=actor.member_id):
            shown = settings_view.menu(program_settings.settings_of(session, actor, program.id))
        else:
            people = [member.slack_user_id for member in organizers.of_program(session, program.id)]
            shown = view.runs_here(program_life.news_of(session, program, now=edge.clock.now()), people)
    if isinstance(shown, Message):
        tell(edge, body, shown)
    else:
        edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=shown)


def _is_direct(body: Mapping[str, Any]) -> bool:
    name = str(body.get("channel_name", ""))
    return name == "directmessage" or name.startswith("mpdm-")


SUBCOMMANDS = {"setup": Subcommand(run_setup, "start a program in this channel, or change it")}
