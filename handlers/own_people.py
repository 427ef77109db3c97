"""One's own people in the room People: the ways to them, an update for them, and how far one goes beyond them."""

from __future__ import annotations

from bot.domain.home import Room
from bot.domain.messages import View
from bot.services import circles, known, own_update
from bot.views import circles as circles_view
from bot.views import own_people
from bot.views import own_update as view
from handlers.request import Request
from handlers.rows import Button, Form, HomeSection, Row, When, Who


def _update(request: Request) -> View:
    return view.update_form(own_update.own_update(request.session, request.actor, now=request.now))


def _sent(_request: Request) -> View:
    return view.sent()


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.ANYONE, _update, when=When.READ),
    Form(view.SENT, Who.ANYONE, _sent, when=When.READ),
    HomeSection(Room.PEOPLE, 25, lambda session, actor, _now: known.cards(session, actor), own_people.home_blocks),
    HomeSection(
        Room.PEOPLE,
        35,
        lambda session, actor, now: circles.this_month(session, actor, now=now),
        circles_view.home_blocks,
    ),
)
