"""Who I already know: a card, the next one, skip, later."""

from __future__ import annotations

from bot.domain.contacts import Closeness
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.known import NAMES, Category
from bot.domain.messages import View
from bot.services import known
from bot.views import known as view
from handlers.request import Request
from handlers.rows import Button, Form, Row, Show, When, Who


def _open(request: Request) -> View:
    return view.card(known.cards(request.session, request.actor).first())


def _name(request: Request) -> View:
    category, form = _category(request), request.form
    written = [form.text(view.field(number)) for number in range(1, NAMES + 1)]
    try:
        closeness = Closeness(form.choice(view.CLOSENESS))
    except ValueError:
        raise InvalidInputError(view.CLOSENESS, "Choose one of the list.") from None
    known.name(request.session, request.actor, category, written, closeness=closeness, now=request.now)
    return _after(request, category)


def _skip(request: Request) -> Show:
    category = _category(request)
    known.skip(request.session, request.actor, category, now=request.now)
    return Show(here=_after(request, category))


def _later(request: Request) -> View | Show:
    following = _after(request, _category(request))
    return Show(here=following) if request.is_in_modal else following


def _after(request: Request, category: Category) -> View:
    cards = known.cards(request.session, request.actor)
    following = cards.after(category)
    return view.card(following) if following else view.closing(cards)


def _category(request: Request) -> Category:
    if request.id >= len(view.CARDS):
        raise NotFoundError(f"no such card: {request.id}")
    return view.CARDS[request.id]


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.ANYONE, _open, when=When.READ),
    Form(view.FORM, Who.ANYONE, _name, ids=1, home=True),
    Button(view.SKIP, Who.ANYONE, _skip, ids=1, home=True),
    Button(view.LATER, Who.ANYONE, _later, ids=1, when=When.READ),
)
