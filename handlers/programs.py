"""Starting a program: `/kith setup` in a channel, or from App Home. Two clicks."""

from __future__ import annotations

from bot.domain.messages import Message, View
from bot.services import members, organizers, program_life, program_settings, program_start
from bot.views import program_settings as settings_view
from bot.views import programs as view
from handlers.notices import tell_channel
from handlers.program_changes import read_ending
from handlers.request import Request
from handlers.rows import Button, Command, Form, Row, When, Who
from handlers.slack_reads import describe, enter_channel


def _open(_request: Request) -> View:
    return view.setup(slack_channel_id="")


def _start(request: Request) -> View:
    """Ask Slack about the person and the channel, start the program, and say so to both."""
    form, now, client = request.form, request.now, request.context.clients.reading(request.workspace_id())
    person = describe(client, request.user_id)
    channel = enter_channel(client, form.metadata or form.channel("channel"), slack_user_id=request.user_id)
    with request.as_member() as within:
        session = within.session
        members.apply_slack_person(session, person, now=now)
        program = program_start.start(
            session,
            within.actor,
            slack_channel_id=channel.id,
            channel_name=channel.name,
            preset_key=form.choice("preset"),
            ending=read_ending(form),
            now=now,
        )
        news = program_life.news_of(session, program, now=now)
        said = view.announcement(news)
        tell_channel(request.context, session, news, message=said, key="announcement", now=now)
    return view.started(news)


def _setup(request: Request) -> View | Message:
    """The setup form; where a program is at home already, its settings or who organizes it."""
    session, actor = request.session, request.actor
    channel_id = "" if _is_direct(request) else request.channel_id
    program = program_start.in_channel(session, channel_id) if channel_id else None
    if program is None:
        return view.setup(slack_channel_id=channel_id)
    if organizers.is_organizer(session, program_id=program.id, member_id=actor.member_id):
        return settings_view.menu(program_settings.settings_of(session, actor, program.id))
    people = [member.slack_user_id for member in organizers.of_program(session, program.id)]
    return view.runs_here(program_life.news_of(session, program, now=request.now), people)


def _is_direct(request: Request) -> bool:
    name = str(request.body.get("channel_name", ""))
    return name == "directmessage" or name.startswith("mpdm-")


ROWS: tuple[Row, ...] = (
    Button(view.OPEN_SETUP, Who.ANYONE, _open),
    Form(view.SETUP_FORM, Who.ANYONE, _start, when=When.AT_ONCE, home=True),
    Command("setup", 110, "start a program in this channel, or change it", _setup),
)
