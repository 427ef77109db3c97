"""My log: looked through, edited, undone; the work-search record that is made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain.calendar import week_of
from bot.domain.home import Room
from bot.domain.messages import View
from bot.domain.my_log import LogSearch
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import catalogues, checkins, my_log, participants, recipients, work_search
from bot.services.members import Actor
from bot.views import checkins as checkin_view
from bot.views import log as form_view
from bot.views import my_log as view
from bot.views import work_search as record_view
from handlers.notices import send_file
from handlers.request import Request
from handlers.rows import Button, Command, Form, HomeSection, Row, Show, When, Who

RECORDED = timedelta(weeks=3)  # and this week: what the form begins with


def drawn(request: Request, search: LogSearch) -> View:
    """The list as it stands now."""
    found = my_log.find(request.session, request.actor, search)
    return view.log(found, request.week_message, origin=request.origin)


def searched(kept: str) -> LogSearch:
    """What the list looks for, from what it or a form over it keeps after the message of the week."""
    return LogSearch.read(kept.partition(" ")[0])


def _open(request: Request) -> View:
    participants.touch_everywhere(request.session, request.actor, now=request.now)
    return drawn(request, LogSearch())


def _find(request: Request) -> View:
    form = request.form
    day = form.date(view.WEEK)
    return drawn(request, LogSearch(form.text(view.WORDS).strip(), week_of(day) if day else None))


def _more(request: Request) -> View | Show:
    found = drawn(request, replace(_present(request), page=request.id))
    return Show(here=found) if request.is_in_modal else found


def _open_entry(request: Request) -> View:
    session, actor = request.session, request.actor
    entry = checkins.entry(session, actor, request.id)
    value = request.week_message.value(request.id)
    metadata = f"{value} {_present(request).value()} {request.origin}"
    return form_view.edit_form(entry, catalogues.own(session, actor), metadata=metadata)


def _undo(request: Request) -> Show:
    checkins.undo(request.session, request.actor, request.id, now=request.now)
    return Show(here=drawn(request, _present(request)) if request.is_in_modal else None, redraws=True)


def _present(request: Request) -> LogSearch:
    """What the list shows that was acted in."""
    kept = str((request.body.get("view") or {}).get("private_metadata") or "")
    return searched(kept.partition(" ")[2])


def _open_record(request: Request) -> View:
    today = recipients.today(request.session, request.actor, now=request.now)
    return record_view.form(first=today - RECORDED, last=today)


def _take_record(request: Request) -> View:
    first, last = request.form.date(record_view.FIRST), request.form.date(record_view.LAST)
    found = work_search.record(request.session, request.actor, first=first, last=last)
    send_file(request, "record", lambda: record_view.record(found))
    return record_view.is_coming()


def _mine(session: Session, actor: Actor, now: datetime) -> WeekMessage | None:
    """Where the log is opened from; None for somebody who has none."""
    on = recipients.today(session, actor, now=now)
    return WeekMessage(WeekMessageKind.HOME, on) if checkins.log(session, actor, limit=1) else None


ROWS: tuple[Row, ...] = (
    Button(checkin_view.OPEN_LOG, Who.ANYONE, _open, on_week_message=True),
    Form(view.LIST, Who.ANYONE, _find, on_week_message=True, when=When.READ),
    Button(view.MORE, Who.ANYONE, _more, ids=1, on_week_message=True, when=When.READ),
    Button(view.EDIT, Who.MEMBER, _open_entry, ids=1, on_week_message=True),
    Button(view.UNDO, Who.MEMBER, _undo, ids=1, on_week_message=True),
    Button(record_view.OPEN, Who.ANYONE, _open_record),
    Form(record_view.FORM, Who.ANYONE, _take_record),
    Command("record", 95, "your work-search record, as a table and a page to print", _open_record),
    HomeSection(Room.ME, 47, _mine, lambda week_message: view.home_blocks(week_message) if week_message else ()),
)
