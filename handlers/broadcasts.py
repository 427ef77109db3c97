"""An organizer writes to the people of a program, looked over first; who had no room for it reads it in App Home."""

from __future__ import annotations

from bot.domain.broadcasts import Whom, Word, check
from bot.domain.errors import InvalidInputError
from bot.domain.home import Room
from bot.domain.messages import View
from bot.services import broadcasts, organizers
from bot.views import broadcasts as view
from handlers.request import Request
from handlers.rows import Button, Form, HomeSection, Row, Show, When, Who


def _open(request: Request) -> View:
    return view.form(broadcasts.outlook(request.session, request.actor, request.id, now=request.now))


def _look(request: Request) -> View:
    """How it will read, before it goes out."""
    seen = broadcasts.outlook(request.session, request.actor, request.id, now=request.now)
    whom, words = _whom(request.form.choice("whom")), check(request.form.text("words"))
    if told := view.went_out(seen):
        raise InvalidInputError("words", told)
    return view.preview(seen, Word(seen.program_name, request.actor.slack_user_id, words), whom)


def _change(request: Request) -> View | Show:
    """The form once more, with what was looked over."""
    whom, _, words = _kept(request).partition(" ")
    seen = broadcasts.outlook(request.session, request.actor, request.id, now=request.now)
    form = view.form(seen, words, _whom(whom or Whom.EVERYBODY))
    return Show(here=form) if request.is_in_modal else form


def _kept(request: Request) -> str:
    return str((request.body.get("view") or {}).get("private_metadata") or "").partition(" ")[2]


def _send(request: Request) -> View:
    """What goes out is what was looked over."""
    whom, _, words = request.address.partition(" ")
    asked = (request.session, request.actor, request.id)
    organizers.require(*asked)
    return view.sent(broadcasts.send(*asked, words=words, whom=_whom(whom), now=request.now))


def _whom(chosen: str) -> Whom:
    found = next((one for one in Whom if one.value == chosen), None)
    if found is None:
        raise InvalidInputError("whom", "Choose one of the list.")
    return found


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.ORGANIZER, _open, ids=1),
    Form(view.LOOK, Who.ORGANIZER, _look, ids=1, when=When.READ),
    Button(view.CHANGE, Who.ORGANIZER, _change, ids=1, when=When.READ),
    Form(view.FORM, Who.ORGANIZER, _send, ids=1),
    HomeSection(
        Room.WEEK, 16, lambda session, actor, now: broadcasts.in_home(session, actor, now=now), view.home_blocks
    ),
)
