"""A member's own place in a program: leave, pause, skip, land, come back. From messages, App Home and `/kith …`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from sqlalchemy.orm import Session

from bot.domain.calendar import local
from bot.domain.errors import InvalidInputError, NoProgramError
from bot.domain.messages import Message, View
from bot.domain.participants import MyProgram, Place
from bot.domain.states import ParticipantState
from bot.edge import Edge
from bot.services import joining, participants
from bot.services.members import Actor
from bot.views import participants as view
from handlers import home
from handlers.acting import acting, pressed_ids
from handlers.answers import answer, tell
from handlers.forms import Form, row_id
from handlers.subcommand import Subcommand

Step = Callable[[Session, Actor, int, datetime], Place]
FIRST_PAUSE = timedelta(weeks=2)


def _named(*, name_in_public: bool) -> Step:
    return lambda session, actor, program_id, now: joining.choose_name_in_public(
        session, actor, program_id, name_in_public=name_in_public, now=now
    )


def _skip(*, skips: bool) -> Step:
    return lambda session, actor, program_id, now: joining.skip_next(session, actor, program_id, skips=skips, now=now)


# One click each
STEPS: Mapping[str, Step] = {
    view.LEAVE: lambda session, actor, program_id, now: joining.leave(session, actor, program_id, now=now),
    view.BACK: lambda session, actor, program_id, now: joining.come_back(session, actor, program_id, now=now),
    view.STAY: lambda session, actor, program_id, now: joining.stay_outside(session, actor, program_id, now=now),
    view.SKIP: _skip(skips=True),
    view.DO_NOT_SKIP: _skip(skips=False),
    view.NAME: _named(name_in_public=True),
    view.DO_NOT_NAME: _named(name_in_public=False),
}


def register(app: App, edge: Edge) -> None:
    """Listen to every step, and to the two forms."""
    for action_id, step in STEPS.items():
        app.action(action_id)(_stepper(edge, step))
    app.action(view.PAUSE)(_form_opener(edge, _pause_form))
    app.action(view.LAND)(_form_opener(edge, _land_form))

    @app.view(view.PAUSE_FORM)
    def handle_pause(ack: Ack, body: dict[str, Any]) -> None:
        form = Form.of(body)
        until_on = form.date("until")
        if until_on is None:
            raise InvalidInputError("until", "Choose a day.")
        _save(
            edge, ack, body, lambda s, a, program_id, now: joining.pause(s, a, program_id, until_on=until_on, now=now)
        )

    @app.view(view.LAND_FORM)
    def handle_land(ack: Ack, body: dict[str, Any]) -> None:
        tells = view.YES in Form.of(body).ticked("tells_channel")
        _save(
            edge, ack, body, lambda s, a, program_id, now: joining.land(s, a, program_id, tells_channel=tells, now=now)
        )


def _stepper(edge: Edge, step: Step) -> Callable[[Ack, dict[str, Any]], None]:
    def handle_step(ack: Ack, body: dict[str, Any]) -> None:
        (program_id,) = pressed_ids(body, 1)
        with acting(edge, body) as (session, actor):
            place = step(session, actor, program_id, edge.clock.now())
        ack()
        answer(edge, body, view.changed(place))
        home.refresh(edge, body)

    return handle_step


def _save(edge: Edge, ack: Ack, body: Mapping[str, Any], step: Step) -> None:
    """Do a form's step in each program it is about, all or none."""
    form = Form.of(body)
    chosen = [form.id()] if form.metadata else sorted(row_id(one) for one in form.ticked("programs"))
    if not chosen:
        raise InvalidInputError("programs", "Choose at least one program.")
    with acting(edge, body) as (session, actor):
        places = [step(session, actor, program_id, edge.clock.now()) for program_id in chosen]
    ack(response_action="update", view=view.told(*(view.changed(place) for place in places)))
    home.refresh(edge, body)


FormOf = Callable[[Sequence[MyProgram], int | None, datetime], View]


def _pause_form(programs: Sequence[MyProgram], chosen: int | None, now: datetime) -> View:
    first_day = local(now, programs[0].zone).date() + FIRST_PAUSE
    return view.pause_form(programs, chosen=chosen, first_day=first_day)


def _land_form(programs: Sequence[MyProgram], chosen: int | None, _now: datetime) -> View:
    return view.land_form(programs, chosen=chosen)


def _form_opener(edge: Edge, form: FormOf) -> Callable[[Ack, dict[str, Any]], None]:
    def handle_open(ack: Ack, body: dict[str, Any]) -> None:
        (program_id,) = pressed_ids(body, 1)
        with acting(edge, body) as (session, actor):
            participants.get_for(session, actor, program_id)
            programs = _taken(session, actor)
            if not programs:
                raise NoProgramError(f"member {actor.member_id} left every program")
            shown = form(programs, program_id, edge.clock.now())
        ack()
        edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=shown)

    return handle_open


def _taken(session: Session, actor: Actor) -> list[MyProgram]:
    return [one for one in participants.my_programs(session, actor) if one.takes_part]


def _form_command(form: FormOf) -> Callable[[Edge, Mapping[str, Any], str], None]:
    def run(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
        with acting(edge, body) as (session, actor):
            programs = _taken(session, actor)
            shown = form(programs, None, edge.clock.now()) if programs else None
        if shown is None:
            _whisper(edge, body, view.in_no_program())
        else:
            edge.replies.open_view(actor.workspace_id, trigger_id=body["trigger_id"], view=shown)

    return run


@dataclass(frozen=True)
class Choice:
    """A step by command: which button it stands for, and what is asked of somebody in several programs."""

    action_id: str
    question: str
    label: str
    concerns: Callable[[MyProgram], bool] = lambda _program: True


def _step_command(choice: Choice) -> Callable[[Edge, Mapping[str, Any], str], None]:
    """Done at once for somebody in one program; a button each for somebody in several."""

    def run(edge: Edge, body: Mapping[str, Any], _rest: str) -> None:
        with acting(edge, body) as (session, actor):
            programs = [one for one in _taken(session, actor) if choice.concerns(one)]
            if not programs:
                told = view.in_no_program()
            elif len(programs) == 1:
                told = view.changed(STEPS[choice.action_id](session, actor, programs[0].program_id, edge.clock.now()))
            else:
                told = view.choose(programs, question=choice.question, label=choice.label, action_id=choice.action_id)
        _whisper(edge, body, told)

    return run


def _whisper(edge: Edge, body: Mapping[str, Any], message: Message) -> None:
    tell(edge, body, message)


def _active(one: MyProgram) -> bool:
    return one.state is ParticipantState.ACTIVE


SUBCOMMANDS = {
    "pause": Subcommand(_form_command(_pause_form), "take a pause that ends by itself"),
    "skip": Subcommand(
        _step_command(Choice(view.SKIP, "Which program's next round would you like to skip?", "Skip", _active)),
        "sit out the next round",
    ),
    "back": Subcommand(
        _step_command(Choice(view.BACK, "Where would you like to be matched again?", "I'm back")),
        "be matched again after a pause, a skipped round or a new job",
    ),
    "landed": Subcommand(_form_command(_land_form), "you found a job"),
    "leave": Subcommand(
        _step_command(Choice(view.LEAVE, "Which program would you like to leave?", "Leave")), "leave a program"
    ),
}
