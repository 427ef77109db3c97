"""A promise to a buddy, noted where one has just met: a follow-up of whoever promised."""

from __future__ import annotations

from bot.domain.messages import View
from bot.services import recipients
from bot.services.rounds import promises
from bot.views import follow_ups
from bot.views.rounds import promises as view
from handlers.request import Request
from handlers.rows import Button, Form, Row, When, Who


def _open(request: Request) -> View:
    buddies = promises.may_promise(request.session, request.actor, request.id)
    today = recipients.today(request.session, request.actor, now=request.now)
    return view.form(buddies, today=today, metadata=str(request.id))


def _save(request: Request) -> View:
    form = request.form
    promises.promise(
        request.session,
        request.actor,
        request.id,
        to=form.choice(view.TO),
        what=form.text(follow_ups.NOTE_FIELD),
        due_on=form.date(follow_ups.DAY),
        now=request.now,
    )
    return view.noted()


ROWS: tuple[Row, ...] = (
    Button(view.PROMISE, Who.GROUP_MEMBER, _open, ids=1, when=When.READ),
    Form(view.FORM, Who.GROUP_MEMBER, _save, ids=1, home=True),
)
