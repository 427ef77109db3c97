"""A program's settings: the menu, a short form for each part, and pause, resume, end and copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.domain.messages import Message, View
from bot.domain.programs import ProgramSettings, check_announcement
from bot.services import mentor_invitations, organizers, program_life, program_settings, program_start
from bot.services.members import Actor
from bot.services.rounds.dry_run import circle_costs, hours_cost, left_out_by_circle
from bot.views import announcements, mentoring, own_texts, program_basics
from bot.views import program_forms as forms
from bot.views import program_settings as view
from bot.views import programs as program_view
from bot.views.councils import settings as councils
from bot.views.form_again import changed_meanwhile
from handlers import program_changes
from handlers.admins import as_described, overseen
from handlers.notices import tell_channel
from handlers.request import Request
from handlers.rows import Act, Button, Command, Form, Row, Show, When, Who
from handlers.slack_reads import enter_channel, find_channel

# Buttons of the menu, and the form that each opens from the settings alone, while the program has not ended
FORMS: Mapping[str, Callable[[ProgramSettings], View]] = {
    view.RHYTHM: forms.rhythm,
    view.BREAKS: forms.breaks,
    view.JOINING: forms.joining,
    view.ACTIVITIES: forms.activities,
    view.GOALS: forms.goals,
    view.CONDUCT: forms.conduct_form,
    view.ENDING: forms.ending,
    view.TEXTS: own_texts.form,
    councils.COUNCILS: councils.form,
}
# The same, afterwards, too
ALWAYS: Mapping[str, Callable[[ProgramSettings], View]] = {
    program_view.SETTINGS: view.menu,
    view.ORGANIZERS: forms.organizers,
    view.COPY: forms.copy,
}
# What each form that is saved looks like now, by its callback id
SAVED: Mapping[str, Callable[[ProgramSettings], View]] = {
    program_basics.BASICS: program_basics.basics,
    forms.RHYTHM: forms.rhythm,
    forms.BREAKS: forms.breaks,
    forms.JOINING: forms.joining,
    forms.ACTIVITIES: forms.activities,
    forms.GOALS: forms.goals,
    forms.CONDUCT: forms.conduct_form,
    forms.ENDING: forms.ending,
    own_texts.FORM: own_texts.form,
    councils.FORM: councils.form,
}


def _opens(
    form: Callable[[ProgramSettings], View],
    read: Callable[[Session, Actor, int], ProgramSettings] = program_settings.to_change,
) -> Act:
    """An act that shows a program's settings in this form: on top of an open modal, or alone."""

    def act(request: Request) -> View:
        return form(read(request.session, request.actor, request.id))

    return act


def _basics(request: Request) -> View:
    """The form of rounds and groups, with what the least hours cost the people there are."""
    settings = program_settings.to_change(request.session, request.actor, request.id)
    asked = (request.session, request.actor, request.id)
    return program_basics.basics(settings, hours_cost(*asked, now=request.now), circle_costs(*asked, now=request.now))


def _saves(form: Callable[[ProgramSettings], View], save: program_changes.Save) -> Act:
    """An act that saves a form, closes it, and shows the changed settings in the menu below."""

    def act(request: Request) -> Show | View:
        if again := _changed_meanwhile(request, form):
            return again
        before = program_settings.settings_of(request.session, request.actor, request.id)
        save(request, request.form)
        return Show(view=_warning(request, before), below=_menu(request))

    return act


def _warning(request: Request, before: ProgramSettings) -> View | None:
    """What an organizer should know of what they chose just now: that there are no mentors, who has no buddy, which
    holidays there are to tick.
    """
    after = program_settings.settings_of(request.session, request.actor, request.id)
    if after.basics.has_mentors and not before.basics.has_mentors and not after.mentors.number:
        found = mentor_invitations.mentor_list(request.session, request.actor, request.id, now=request.now)
        return mentoring.mentors(found)
    if after.basics.circle_rule not in ("", before.basics.circle_rule):
        left_out = left_out_by_circle(request.session, request.actor, request.id, now=request.now)
        return program_basics.circle_warning(left_out) if left_out else None
    where = (after.holiday_country, after.holiday_region)
    if after.holidays and where != (before.holiday_country, before.holiday_region):
        return forms.breaks(after)
    return None


def _changed_meanwhile(request: Request, form: Callable[[ProgramSettings], View]) -> View | None:
    """The form once more, if another organizer saved it since this one was opened."""
    organizers.lock(request.session, request.actor, request.id)
    fresh = form(program_settings.settings_of(request.session, request.actor, request.id))
    return changed_meanwhile(request.body["view"], fresh, opened=request.address)


def _save_organizers(request: Request) -> Show | View:
    """Ask Slack about the people and the channel first, then save them."""
    form, client = request.form, request.context.clients.reading(request.workspace_id())
    people, viewers, channel_id = form.people("organizers"), form.people("viewers"), form.channel("digest_channel")
    described = program_changes.described(client, [*dict.fromkeys((*people, *viewers))])
    if channel_id:
        program_changes.check_private(client, channel_id)
    with request.as_member() as within:
        if again := _changed_meanwhile(within, forms.organizers):
            return again
        chosen = program_changes.Chosen(people, viewers, described, channel_id or None)
        program_changes.save_organizers(within, chosen)
        stays = organizers.is_organizer(within.session, program_id=request.id, member_id=within.actor.member_id)
        menu = _menu(within) if stays else None
    return Show(here=view.saved(), below=menu)


