"""Check-ins: one click, the form, a hard week."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from bot.db.session import DATABASE_AWAY
from bot.domain.checkins import Act, LogEntry
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.messages import Message, View
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.domain.work_search import LIMITS
from bot.services import catalogues, checkins, goals, hard_weeks, participants, recipients, thanks
from bot.views import checkins as views
from bot.views import log as log_views
from bot.views import thanks as thanks_view
from handlers.forms import Entered, is_number
from handlers.log import drawn as drawn_log
from handlers.log import searched
from handlers.redraw import drawn_for_command
from handlers.request import Request
from handlers.rows import Button, Command, Form, Row, Show, When, Who

SHORTCUT = "log_activity"


def _add(request: Request) -> None:
    program_id, activity_id, newest = request.ids
    checkins.add_one(
        request.session,
        request.actor,
        program_id,
        activity_id,
        week_on=request.week_message.week_on,
        newest=newest,
        now=request.now,
    )


def _hard_week(request: Request) -> None:
    hard_weeks.declare(request.session, request.actor, week_on=request.week_message.week_on, now=request.now)


def _say_hard_week(request: Request) -> Message:
    """One plain sentence."""
    session, actor, now = request.session, request.actor, request.now
    hard_weeks.declare(session, actor, week_on=WeekMessage(WeekMessageKind.HARD_WEEK, _today(request)).week_on, now=now)
    return drawn_for_command(session, actor, WeekMessageKind.HARD_WEEK, now=now)


def _want_contact(request: Request) -> None:
    hard_weeks.want_contact(
        request.session, request.actor, request.id, week_on=request.week_message.week_on, now=request.now
    )


def _open_form(request: Request) -> Show:
    """The empty form. Asked for without a message it stands alone: nothing is replaced once it is sent."""
    session, actor, now = request.session, request.actor, request.now
    today = _today(request)
    alone = f"{WeekMessage(WeekMessageKind.ALONE, today).value(0)} "
    metadata = request.metadata(request.week_message_or_none, 0) if request.week_message_or_none else alone
    program_id, activity_id = goals.planned_on(session, actor, on=today) or (0, 0)
    own, act = catalogues.own(session, actor), Act(activity_id, today)
    view = log_views.new_form(own, today=today, metadata=metadata, act=act, program_id=program_id)
    is_noted = participants.is_fresh(session, actor, now=now)
    return Show(view=view, then=None if is_noted else lambda: _hear(request))


def _hear(request: Request) -> None:
    # Kith was removed meanwhile, or the database is away: the form is open, and its answer will be heard.
    with suppress(NotFoundError, *DATABASE_AWAY), request.as_member() as within:
        participants.touch_everywhere(within.session, within.actor, now=request.now)


def _more(request: Request) -> Show:
    """The same form with all fields; what was entered so far stays."""
    session, actor = request.session, request.actor
    entry = checkins.entry(session, actor, request.id) if request.id else None
    program_id, act = (entry.program_id, entry.act) if entry else (0, Act(0, _today(request)))
    metadata = request.metadata(request.week_message, request.id)
    if request.is_in_modal:
        metadata, form = request.body["view"]["private_metadata"], request.form
        act = _entered(form, act)
        if log_views.ACTIVITY in form.values:
            program_id, activity_id = _activity(form)
            act = replace(act, activity_id=activity_id)
    whole = _whole(request, entry, act, program_id, metadata)
    return Show(here=whole) if request.is_in_modal else Show(view=whole)


def _whole(request: Request, entry: LogEntry | None, act: Act, program_id: int, metadata: str) -> View:
    own = catalogues.own(request.session, request.actor)
    if entry:
        return log_views.edit_form(entry, own, metadata=metadata, act=act, is_whole=True)
    today = _today(request)
    return log_views.new_form(own, today=today, metadata=metadata, act=act, program_id=program_id, is_whole=True)


def _save(request: Request) -> Show:
    session, actor, now, form = request.session, request.actor, request.now, request.form
    program_id, activity_id = _activity(form)
    done_on = form.date(log_views.DONE_ON)
    if done_on is None:
        raise InvalidInputError(log_views.DONE_ON, "Choose a day.")
    before = checkins.entry(session, actor, request.id).act if request.id else Act(activity_id, done_on)
    act = replace(_entered(form, before), activity_id=activity_id)
    if request.id:
        checkins.edit(session, actor, request.id, act, now=now)
    else:
        checkins.record(session, actor, program_id, act, source=f"form:{request.form.view_id}", now=now)
    given = [(one.thanked, one.words) for one in thanks.give_back(session, actor, now=now)]
    notice = thanks_view.saved(given) if given else None
    below = drawn_log(request, searched(request.address)) if request.id else None
    return Show(view=notice, redraws=True, below=below)


def _today(request: Request) -> date:
    return recipients.today(request.session, request.actor, now=request.now)


def entered(form: Entered) -> tuple[int, Act]:
    """The program and the act of a log's form. Raises InvalidInputError for what is missing."""
    program_id, activity_id = _activity(form)
    done_on = form.date(log_views.DONE_ON)
    if done_on is None:
        raise InvalidInputError(log_views.DONE_ON, "Choose a day.")
    return program_id, _entered(form, Act(activity_id, done_on))


