"""The way from App Home to the page in a browser: a link that works once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.clock import real_now
from bot.domain.home import Room
from bot.domain.messages import View
from bot.services import page_access
from bot.services.members import Actor
from bot.views import page as view
from handlers.request import Request
from handlers.rows import Button, HomeSection, Row, Who


def _open(request: Request) -> View:
    url = request.context.settings.page_url
    if not url:
        return view.no_page()
    token = page_access.make_link(request.session, request.actor, now=real_now())
    return view.way_in(f"{url}/link/{token}")


def _may_open(session: Session, actor: Actor, _now: datetime) -> bool:
    return page_access.may_open(session, actor)


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.ANYONE, _open),
    HomeSection(Room.PROGRAMS, 45, _may_open, view.home_blocks, needs_page=True),
)
