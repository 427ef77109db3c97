"""The answer to an organizer's invitation: a yes opens the screen for joining, a no is told to nobody."""

from __future__ import annotations

from bot.domain.messages import Message
from bot.services import program_life
from bot.services.people import invitations
from bot.views import invitations as view
from handlers.joining import screen
from handlers.request import Request
from handlers.rows import Button, Row, Show, Who


def _yes(request: Request) -> Show:
    return screen(request, invitations.accept(request.session, request.actor, request.id, now=request.now))


def _no(request: Request) -> Message:
    invitations.decline(request.session, request.actor, request.id, now=request.now)
    return view.declined(program_life.news(request.session, request.id, now=request.now))


ROWS: tuple[Row, ...] = (
    Button(view.YES, Who.MEMBER, _yes, ids=1),
    Button(view.NO, Who.MEMBER, _no, ids=1),
)
