"""A program's settings: the menu, a short form for each part, and pause, resume, end and copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.domain.messages import Message, View
from bot.domain.programs import ProgramSettings
from bot.edge import Edge
from bot.services import organizers, program_life, program_settings, program_start
from bot.services.members import Actor
from bot.views import program_forms as forms
from bot.views import program_settings as view
from bot.views import programs as program_view
from handlers import home, program_changes
from handlers.acting import acting, pressed_ids
from handlers.answers import after_ack, in_modal, tell, workspace_id
from handlers.forms import Form
from handlers.notices import tell_channel
from handlers.slack_reads import enter_channel
from handlers.subcommand import Subcommand

# Buttons of the menu, and the form that each opens
FORMS: Mapping[str, Callable[[ProgramSettings], View]] = {
    view.BASICS: forms.basics,
    view.RHYTHM: forms.rhythm,
    view.BREAKS: forms.breaks,
    view.JOINING: forms.joining,
    view.ACTIVITIES: forms.activities,
    view.GOALS: forms.goals,
    view.ORGANIZERS: forms.organizers,
    view.COPY: forms.copy,
}


def register(app: App, edge: Edge) -> None:
    """Listen to the menu, its forms and its buttons."""
    app.action(program_view.SETTINGS)(_opener(edge, view.menu))
    for action_id, form in FORMS.items():
        app.action(action_id)(_opener(edge, form))
    for callback_id, save in program_changes.SAVES.items():
        app.view(callback_id)(_saver(edge, save))
    app.view(forms.ORGANIZERS)(_organizers_saver(edge))
    app.view(forms.COPY)(_copier(edge))
    app.action(view.PAUSE)(_stopper(edge, program_life.pause, program_view.paused, "paused"))
    app.action(view.END)(_stopper(edge, program_life.end, program_view.ended, "ended"))
    app.action(program_view.RESUME)(_resumer(edge))


Listener = Callable[[Ack, dict[str, Any]], None]


def _opener(edge: Edge, form: Callable[[ProgramSettings], View]) -> Listener:
    """Show a program's settings in a form: on top of an open modal, or by itself."""

    def handle_open(ack: Ack, body: dict[str, Any]) -> None:
        (program_id,) = pressed_ids(body, 1)
        with acting(edge, body) as (session, actor):
            shown = form(program_settings.settings_of(session, actor, program_id))
        ack()
        show = edge.replies.push_view if in_modal(body) else edge.replies.open_view
        show(actor.workspace_id, trigger_id=body["trigger_id"], view=shown)

    return handle_open


def _saver(edge: Edge, save: program_changes.Save) -> Listener:
    """Save a form, close it, and show the menu below as it stands now."""

    def handle_save(ack: Ack, body: dict[str, Any]) -> None:
        form, now = Form.of(body), edge.clock.now()
        with acting(edge, body) as (session, actor):
            save(edge, session, actor, form.id(), form, now)
            menu = view.menu(program_settings.settings_of(session, actor, form.id()))
        ack()
        _show_menu(edge, body, actor, menu)

    return handle_save


def _show_menu(edge: Edge, body: Mapping[str, Any], actor: Actor, menu: View) -> None:
    below = body["view"].get("previous_view_id")
    if below:
        edge.replies.update_view(actor.workspace_id, view_id=below, view=menu)


def _organizers_saver(edge: Edge) -> Listener:
    """Slack has to be asked about the people and the channel first, so this form waits for the answer."""

    def handle_organizers(ack: Ack, body: dict[str, Any]) -> None:
        ack(response_action="update", view=program_view.working())
        after_ack(edge, body, lambda: save(body), view_id=body["view"]["id"])

    def save(body: Mapping[str, Any]) -> None:
        form = Form.of(body)
        people, channel_id = form.people("organizers"), form.channel("digest_channel")
        described = program_changes.describe_people(edge, body, people)
        if channel_id:
            program_changes.check_private(edge, body, channel_id)
        with acting(edge, body) as (session, actor):
            program_changes.save_organizers(
                edge,
                session,
                actor,
                program_changes.Chosen(form.id(), people, described, channel_id or None),
                edge.clock.now(),
            )
            still = organizers.is_organizer(session, program_id=form.id(), member_id=actor.member_id)
            shown = view.menu(program_settings.settings_of(session, actor, form.id())) if still else None
        edge.replies.update_view(actor.workspace_id, view_id=form.view_id, view=view.saved())
        if shown:
            _show_menu(edge, body, actor, shown)
        home.refresh(edge, body)

    return handle_organizers


