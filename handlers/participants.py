"""A member's own place in a program: leave, pause, skip, come back. From messages, App Home and `/kith …`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.calendar import local
from bot.domain.errors import InvalidInputError, NoProgramError
from bot.domain.home import Room
from bot.domain.messages import Block, Message, View
from bot.domain.participants import MyProgram, Place
from bot.domain.states import ParticipantState
from bot.services import home, joining, participants
from bot.services.members import Actor
from bot.views import home as home_view
from bot.views import participants as view
from bot.views import participants_home
from handlers.forms import row_id
from handlers.request import Request
from handlers.rows import Act, Button, Command, Form, HomeSection, Row, Who

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


def _steps(step: Step) -> Act:
    def act(request: Request) -> Message:
        return view.changed(step(request.session, request.actor, request.id, request.now))

    return act


FormOf = Callable[[Sequence[MyProgram], int | None, datetime], View]


def _pause_form(programs: Sequence[MyProgram], chosen: int | None, now: datetime) -> View:
    first_day = local(now, programs[0].zone).date() + FIRST_PAUSE
    return view.pause_form(programs, chosen=chosen, first_day=first_day)


def _opens(form: FormOf) -> Act:
    def act(request: Request) -> View:
        participants.get_for(request.session, request.actor, request.id)
        programs = taken(request)
        if not programs:
            raise NoProgramError(f"member {request.actor.member_id} left every program")
        return form(programs, request.id, request.now)

    return act


def _opens_by_command(form: FormOf) -> Act:
    def act(request: Request) -> View | Message:
        programs = taken(request)
        return form(programs, None, request.now) if programs else view.in_no_program()

    return act


def _pause(request: Request) -> View:
    until_on = request.form.date("until")
    if until_on is None:
        raise InvalidInputError("until", "Choose a day.")
    return _save(request, lambda s, a, program_id, now: joining.pause(s, a, program_id, until_on=until_on, now=now))


def _save(request: Request, step: Step) -> View:
    """Do a form's step in each program it is about, all or none."""
    places = [step(request.session, request.actor, one, request.now) for one in chosen_programs(request)]
    return view.told(*(view.changed(place) for place in places))


def chosen_programs(request: Request) -> list[int]:
    """The programs that a form is about: the one it remembers, or those that were ticked. Raises InvalidInputError."""
    form = request.form
    chosen = [form.id()] if form.metadata else sorted(row_id(one) for one in form.ticked("programs"))
    if not chosen:
        raise InvalidInputError("programs", "Choose at least one program.")
    return chosen


def taken(request: Request) -> list[MyProgram]:
    """The programs that the actor takes part in."""
    return [one for one in participants.my_programs(request.session, request.actor) if one.takes_part]


def away(request: Request) -> Message | None:
    """How the actor stands, where they are in programs and have a week in none of them now; else None."""
    programs = taken(request)
    if not programs or any(one.is_under_way for one in programs):
        return None
    return participants_home.away(programs)


def _steps_by_command(
    action_id: str, question: str, label: str, concerns: Callable[[MyProgram], bool] = lambda _program: True
) -> Act:
    """Done at once for somebody in one program; a button each for somebody in several."""

    def act(request: Request) -> Message:
        programs = [one for one in taken(request) if concerns(one)]
        if not programs:
            return away(request) or view.in_no_program()
        if len(programs) == 1:
            step = STEPS[action_id]
            return view.changed(step(request.session, request.actor, programs[0].program_id, request.now))
        return view.choose(programs, question=question, label=label, action_id=action_id)

    return act


def _ask_before_leaving(request: Request) -> Message:
    """Nobody leaves by a command alone: a button each, which asks once more."""
    programs = taken(request)
    return view.leaving(programs) if programs else view.in_no_program()


def _active(one: MyProgram) -> bool:
    return one.state is ParticipantState.ACTIVE


def _places(session: Session, actor: Actor, _now: datetime) -> Sequence[MyProgram]:
    return participants.my_programs(session, actor)


def _welcome(session: Session, actor: Actor, _now: datetime) -> Sequence[Block]:
    if participants.my_programs(session, actor):
        return ()
    open_ = home.open_programs(session, actor)
    return home_view.welcome(open_, may_start=home.may_start(session, actor))


SKIP_WHICH = "Which program's next round would you like to skip?"
ROWS: tuple[Row, ...] = (
    *(Button(action_id, Who.MEMBER, _steps(step), ids=1, home=True) for action_id, step in STEPS.items()),
    Button(view.PAUSE, Who.MEMBER, _opens(_pause_form), ids=1),
    Form(view.PAUSE_FORM, Who.MEMBER, _pause, home=True),
    Command("pause", 70, "take a pause that ends by itself", _opens_by_command(_pause_form)),
    Command("skip", 71, "sit out the next round", _steps_by_command(view.SKIP, SKIP_WHICH, "Skip", _active)),
    Command(
        "back",
        72,
        "be matched again after a pause, a skipped round or a landing",
        _steps_by_command(view.BACK, "Where would you like to be matched again?", "I'm back"),
    ),
    Command("leave", 74, "leave a program", _ask_before_leaving),
    HomeSection(Room.WEEK, 15, _places, participants_home.away_blocks),
    HomeSection(Room.WEEK, 40, _welcome, lambda blocks: blocks),
    HomeSection(Room.ME, 40, _places, participants_home.home_blocks),
)
