"""What happens to a program's channel: Kith removed or invited, archived, renamed; people coming and going."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.domain.messages import Message
from bot.domain.programs import Stopped
from bot.domain.states import Joining, ProgramState
from bot.edge import Edge
from bot.services import channels, program_life, program_start
from bot.views import programs as view
from handlers.acting import observing
from handlers.answers import after_ack
from handlers.notices import tell_channel
from handlers.slack_reads import enter_channel

LOST: Mapping[str, Stopped] = {
    "channel_left": Stopped.BOT_REMOVED,
    "group_left": Stopped.BOT_REMOVED,
    "channel_archive": Stopped.ARCHIVED,
    "group_archive": Stopped.ARCHIVED,
    "channel_deleted": Stopped.DELETED,
    "group_deleted": Stopped.DELETED,
}


def register(app: App, edge: Edge) -> None:
    """Listen to the channel's life."""
    for event in LOST:
        app.event(event)(_loser(edge, event))
    for event in ("channel_unarchive", "group_unarchive"):
        app.event(event)(_opened_again(edge))
    for event in ("channel_rename", "group_rename"):
        app.event(event)(_renamed(edge))

    @app.event("member_joined_channel")
    def handle_joined(ack: Ack, body: dict[str, Any]) -> None:
        _came(edge, body)
        ack()

    @app.event("member_left_channel")
    def handle_left(ack: Ack, body: dict[str, Any]) -> None:
        event = body["event"]
        with observing(edge, body) as (session, workspace):
            now = edge.clock.now()
            if event["user"] == workspace.bot_user_id:
                program_life.channel_lost(session, event["channel"], Stopped.BOT_REMOVED, now=now)
            else:
                channels.went(session, event["channel"], event["user"], now=now)
        ack()


def _loser(edge: Edge, event: str) -> Any:
    def handle_lost(ack: Ack, body: dict[str, Any]) -> None:
        with observing(edge, body) as (session, _):
            program_life.channel_lost(session, body["event"]["channel"], LOST[event], now=edge.clock.now())
        ack()

    return handle_lost


def _opened_again(edge: Edge) -> Any:
    """A channel is open again: Kith goes back in where it can, and the program goes on."""

    def handle_opened(ack: Ack, body: dict[str, Any]) -> None:
        channel_id = body["event"]["channel"]
        with observing(edge, body) as (session, workspace):
            program = program_start.in_channel(session, channel_id)
            concerns = program is not None and program.state is ProgramState.PAUSED
        ack()
        if concerns:
            after_ack(edge, body, lambda: enter(body, workspace.id, channel_id))

    def enter(body: Mapping[str, Any], workspace_id: int, channel_id: str) -> None:
        enter_channel(edge.clients.reading(workspace_id), channel_id)
        _go_on(edge, body, channel_id)

    return handle_opened


def _renamed(edge: Edge) -> Any:
    """Kith knows channels by their id, so nothing breaks; the channel is told that the program keeps its name."""

    def handle_renamed(ack: Ack, body: dict[str, Any]) -> None:
        now = edge.clock.now()
        with observing(edge, body) as (session, _):
            program = program_start.in_channel(session, body["event"]["channel"]["id"])
            if program is not None and program.state is ProgramState.RUNNING:
                news = program_life.news_of(session, program, now=now)
                key = f"renamed:{body.get('event_id') or now.isoformat()}"
                tell_channel(edge, session, news, message=view.channel_renamed(news), key=key, now=now)
        ack()

    return handle_renamed


def _came(edge: Edge, body: Mapping[str, Any]) -> None:
    event, now = body["event"], edge.clock.now()
    with observing(edge, body) as (session, workspace):
        is_kith = event["user"] == workspace.bot_user_id
        program = None if is_kith else channels.came(session, event["channel"], event["user"], now=now)
        invites = program is not None and program.state is ProgramState.RUNNING and program.joining is Joining.BY_CHOICE
        said = view.invitation(program_life.news_of(session, program, now=now)) if program and invites else None
    if is_kith:
        _go_on(edge, body, event["channel"])
    elif said:
        edge.replies.run(workspace.id, lambda: _show(edge, workspace.id, event, said))


def _show(edge: Edge, workspace_id: int, event: Mapping[str, Any], said: Message) -> None:
    """Seen by the one who came, in the channel, and by nobody else."""
    edge.clients.posting(workspace_id).chat_postEphemeral(
        channel=event["channel"], user=event["user"], text=said.text, blocks=list(said.blocks)
    )


def _go_on(edge: Edge, body: Mapping[str, Any], channel_id: str) -> None:
    now = edge.clock.now()
    with observing(edge, body) as (session, _):
        program = program_life.channel_back(session, channel_id, now=now)
        if program is not None:
            news = program_life.news_of(session, program, now=now)
            key = f"resumed:{now.isoformat()}"
            tell_channel(edge, session, news, message=view.resumed(news), key=key, now=now)
