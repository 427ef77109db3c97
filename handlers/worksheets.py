"""The worksheet of a group's meeting: opened under "You have met", read and written by those who were there."""

from __future__ import annotations

from bot.domain.messages import View
from bot.domain.worksheets import Lines
from bot.services.rounds import worksheets
from bot.views.rounds import worksheets as view
from handlers.request import Request
from handlers.rows import Button, Form, Row, When, Who


def _open(request: Request) -> View:
    sheet = worksheets.of_group(request.session, request.actor, request.id)
    return view.form(sheet, metadata=str(sheet.meeting_id))


def _save(request: Request) -> View:
    session, actor, meeting_id = request.session, request.actor, request.id
    lines = Lines(**{name: request.form.text(name) for name in worksheets.LINES})
    worksheets.write(session, actor, meeting_id, lines, now=request.now)
    return view.saved(worksheets.of_meeting(session, actor, meeting_id), actor.slack_user_id)


ROWS: tuple[Row, ...] = (
    Button(view.WRITE, Who.GROUP_MEMBER, _open, ids=1, when=When.READ),
    Form(view.FORM, Who.GROUP_MEMBER, _save, ids=1),
)
