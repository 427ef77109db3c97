"""A small step a week: begin, take, done, forecast and result, the whole path, pause and leave."""

from __future__ import annotations

from bot.domain.errors import NotFoundError
from bot.domain.messages import View
from bot.domain.path import STEPS, Step, Taken
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import path_steps, recipients
from bot.views import path as view
from handlers.request import Request
from handlers.rows import Button, Form, Row, Show, Who


def _begin(request: Request) -> None:
    path_steps.begin(request.session, request.actor, now=request.now)


def _take(request: Request) -> None:
    week_on = request.week_message.week_on
    path_steps.take(request.session, request.actor, _step(request), week_on=week_on, now=request.now)


def _did(request: Request) -> None:
    path_steps.say_done(request.session, request.actor, _step(request), now=request.now)


def _open_forecast(request: Request) -> View:
    taken = _taken(request)
    return view.forecast_form(taken, metadata=request.metadata(request.week_message, request.id))


def _forecast(request: Request) -> Show:
    words = request.form.text(view.FORECAST_FIELD)
    path_steps.forecast(request.session, request.actor, _step(request), words, now=request.now)
    return Show(redraws=True)


def _open_result(request: Request) -> View:
    taken = _taken(request)
    return view.result_form(taken, metadata=request.metadata(request.week_message, request.id))


def _result(request: Request) -> Show:
    words = request.form.text(view.RESULT_FIELD)
    path_steps.say_result(request.session, request.actor, _step(request), words, now=request.now)
    return Show(redraws=True)


def _open(request: Request) -> View:
    return _form(request)


def _pause(request: Request) -> Show:
    path_steps.pause(request.session, request.actor, now=request.now)
    return Show(here=_form(request))


def _go_on(request: Request) -> Show:
    path_steps.begin(request.session, request.actor, now=request.now)
    return Show(here=_form(request))


def _leave(request: Request) -> Show:
    path_steps.leave(request.session, request.actor, now=request.now)
    return Show(here=view.left())


def _form(request: Request) -> View:
    today = WeekMessage(WeekMessageKind.ALONE, recipients.today(request.session, request.actor, now=request.now))
    return view.path_form(path_steps.mine(request.session, request.actor, week_on=today.week_on))


def _taken(request: Request) -> Taken:
    step = _step(request)
    taken = path_steps.mine(request.session, request.actor, week_on=request.week_message.week_on).taken
    if step not in taken or step not in view.GUESSED:
        raise NotFoundError(f"the step {step} is not taken, or nothing is forecast of it")
    return taken[step]


def _step(request: Request) -> Step:
    if request.id >= len(STEPS):
        raise NotFoundError(f"no such step: {request.id}")
    return STEPS[request.id]


ROWS: tuple[Row, ...] = (
    Button(view.BEGIN, Who.ANYONE, _begin, on_week_message=True),
    Button(view.TAKE, Who.ANYONE, _take, ids=1, on_week_message=True),
    Button(view.DID, Who.ANYONE, _did, ids=1, on_week_message=True),
    Button(view.FORECAST, Who.ANYONE, _open_forecast, ids=1, on_week_message=True),
    Form(view.FORECAST_FORM, Who.ANYONE, _forecast, ids=1, on_week_message=True),
    Button(view.RESULT, Who.ANYONE, _open_result, ids=1, on_week_message=True),
    Form(view.RESULT_FORM, Who.ANYONE, _result, ids=1, on_week_message=True),
    Button(view.OPEN, Who.ANYONE, _open, on_week_message=True),
    Button(view.PAUSE, Who.ANYONE, _pause, home=True),
    Button(view.GO_ON, Who.ANYONE, _go_on, home=True),
    Button(view.LEAVE, Who.ANYONE, _leave, home=True),
)
