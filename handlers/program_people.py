"""A program's people for its organizers, in Slack: the same acts as on the page, in one modal and a form above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.domain.errors import InvalidInputError
from bot.domain.messages import View
from bot.domain.people import Asked
from bot.services import organizers
from bot.services.members import Actor
from bot.services.people import apart, invitations, lists, one, places, together
from bot.views import program_people as view
from bot.views import program_people_forms as forms
from handlers.request import Request
from handlers.rows import Act, Button, Form, Row, Show, When, Who
from handlers.slack_reads import describe


def _list(request: Request, asked: Asked, done: str = "") -> View:
    found = lists.people_page(*_of(request), asked, now=request.now, size=view.A_PAGE)
    return view.people(found, asked, done)


def _person(request: Request, asked: Asked, done: str = "") -> View:
    found = one.person(*_whom(request), now=request.now)
    return view.person(found, asked, done)


def _of(request: Request) -> tuple[Session, Actor, int]:
    return request.session, request.actor, request.ids[0]


def _whom(request: Request) -> tuple[Session, Actor, int, int]:
    return *_of(request), request.ids[1]


def _asked(request: Request) -> Asked:
    """What the list looks for in which, or above which, this was done."""
    return Asked.read(str((request.body.get("view") or {}).get("private_metadata") or "").partition(" ")[2])


def _in_place(request: Request, shown: View) -> View | Show:
    return Show(here=shown) if request.is_in_modal else shown


def _open(request: Request) -> View:
    return _list(request, Asked())


def _find(request: Request) -> View:
    return _list(request, Asked.of(find=request.form.text(view.FIND).strip(), show=request.form.choice(view.SHOW)))


def _turn(request: Request) -> View | Show:
    return _in_place(request, _list(request, replace(_asked(request), page=request.ids[1])))


def _open_person(request: Request) -> View | Show:
    return _in_place(request, _person(request, _asked(request)))


def _open_add(request: Request) -> View:
    organizers.require(*_of(request))
    return forms.add_form(request.id, _asked(request))


def _add(request: Request) -> Show:
    """Ask Slack about the people first, then ask the people."""
    client, chosen = request.context.clients.reading(request.workspace_id()), request.form.people(forms.PEOPLE)
    described = [describe(client, slack_user_id) for slack_user_id in chosen[: invitations.MOST_AT_ONCE + 1]]
    with request.as_member() as within:
        asked = invitations.invite_several(*_of(within), described, now=request.now)
        below = _list(within, _asked(request))
    return Show(here=forms.invited(asked, [user for user in chosen if user not in asked]), below=below)


def _opens(form: Callable[..., View]) -> Act:
    def act(request: Request) -> View:
        return form(one.person(*_whom(request), now=request.now), _asked(request))

    return act


def _pause(request: Request) -> Show:
    until_on = request.form.date(forms.UNTIL)
    if until_on is None:
        raise InvalidInputError(forms.UNTIL, "Choose the first day back.")
    places.pause(*_whom(request), until_on=until_on, now=request.now)
    return Show(below=_person(request, _asked(request), "person_paused"))


def _choose(request: Request) -> Show:
    """Together in the next round, or never: what the person's own screen says from then on."""
    others = one.chosen(*_of(request), request.form.people(forms.PEOPLE))
    match request.form.choice(forms.HOW):
        case forms.TOGETHER_NEXT:
            together.bring_together(*_of(request), [request.ids[1], *others], now=request.now)
            done = "together"
        case forms.NEVER:
            kept = [apart.keep_apart(*_whom(request), other, now=request.now) for other in others]
            done = "apart_later" if any(other.until_on for other in kept) else "apart"
        case _:
            raise InvalidInputError(forms.HOW, "Choose one of the two.")
    return Show(below=_person(request, _asked(request), done))


def _does(act: Callable[[Request], str]) -> Act:
    """An act whose outcome stands above the person. It returns a key of DONE."""

    def done(request: Request) -> View | Show:
        told = act(request)
        return _in_place(request, _person(request, _asked(request), told))

    return done


def _end_pause(request: Request) -> str:
    places.end_pause(*_whom(request), now=request.now)
    return "person_resumed"


def _let_meet(request: Request) -> str:
    apart.let_meet(*_whom(request), request.ids[2], now=request.now)
    return "may_meet"


def _change_now(request: Request) -> str:
    apart.change_now(*_whom(request), request.ids[2], now=request.now)
    return "parted"


def _alone(request: Request) -> str:
    together.take_back(*_whom(request), now=request.now)
    return "not_together"


def _mentor(request: Request) -> str:
    line = one.person(*_whom(request), now=request.now).line
    asked = invitations.invite_mentor(*_of(request), line.member_id, now=request.now)
    return "person_asked" if asked else "asked_before"


def _remove(request: Request) -> View | Show:
    places.remove(*_whom(request), now=request.now)
    return _in_place(request, _list(request, _asked(request), "person_removed"))


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.ORGANIZER, _open, ids=1, when=When.READ),
    Form(view.LIST, Who.ORGANIZER, _find, ids=1, when=When.READ),
    *(Button(key, Who.ORGANIZER, _turn, ids=2, when=When.READ) for key in (view.ALL, view.PAGE_BEFORE, view.NEXT_PAGE)),
    Button(view.PERSON, Who.ORGANIZER, _open_person, ids=2, when=When.READ),
    Button(view.ADD, Who.ORGANIZER, _open_add, ids=1, when=When.READ),
    Form(forms.ADD_FORM, Who.ORGANIZER, _add, ids=1, when=When.AT_ONCE),
    Button(view.CHOOSE, Who.ORGANIZER, _opens(forms.choose_form), ids=2, when=When.READ),
    Form(forms.CHOOSE_FORM, Who.ORGANIZER, _choose, ids=2),
    Button(view.PAUSE, Who.ORGANIZER, _opens(forms.pause_form), ids=2, when=When.READ),
    Form(forms.PAUSE_FORM, Who.ORGANIZER, _pause, ids=2),
    Button(view.END_PAUSE, Who.ORGANIZER, _does(_end_pause), ids=2),
    Button(view.LET_MEET, Who.ORGANIZER, _does(_let_meet), ids=3),
    Button(view.CHANGE_NOW, Who.ORGANIZER, _does(_change_now), ids=3),
    Button(view.ALONE, Who.ORGANIZER, _does(_alone), ids=2),
    Button(view.MENTOR, Who.ORGANIZER, _does(_mentor), ids=2),
    Button(view.REMOVE, Who.ORGANIZER, _remove, ids=2),
)