def _review_copy(request: Request) -> View:
    """Show what would be posted in the other channel, before anything is."""
    client = request.context.clients.reading(request.workspace_id())
    channel = find_channel(client, request.form.channel("channel"), slack_user_id=request.user_id)
    with request.as_member() as within:
        found = program_start.preview_copy(
            within.session,
            within.actor,
            request.id,
            slack_channel_id=channel.id,
            channel_name=channel.name,
            now=request.now,
        )
    remembers = f"{request.id} {channel.id}"
    news = replace(found, channel_people=channel.people)
    return announcements.review(news, remembers=remembers, is_copy=True)


def _copy(request: Request) -> View:
    client = request.context.clients.reading(request.workspace_id())
    channel = enter_channel(client, request.address, slack_user_id=request.user_id)
    opening = program_changes.opening(request.form)
    with request.as_member() as within:
        program = program_start.copy(
            within.session, within.actor, request.id, slack_channel_id=channel.id, opening=opening, now=request.now
        )
        return program_view.started(program_changes.announce(within, program.id, opening.announcement))


def _invite_form(request: Request) -> View:
    news = program_life.to_invite(request.session, request.actor, request.id, now=request.now)
    return announcements.invite_form(news)


def _invite(request: Request) -> View:
    """Post the join message once more."""
    words = request.form.text("announcement")
    check_announcement(words)
    news = program_life.invite_again(request.session, request.actor, request.id, now=request.now)
    said, key = announcements.invitation_again(news, words), f"invitation:{request.now.isoformat()}"
    tell_channel(request.context, request.session, news, message=said, key=key, now=request.now)
    return announcements.invited_again(news)


def _stops(stop: Callable[..., bool], said: Callable[..., Message], key: str) -> Act:
    """An act that pauses or ends the program, tells the channel once, and shows the menu again."""

    def act(request: Request) -> Show:
        if stop(request.session, request.actor, request.id, now=request.now):
            _tell(request, said, key)
        return _menu_again(request)

    return act


def _erase(request: Request) -> None:
    program_life.erase(request.session, request.actor, request.id, now=request.now)


def _resume(request: Request) -> Show:
    """Let Kith join the channel first; only then resume the program."""
    with request.as_member() as within:
        channel_id = organizers.require(within.session, within.actor, request.id).slack_channel_id
    enter_channel(request.context.clients.reading(within.actor.workspace_id), channel_id)
    with request.as_member() as within:
        if program_life.resume(within.session, within.actor, request.id, now=request.now):
            _tell(within, program_view.resumed, "resumed")
        return _menu_again(within)


def _tell(request: Request, said: Callable[..., Message], key: str) -> None:
    program = organizers.require(request.session, request.actor, request.id)
    news = program_life.news_of(request.session, program, now=request.now)
    key = f"{key}:{request.now.isoformat()}"
    tell_channel(request.context, request.session, news, message=said(news), key=key, now=request.now)


def _menu_again(request: Request) -> Show:
    return Show(here=_menu(request) if request.is_in_modal else None)


def _menu(request: Request) -> View:
    return view.menu(program_settings.settings_of(request.session, request.actor, request.id))


def _programs(request: Request) -> Message:
    """The programs that the person organizes, and for an admin those of the workspace."""
    with as_described(request) as within:
        own = view.choose(program_settings.organized(within.session, within.actor))
        return replace(own, blocks=(*own.blocks, *overseen(within)))


ROWS: tuple[Row, ...] = (
    Button(view.BASICS, Who.ORGANIZER, _basics, ids=1),
    *(Button(action_id, Who.ORGANIZER, _opens(form), ids=1) for action_id, form in FORMS.items()),
    *(
        Button(action_id, Who.ORGANIZER, _opens(form, program_settings.settings_of), ids=1)
        for action_id, form in ALWAYS.items()
    ),
    *(Form(key, Who.ORGANIZER, _saves(SAVED[key], save), ids=1) for key, save in program_changes.SAVES.items()),
    Form(forms.ORGANIZERS, Who.ORGANIZER, _save_organizers, ids=1, when=When.AT_ONCE, home=True),
    Form(forms.COPY, Who.ORGANIZER, _review_copy, ids=1, when=When.AT_ONCE),
    Form(announcements.COPY_START_FORM, Who.ORGANIZER, _copy, ids=1, when=When.AT_ONCE, home=True),
    Button(announcements.INVITE, Who.ORGANIZER, _invite_form, ids=1),
    Form(announcements.INVITE_FORM, Who.ORGANIZER, _invite, ids=1),
    Button(view.PAUSE, Who.ORGANIZER, _stops(program_life.pause, program_view.paused, "paused"), ids=1, home=True),
    Button(view.END, Who.ORGANIZER, _stops(program_life.end, program_view.ended, "ended"), ids=1, home=True),
    Button(view.ERASE, Who.ORGANIZER, _erase, ids=1, home=True),
    Button(program_view.RESUME, Who.ORGANIZER, _resume, ids=1, when=When.AT_ONCE, home=True),
    Command("programs", 120, "the programs you organize, and their settings", _programs, when=When.AT_ONCE),
)
