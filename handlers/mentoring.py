"""Mentor or mentee, in programs that have mentors."""

from __future__ import annotations

from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.messages import Message, View
from bot.domain.participants import MyProgram, RoleChoice
from bot.services import joining, mentor_invitations, mentoring, participants, program_life
from bot.views import mentoring as view
from bot.views import participants as participants_view
from handlers.forms import Entered
from handlers.request import Request
from handlers.rows import Button, Command, Form, Row, When, Who
from handlers.slack_reads import describe


def _with_roles(request: Request) -> list[MyProgram]:
    mine = participants.my_programs(request.session, request.actor)
    return [one for one in mine if one.mentoring is not None]


def _open(request: Request) -> View:
    mine = [one for one in _with_roles(request) if one.program_id == request.id]
    if not mine:
        raise NotFoundError(f"member {request.actor.member_id} has no role in program {request.id}")
    return view.role_form(mine[0])


def _save(request: Request) -> View:
    mentoring.choose(request.session, request.actor, request.id, chosen(request.form), now=request.now)
    place = joining.standing(request.session, request.actor, request.id, now=request.now)
    return participants_view.told(participants_view.changed(place))


def _role(request: Request) -> View | Message:
    """The form of this channel's program, or of the one that has roles; else a button for each."""
    mine = _with_roles(request)
    here = [one for one in mine if one.slack_channel_id == request.channel_id]
    if not mine:
        return participants_view.no_roles()
    if len(mine) == 1 or here:
        return view.role_form((here or mine)[0])
    return participants_view.choose(mine, question="In which program?", label="Mentor or mentee", action_id=view.ROLE)


def chosen(form: Entered) -> RoleChoice:
    """What was entered. Raises InvalidInputError for what is neither."""
    role = form.choice("role")
    if role not in (view.MENTOR, view.MENTEE):
        raise InvalidInputError("role", "Choose one of the two.")
    capacity = form.number("capacity") if form.choice("capacity") else 1
    return RoleChoice(role == view.MENTOR, capacity, form.text("line"))


def _mentors(request: Request) -> View:
    return view.mentors(mentor_invitations.mentor_list(request.session, request.actor, request.id, now=request.now))


def _invite_form(request: Request) -> View:
    mentor_invitations.mentor_list(request.session, request.actor, request.id, now=request.now)
    return view.invite_form(request.id)


def _invite(request: Request) -> View:
    """Ask Slack about the people first, then ask the people."""
    client, chosen_ids = request.context.clients.reading(request.workspace_id()), request.form.people("people")
    described = [describe(client, slack_user_id) for slack_user_id in chosen_ids[: mentor_invitations.MOST_AT_ONCE + 1]]
    with request.as_member() as within:
        asked = mentor_invitations.invite(within.session, within.actor, request.id, described, now=request.now)
    return view.invited(asked, [user for user in chosen_ids if user not in asked])


def _yes(request: Request) -> Message | View:
    """Somebody who takes part is a mentor at once; others see who sees what, and join as one."""
    session, actor, now = request.session, request.actor, request.now
    if mentor_invitations.accept(session, actor, request.id, now=now):
        mentor_invitations.answered(session, actor, request.id, now=now)
        return view.accepted(program_life.news(session, request.id, now=now))
    offer = joining.about_to_join(session, actor, request.id, now=now)
    as_mentor = RoleChoice(is_mentor=True, capacity=1)
    return participants_view.join_form(offer.program, name_in_public=offer.name_in_public, mentoring=as_mentor)


def _no(request: Request) -> Message:
    mentor_invitations.decline(request.session, request.actor, request.id, now=request.now)
    return view.declined()


ROWS: tuple[Row, ...] = (
    Button(view.ROLE, Who.MEMBER, _open, ids=1),
    Button(view.MENTORS, Who.ORGANIZER, _mentors, ids=1),
    Button(view.INVITE, Who.ORGANIZER, _invite_form, ids=1),
    Form(view.INVITE_FORM, Who.ORGANIZER, _invite, ids=1, when=When.AT_ONCE),
    Button(view.YES, Who.MEMBER, _yes, ids=1, home=True),
    Button(view.NO, Who.MEMBER, _no, ids=1),
    Form(view.ROLE_FORM, Who.MEMBER, _save, ids=1, home=True),
    Command("role", 80, "be a mentor or a mentee, where the program has mentors", _role),
)
