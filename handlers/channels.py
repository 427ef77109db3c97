"""What happens to a program's channel: Kith removed or invited, archived, renamed; people coming and going."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.messages import Message
from bot.domain.programs import StopReason
from bot.domain.states import Joining, ProgramState
from bot.services import channels, program_life, program_start
from bot.views import programs as view
from handlers.notices import tell_channel
from handlers.request import Request
from handlers.rows import Event, Row, Show
from handlers.slack_reads import enter_channel

LOST: Mapping[str, StopReason] = {
    "channel_left": StopReason.BOT_REMOVED,
    "group_left": StopReason.BOT_REMOVED,
    "channel_archive": StopReason.ARCHIVED,
    "group_archive": StopReason.ARCHIVED,
    "channel_deleted": StopReason.DELETED,
    "group_deleted": StopReason.DELETED,
}


def _lost(reason: StopReason) -> Callable[[Request], None]:
    def act(request: Request) -> None:
        with request.workspace_event() as (session, _):
            program_life.channel_lost(session, request.event["channel"], reason, now=request.now)

    return act


def _opened_again(request: Request) -> Show | None:
    """A channel is open again: Kith goes back in where it can, and the program goes on."""
    channel_id = request.event["channel"]
    with request.workspace_event() as (session, workspace):
        program = program_start.in_channel(session, channel_id)
        if program is None or program.state is not ProgramState.PAUSED:
            return None

    def enter() -> None:
        enter_channel(request.context.clients.reading(workspace.id), channel_id)
        _go_on(request)

    return Show(then=enter)


def _renamed(request: Request) -> None:
    """Kith knows channels by their id, so nothing breaks; the channel is told that the program keeps its name."""
    with request.workspace_event() as (session, _):
        program = program_start.in_channel(session, request.event["channel"]["id"])
        if program is not None and program.state is ProgramState.RUNNING:
            news = program_life.news_of(session, program, now=request.now)
            key = f"renamed:{request.body.get('event_id') or request.now.isoformat()}"
            said = view.channel_renamed(news)
            tell_channel(request.context, session, news, message=said, key=key, now=request.now)


def _came(request: Request) -> Show | None:
    event, now = request.event, request.now
    with request.workspace_event() as (session, workspace):
        is_kith = event["user"] == workspace.bot_user_id
        program = None if is_kith else channels.member_joined(session, event["channel"], event["user"], now=now)
        invites = program is not None and program.state is ProgramState.RUNNING and program.joining is Joining.BY_CHOICE
        said = view.invitation(program_life.news_of(session, program, now=now)) if program and invites else None
    if is_kith:
        _go_on(request)
    return Show(then=lambda: _invite(request, workspace.id, said)) if said else None


def _invite(request: Request, workspace_id: int, said: Message) -> None:
    """Seen by the one who came, in the channel, and by nobody else."""
    request.context.clients.posting(workspace_id).chat_postEphemeral(
        channel=request.event["channel"], user=request.event["user"], text=said.text, blocks=list(said.blocks)
    )


def _went(request: Request) -> None:
    event = request.event
    with request.workspace_event() as (session, workspace):
        if event["user"] == workspace.bot_user_id:
            program_life.channel_lost(session, event["channel"], StopReason.BOT_REMOVED, now=request.now)
        else:
            channels.member_left(session, event["channel"], event["user"], now=request.now)


def _go_on(request: Request) -> None:
    now = request.now
    with request.workspace_event() as (session, _):
        program = program_life.channel_back(session, request.event["channel"], now=now)
        if program is not None:
            news = program_life.news_of(session, program, now=now)
            key = f"resumed:{now.isoformat()}"
            tell_channel(request.context, session, news, message=view.resumed(news), key=key, now=now)


ROWS: tuple[Row, ...] = (
    *(Event(event, _lost(reason)) for event, reason in LOST.items()),
    *(Event(event, _opened_again) for event in ("channel_unarchive", "group_unarchive")),
    *(Event(event, _renamed) for event in ("channel_rename", "group_rename")),
    Event("member_joined_channel", _came),
    Event("member_left_channel", _went),
)
