"""Mentor or mentee, in programs whose rounds match the two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.participants import RoleChoice
from bot.edge import Edge
from bot.services import joining, mentoring, participants
from bot.views import mentoring as view
from bot.views import participants as participants_view
from handlers import home
from handlers.acting import acting, pressed_ids
from handlers.answers import tell
from handlers.forms import Form
from handlers.subcommand import Subcommand


def register(app: App, edge: Edge) -> None:
    """Listen to the button and to its form."""

    @app.action(view.ROLE)
    def handle_open(ack: Ack, body: dict[str, Any]) -> None:
        (program_id,) = pressed_ids(body, 1)
        with acting(edge, body) as (session, actor):
            mine = [one for one in participants.my_programs(session, actor) if one.program_id == program_id]
            if not mine or mine[0].mentoring is None:
                raise NotFoundError(f"member {actor.member_id} has no role in program {program_id}")
        ack()
        edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=view.role_form(mine[0]))

    @app.view(view.ROLE_FORM)
    def handle_form(ack: Ack, body: dict[str, Any]) -> None:
        form, now = Form.of(body), edge.clock.now()
        program_id = form.id()
        with acting(edge, body) as (session, actor):
            mentoring.choose(session, actor, program_id, chosen(form), now=now)
            place = joining.standing(session, actor, program_id, now=now)
        ack(response_action="update", view=participants_view.told(participants_view.changed(place)))
        home.refresh(edge, body)


def run_role(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
    """`/kith role`: the form of this channel's program, or of the one that has roles; else a button for each."""
    with acting(edge, body) as (session, actor):
        mine = [one for one in participants.my_programs(session, actor) if one.mentoring is not None]
    here = [one for one in mine if one.slack_channel_id == body.get("channel_id")]
    if not mine:
        said = participants_view.no_roles()
        tell(edge, body, said)
    elif len(mine) == 1 or here:
        edge.replies.open_view(
            actor.workspace_id, trigger_id=body["trigger_id"], view=view.role_form((here or mine)[0])
        )
    else:
        said = participants_view.choose(
            mine, question="In which program?", label="Mentor or mentee", action_id=view.ROLE
        )
        tell(edge, body, said)


SUBCOMMANDS: Mapping[str, Subcommand] = {
    "role": Subcommand(run_role, "be a mentor or a mentee, where rounds match them")
}


def chosen(form: Form) -> RoleChoice:
    """What was entered. Raises InvalidInputError for what is neither."""
    role = form.choice("role")
    if role not in (view.MENTOR, view.MENTEE):
        raise InvalidInputError("role", "Choose one of the two.")
    return RoleChoice(role == view.MENTOR, form.number("capacity") if form.choice("capacity") else 1)
