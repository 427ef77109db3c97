"""Joining: the Join button of a channel's announcement, or `/kith join`. One screen says who sees what."""

from __future__ import annotations

from bot.domain.messages import Message, View
from bot.domain.participants import JoinOffer
from bot.services import advice, joining, members, mentor_invitations, mentoring, program_start, rosters
from bot.services.people import invitations
from bot.views import advice as advice_view
from bot.views import participants as view
from bot.views import privacy as privacy_view
from bot.views import rosters as rosters_view
from handlers.mentoring import chosen
from handlers.request import Request
from handlers.rows import Button, Command, Form, Row, Show, Who
from handlers.slack_reads import describe


def _open(request: Request) -> Show:
    program = joining.may_join(request.session, request.actor, request.id)
    joining.check_place(request.session, request.actor, program, slack_channel_id=request.channel_id)
    return screen(request, joining.about_to_join(request.session, request.actor, request.id, now=request.now))


def _open_by_command(request: Request) -> Message | Show:
    """The screen of the program of this channel."""
    program = program_start.in_channel(request.session, request.channel_id)
    if program is None:
        return view.no_program_here()
    return screen(request, joining.about_to_join(request.session, request.actor, program.id, now=request.now))


def screen(request: Request, offer: JoinOffer) -> Show:
    """The screen; while it is read, ask Slack who they are: zone and guest decide what comes of it."""
    form = view.join_form(offer.program, name_in_public=offer.name_in_public, mentoring=offer.mentoring)
    return Show(view=form, then=lambda: _look(request))  # should Slack not answer now, the next tick asks again


def _look(request: Request) -> None:
    actor = request.actor
    person = describe(request.context.clients.reading(actor.workspace_id), actor.slack_user_id)
    with request.as_member() as within:
        members.apply_slack_person(within.session, person, now=request.now)


def _join(request: Request) -> View:
    session, actor, form, now = request.session, request.actor, request.form, request.now
    named = view.YES in form.ticked("name_in_public")
    place = joining.join(session, actor, request.id, name_in_public=named, now=now)
    if form.choice("role"):
        mentoring.choose(session, actor, request.id, chosen(form), now=now)
    mentor_invitations.answered(session, actor, request.id, now=now)
    invitations.answered(session, actor, request.id, now=now)
    filled = rosters_view.filled_in(rosters.filled_in(session, actor))
    advised = advice_view.others_blocks(advice.of_program(session, actor, request.id))
    return view.told(view.joined(place), after=[*filled, *advised])


def _who_sees_what(_request: Request) -> View:
    return privacy_view.screen()


ROWS: tuple[Row, ...] = (
    Button(view.JOIN, Who.ANYONE, _open, ids=1),
    Form(view.JOIN_FORM, Who.ANYONE, _join, ids=1, home=True),
    Button(privacy_view.SEES, Who.ANYONE, _who_sees_what),
    Command("join", 10, "join the program of this channel", _open_by_command),
)
