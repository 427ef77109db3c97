"""An organizer writes to the people of a program; who had no room for it reads it in App Home."""

from __future__ import annotations

from bot.domain.broadcasts import Whom
from bot.domain.errors import InvalidInputError
from bot.domain.home import Room
from bot.domain.messages import View
from bot.services import broadcasts
from bot.views import broadcasts as view
from handlers.request import Request
from handlers.rows import Button, Form, HomeSection, Row, Who


def _open(request: Request) -> View:
    return view.form(broadcasts.outlook(request.session, request.actor, request.id, now=request.now))


def _send(request: Request) -> View:
    chosen = request.form.choice("whom")
    whom = next((one for one in Whom if one.value == chosen), None)
    if whom is None:
        raise InvalidInputError("whom", "Choose one of the list.")
    words = request.form.text("words")
    number = broadcasts.send(request.session, request.actor, request.id, words=words, whom=whom, now=request.now)
    return view.sent(number)


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.ORGANIZER, _open, ids=1),
    Form(view.FORM, Who.ORGANIZER, _send, ids=1),
    HomeSection(
        Room.WEEK, 16, lambda session, actor, now: broadcasts.in_home(session, actor, now=now), view.home_blocks
    ),
)
