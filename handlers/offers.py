"""What one can give: lines on and off, how often one is asked, what others offer."""

from __future__ import annotations

from bot.domain.errors import NoProgramError
from bot.domain.home import Room
from bot.domain.messages import View
from bot.services import helps, offers
from bot.views import offers as view
from handlers import lists
from handlers.request import Request
from handlers.rows import Act, Button, Form, HomeSection, Row, Show, When, Who


def _open(request: Request) -> View:
    mine = offers.home(request.session, request.actor, now=request.now)
    if not mine.is_member:
        raise NoProgramError("nobody to offer to")
    return view.form(mine)


def _save(request: Request) -> None:
    session, actor, form = request.session, request.actor, request.form
    if form.text(view.TEXT).strip():
        offers.add(session, actor, form.text(view.TEXT), now=request.now)
    offers.set_limit(session, actor, form.number(view.LIMIT))


def _switch(request: Request) -> Show:
    offer_id, is_on = request.ids
    offers.switch(request.session, request.actor, offer_id, is_on=bool(is_on))
    return Show(here=_open(request))


def _remove(request: Request) -> Show:
    offers.remove(request.session, request.actor, request.id)
    return Show(here=_open(request))


def _list(request: Request, page: int) -> View:
    return view.others_form(offers.others(request.session, request.actor, page=page))


def _others(request: Request) -> View | Show:
    return lists.more(request, _list)


def _lets(*, may_ask: bool) -> Act:
    def act(request: Request) -> None:
        helps.agree_after_landing(request.session, request.actor, request.id, may_ask=may_ask, now=request.now)

    return act


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.ANYONE, _open, when=When.READ),
    Form(view.FORM, Who.ANYONE, _save, home=True),
    Button(view.SWITCH, Who.MEMBER, _switch, ids=2, home=True),
    Button(view.REMOVE, Who.MEMBER, _remove, ids=1, home=True),
    Button(view.OTHERS, Who.ANYONE, _others, ids=1, when=When.READ),
    Button(view.MORE, Who.ANYONE, _others, ids=1, when=When.READ),
    Button(view.LET, Who.MEMBER, _lets(may_ask=True), ids=1, home=True),
    Button(view.LET_NOT, Who.MEMBER, _lets(may_ask=False), ids=1, home=True),
    HomeSection(Room.GIVE, 40, lambda session, actor, now: offers.home(session, actor, now=now), view.home_blocks),
)
