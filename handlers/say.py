"""One's own say in whom one is matched with: a short form for each program."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.errors import InvalidInputError
from bot.domain.home import Room
from bot.domain.messages import View
from bot.domain.say import KINDS, Say
from bot.domain.states import Frequency
from bot.services import say
from bot.views import say as view
from handlers.request import Request
from handlers.rows import Button, Form, HomeSection, Row, Show, Who


def _own(request: Request) -> Say:
    return say.own_say(request.session, request.actor, request.id, now=request.now)


def _open(request: Request) -> View:
    return view.form(_own(request))


def _more(request: Request) -> Show:
    """The same form with all fields; what was entered so far stays."""
    if not request.is_in_modal:
        return Show(view=view.form(_own(request), is_whole=True))
    return Show(here=view.form(_entered(request), is_whole=True))


def _save(request: Request) -> None:
    say.write_say(request.session, request.actor, request.id, _entered(request), now=request.now)


def _entered(request: Request) -> Say:
    """What was entered; fields that the form did not show stay as they are."""
    form, before = request.form, _own(request)
    ticked = form.ticked(view.COMFORT)
    comfort = replace(
        before.comfort,
        online_first=view.ONLINE_FIRST in ticked,
        not_my_employer=view.NOT_MY_EMPLOYER in ticked,
    )
    words: dict[str, Any] = {name: form.text(name) for name in (*KINDS, view.NOTE_FIELD) if name in form.values}
    two = view.TWO in form.ticked(view.TWO) if view.TWO in form.values else before.wishes.two_buddies
    wishes = replace(before.wishes, people=tuple(form.people(view.PEOPLE)), two_buddies=two, **words)
    return replace(before, comfort=comfort, frequency=_frequency(request), wishes=wishes)


def _frequency(request: Request) -> Frequency:
    try:
        return Frequency(request.form.choice(view.FREQUENCY))
    except ValueError:
        raise InvalidInputError(view.FREQUENCY, "Choose one of the list.") from None


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.MEMBER, _open, ids=1),
    Button(view.MORE, Who.MEMBER, _more, ids=1),
    Form(view.FORM, Who.MEMBER, _save, ids=1, home=True),
    HomeSection(Room.ME, 65, lambda session, actor, now: say.own_says(session, actor, now=now), view.home_blocks),
)
