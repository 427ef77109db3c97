"""Whom to write to next: two to choose from, a draft, and "I wrote"."""

from __future__ import annotations

from bot.domain.messages import View
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import follow_ups, ladder, recipients
from bot.views import ladder as view
from handlers.request import Request
from handlers.rows import Button, Form, Row, Show, When, Who


def _open(request: Request) -> View:
    return view.ladder_form(ladder.ladder(request.session, request.actor, now=request.now))


def _other(request: Request) -> View | Show:
    current, lost = request.ids
    found = ladder.ladder(request.session, request.actor, now=request.now)
    following = view.ladder_form(found, current=current, lost=lost)
    return Show(here=following) if request.is_in_modal else following


def _draft(request: Request) -> View:
    return view.draft_form(*ladder.rung(request.session, request.actor, request.id, now=request.now))


def _wrote(request: Request) -> View:
    session, actor, now = request.session, request.actor, request.now
    follow_up_id, is_counted = ladder.wrote(session, actor, request.id, now=now)
    contact, _ = ladder.rung(session, actor, request.id, now=now)
    planned = follow_ups.follow_up(session, actor, follow_up_id)
    week_message = WeekMessage(WeekMessageKind.HOME, recipients.today(session, actor, now=now))
    metadata = f"{week_message.value(follow_up_id)} "
    return view.wrote_form(contact, due_on=planned.due_on, counted_as_act=is_counted, metadata=metadata)


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.ANYONE, _open, when=When.READ),
    Button(view.OTHER_CURRENT, Who.ANYONE, _other, ids=2, when=When.READ),
    Button(view.OTHER_LOST, Who.ANYONE, _other, ids=2, when=When.READ),
    Button(view.DRAFT, Who.MEMBER, _draft, ids=1, when=When.READ),
    Form(view.WROTE, Who.MEMBER, _wrote, ids=1, home=True),
)
