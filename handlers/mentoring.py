"""Mentor or mentee, in programs whose rounds match the two."""

from __future__ import annotations

from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.messages import Message, View
from bot.domain.participants import MyProgram, RoleChoice
from bot.services import joining, mentoring, participants
from bot.views import mentoring as view
from bot.views import participants as participants_view
from handlers.forms import Entered
from handlers.request import Request
from handlers.rows import Button, Command, Form, Row, Who


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
    return RoleChoice(role == view.MENTOR, form.number("capacity") if form.choice("capacity") else 1)


ROWS: tuple[Row, ...] = (
    Button(view.ROLE, Who.MEMBER, _open, ids=1),
    Form(view.ROLE_FORM, Who.MEMBER, _save, ids=1, home=True),
    Command("role", 80, "be a mentor or a mentee, where rounds match them", _role),
)