# How each field of `Act` is read from the form, by its name
_FIELDS: Mapping[str, Callable[[Entered], Any]] = {
    **{name: lambda form, name=name: form.text(name) for name in log_views.TEXTS},  # type: ignore[misc]
    log_views.IN_PERSON: lambda form: {log_views.YES: True, log_views.NO: False}.get(form.choice(log_views.IN_PERSON)),
    log_views.CONTACTS_FIELD: lambda form: tuple(form.text(log_views.CONTACTS_FIELD).splitlines()),
    log_views.THANKS_TO: lambda form: form.person(log_views.THANKS_TO),
    log_views.CONSENT: lambda form: log_views.YES in form.ticked(log_views.CONSENT),
    log_views.FOLLOW_UP_ON: lambda form: form.date(log_views.FOLLOW_UP_ON),
}


def _entered(form: Entered, before: Act) -> Act:
    """What was entered; fields that the form does not show stay as they are."""
    changed = {name: read(form) for name, read in _FIELDS.items() if name in form.values}
    details = replace(before.details, **{name: form.text(name) for name in LIMITS if name in form.values})
    return replace(before, done_on=form.date(log_views.DONE_ON) or before.done_on, details=details, **changed)


def _activity(form: Entered) -> tuple[int, int]:
    program_id, _, activity_id = form.choice(log_views.ACTIVITY).partition(":")
    if not (is_number(program_id) and is_number(activity_id)):
        raise InvalidInputError(log_views.ACTIVITY, "Choose one of the list.")
    return int(program_id), int(activity_id)


ROWS: tuple[Row, ...] = (
    Button(views.ADD, Who.MEMBER, _add, ids=3, on_week_message=True),
    Button(views.HARD_WEEK, Who.MEMBER, _hard_week, on_week_message=True),
    Button(views.WANT_CONTACT, Who.MEMBER, _want_contact, ids=1, on_week_message=True),
    Button(views.OPEN_FORM, Who.MEMBER, _open_form, on_week_message=True, when=When.READ),
    Button(SHORTCUT, Who.MEMBER, _open_form, when=When.READ),
    Button(log_views.MORE, Who.MEMBER, _more, ids=1, on_week_message=True, when=When.READ),
    Form(log_views.FORM, Who.MEMBER, _save, ids=1, on_week_message=True),
    Command("log", 30, "log a chat, an event or something else you did", _open_form, when=When.READ),
    Command("hard-week", 31, "say that this week is a hard one", _say_hard_week),
)
