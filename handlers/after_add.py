"""After "add one": with whom it was, somebody new, when to follow up. Each is one step, and none has to be taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.domain.errors import NotFoundError
from bot.domain.messages import View
from bot.domain.preparations import CameOfIt
from bot.services import after_add, checkins
from bot.views import after_add as view
from bot.views import follow_ups as follow_up_view
from handlers.forms import Entered
from handlers.request import Request
from handlers.rows import Act, Button, Form, Row, Show, Who


def _opens(form: Callable[..., View]) -> Act:
    def act(request: Request) -> View:
        checkins.entry(request.session, request.actor, request.id)
        return form(metadata=request.metadata(request.week_message, request.id))

    return act


def _with_whom(request: Request) -> Show:
    whom = request.form.text(view.WHOM)
    after_add.say_whom(request.session, request.actor, request.id, whom, now=request.now)
    return Show(redraws=True)


def _somebody_new(request: Request) -> Show:
    line = request.form.text(view.NEW)
    after_add.add_new_contact(request.session, request.actor, request.id, line, now=request.now)
    return Show(redraws=True)


def _follow_up(request: Request) -> Show:
    """On one of the three days, or as the form with a calendar says."""
    day, checkin_id = request.ids
    if day == follow_up_view.PICK:
        checkins.entry(request.session, request.actor, checkin_id)
        return Show(view=view.day_form(metadata=request.metadata(request.week_message, checkin_id)))
    try:
        due_on = date.fromordinal(day)
    except (ValueError, OverflowError) as error:
        raise NotFoundError(f"no such day: {day}") from error
    after_add.plan_follow_up(request.session, request.actor, checkin_id, due_on=due_on, note="", now=request.now)
    return Show(redraws=True)


def _follow_up_on(request: Request) -> Show:
    day, note = request.form.date(follow_up_view.DAY), request.form.text(follow_up_view.NOTE_FIELD)
    after_add.plan_follow_up(request.session, request.actor, request.id, due_on=day, note=note, now=request.now)
    return Show(redraws=True)


def _open_came(request: Request) -> View:
    checkins.entry(request.session, request.actor, request.id)
    return view.came_form(callback_id=view.CAME_FORM, metadata=request.metadata(request.week_message, request.id))


def _came(request: Request) -> Show:
    after_add.came_of_it(request.session, request.actor, request.id, came_of_it(request.form), now=request.now)
    return Show(redraws=True)


def came_of_it(form: Entered) -> CameOfIt:
    """What was entered of a chat."""
    return CameOfIt(
        names=tuple(form.text(view.NAMES).splitlines()),
        companies=form.text(view.COMPANIES),
        advice=form.text(view.ADVICE),
        feedback=form.text(view.FEEDBACK),
    )


ROWS: tuple[Row, ...] = (
    Button(view.WITH_WHOM, Who.MEMBER, _opens(view.whom_form), ids=1, on_week_message=True),
    Button(view.SOMEBODY_NEW, Who.MEMBER, _opens(view.new_form), ids=1, on_week_message=True),
    Button(view.FOLLOW_UP, Who.MEMBER, _follow_up, ids=2, on_week_message=True),
    Button(view.CAME, Who.MEMBER, _open_came, ids=1, on_week_message=True),
    Form(view.CAME_FORM, Who.MEMBER, _came, ids=1, on_week_message=True),
    Form(view.WHOM_FORM, Who.MEMBER, _with_whom, ids=1, on_week_message=True),
    Form(view.NEW_FORM, Who.MEMBER, _somebody_new, ids=1, on_week_message=True),
    Form(view.DAY_FORM, Who.MEMBER, _follow_up_on, ids=1, on_week_message=True),
)
