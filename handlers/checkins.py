"""Check-ins: one click, the form, the log with edit and undo, a hard week, follow-ups."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from bot.db.session import DATABASE_AWAY
from bot.domain.checkins import Act
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.messages import Message, View
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import catalogues, checkins, hard_weeks, participants, recipients, thanks
from bot.views import checkins as views
from bot.views import log as log_views
from bot.views import thanks as thanks_view
from handlers.forms import Entered, is_number
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
    view = log_views.new_form(catalogues.own(session, actor), today=today, metadata=metadata)
    is_noted = participants.is_fresh(session, actor, now=now)
    return Show(view=view, then=None if is_noted else lambda: _hear(request))


def _hear(request: Request) -> None:
    # Kith was removed meanwhile, or the database is away: the form is open, and its answer will be heard.
    with suppress(NotFoundError, *DATABASE_AWAY), request.as_member() as within:
        participants.touch_everywhere(within.session, within.actor, now=request.now)


def _open_log(request: Request) -> View:
    participants.touch_everywhere(request.session, request.actor, now=request.now)
    return _log(request, request.origin)


def _open_entry(request: Request) -> View:
    session, actor = request.session, request.actor
    entry = checkins.entry(session, actor, request.id)
    metadata = request.metadata(request.week_message, request.id)
    return log_views.edit_form(entry, catalogues.own(session, actor), metadata=metadata)


def _undo(request: Request) -> Show:
    checkins.undo(request.session, request.actor, request.id, now=request.now)
    return Show(here=_log(request, request.origin) if request.is_in_modal else None, redraws=True)


def _save(request: Request) -> Show:
    program_id, act = entered(request.form)
    session, actor, now = request.session, request.actor, request.now
    if request.id:
        checkins.edit(session, actor, request.id, act, now=now)
    else:
        checkins.record(session, actor, program_id, act, source=f"form:{request.form.view_id}", now=now)
    given = [(one.thanked, one.words) for one in thanks.give_back(session, actor, now=now)]
    notice = thanks_view.saved(given) if given else None
    return Show(view=notice, redraws=True, below=_log(request, request.address) if request.id else None)


def _log(request: Request, metadata: str) -> View:
    return log_views.log(checkins.log(request.session, request.actor), request.week_message, metadata=metadata)


def _today(request: Request) -> date:
    return recipients.today(request.session, request.actor, now=request.now)


def entered(form: Entered) -> tuple[int, Act]:
    """The program and the act of a log's form. Raises InvalidInputError for what is missing."""
    done_on = form.date(log_views.DONE_ON)
    if done_on is None:
        raise InvalidInputError(log_views.DONE_ON, "Choose a day.")
    program_id, activity_id = _activity(form)
    return program_id, Act(
        activity_id=activity_id,
        done_on=done_on,
        with_whom=form.text(log_views.WITH_WHOM),
        in_person={log_views.YES: True, log_views.NO: False}.get(form.choice(log_views.IN_PERSON)),
        new_contacts=tuple(form.text(log_views.CONTACTS_FIELD).splitlines()),
        companies=form.text(log_views.COMPANIES),
        advice=form.text(log_views.ADVICE),
        thanks=form.text(log_views.THANKS),
        thanks_to=form.person(log_views.THANKS_TO),
        thanks_shared=log_views.YES in form.ticked(log_views.CONSENT),
        follow_up_on=form.date(log_views.FOLLOW_UP_ON),
        follow_up_note=form.text(log_views.FOLLOW_UP_NOTE),
    )


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
    Button(views.OPEN_LOG, Who.ANYONE, _open_log, on_week_message=True),
    Button(log_views.EDIT, Who.MEMBER, _open_entry, ids=1, on_week_message=True),
    Button(log_views.UNDO, Who.MEMBER, _undo, ids=1, on_week_message=True),
    Form(log_views.FORM, Who.MEMBER, _save, ids=1, on_week_message=True),
    Command("log", 30, "log a chat, an event or something else you did", _open_form, when=When.READ),
    Command("hard-week", 31, "say that this week is a hard one", _say_hard_week),
)