def _copier(edge: Edge) -> Listener:
    def handle_copy(ack: Ack, body: dict[str, Any]) -> None:
        ack(response_action="update", view=program_view.working())
        after_ack(edge, body, lambda: copy(body), view_id=body["view"]["id"])

    def copy(body: Mapping[str, Any]) -> None:
        form, now = Form.of(body), edge.clock.now()
        client = edge.clients.reading(workspace_id(edge, body))
        channel = enter_channel(client, form.channel("channel"), slack_user_id=body["user"]["id"])
        with acting(edge, body) as (session, actor):
            program = program_start.copy(
                session,
                actor,
                form.id(),
                slack_channel_id=channel.id,
                channel_name=channel.name,
                now=now,
            )
            news = program_life.news_of(session, program, now=now)
            message = program_view.announcement(news)
            tell_channel(edge, session, news, message=message, key="announcement", now=now)
        edge.replies.update_view(actor.workspace_id, view_id=form.view_id, view=program_view.started(news))
        home.refresh(edge, body)

    return handle_copy


def _stopper(edge: Edge, stop: Callable[..., bool], said: Callable[..., Message], key: str) -> Listener:
    """Pause or end: the channel is told once, the menu shows how it stands."""

    def handle_stop(ack: Ack, body: dict[str, Any]) -> None:
        (program_id,) = pressed_ids(body, 1)
        now = edge.clock.now()
        with acting(edge, body) as (session, actor):
            if stop(session, actor, program_id, now=now):
                program = organizers.require(session, actor, program_id)
                news = program_life.news_of(session, program, now=now)
                tell_channel(edge, session, news, message=said(news), key=f"{key}:{now.isoformat()}", now=now)
            menu = view.menu(program_settings.settings_of(session, actor, program_id))
        ack()
        _show_again(edge, body, actor, menu)

    return handle_stop


def _resumer(edge: Edge) -> Listener:
    """Kith goes back into the channel first; only then does the program go on."""

    def handle_resume(ack: Ack, body: dict[str, Any]) -> None:
        (program_id,) = pressed_ids(body, 1)
        with acting(edge, body) as (session, actor):
            channel_id = organizers.require(session, actor, program_id).slack_channel_id
        ack()
        after_ack(edge, body, lambda: resume(body, program_id, channel_id))

    def resume(body: Mapping[str, Any], program_id: int, channel_id: str) -> None:
        enter_channel(edge.clients.reading(workspace_id(edge, body)), channel_id)
        now = edge.clock.now()
        with acting(edge, body) as (session, actor):
            if program_life.resume(session, actor, program_id, now=now):
                program = organizers.require(session, actor, program_id)
                news = program_life.news_of(session, program, now=now)
                said = program_view.resumed(news)
                tell_channel(edge, session, news, message=said, key=f"resumed:{now.isoformat()}", now=now)
            menu = view.menu(program_settings.settings_of(session, actor, program_id))
        _show_again(edge, body, actor, menu)

    return handle_resume


def _show_again(edge: Edge, body: Mapping[str, Any], actor: Actor, menu: View) -> None:
    if in_modal(body):
        edge.replies.update_view(actor.workspace_id, view_id=body["view"]["id"], view=menu)
    home.refresh(edge, body)


def run_programs(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """The programs that the person organizes."""
    with acting(edge, body) as (session, actor):
        told = view.choose(program_settings.organized(session, actor))
    tell(edge, body, told)


SUBCOMMANDS = {"programs": Subcommand(run_programs, "the programs you organize, and their settings")}
