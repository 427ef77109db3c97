"""The people of a program: a list to look through, each person, and what an organizer can do for them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from bot.domain.errors import InvalidInputError
from bot.domain.people import LONGEST, Asked
from bot.services.members import Actor
from bot.services.people import apart, invitations, lists, one, places, together
from bot.views import people as view
from bot.web.programs import PROGRAM
from bot.web.request import Request
from bot.web.rows import Drawn, Form, GoTo, Page, Row, Who

PEOPLE = f"{PROGRAM}/people"
ADD = f"{PEOPLE}/add"
PERSON = f"{PEOPLE}/{{participant_id:int}}"
MENTOR = "mentor"


def _people(request: Request) -> Drawn:
    program, asked = request.shelf(), _asked(request)
    found = lists.people_page(request.session, request.actor, program.program_id, asked, now=request.now)
    kept = {name: request.asked.get(name, "")[:LONGEST] for name in ("find", "show", "sort")}
    kept = {name: value for name, value in kept.items() if value}
    pages = [
        (label, "?" + urlencode({**kept, "page": page + 1}))
        for label, page in (("Page before", found.page - 1), ("Next page", found.page + 1))
        if 0 <= page < found.pages
    ]
    values = {"program": program, "tab": "people", "found": found, "wanted": asked, "words": view, "turns": pages}
    return Drawn("people.html", values)


def _asked(request: Request) -> Asked:
    """What is looked for; anything odd in the address counts as nothing."""
    return Asked.of(**{name: request.asked.get(name, "") for name in ("find", "show", "sort", "page")})


def _person(request: Request) -> Drawn:
    program, find = request.shelf(), _find(request)
    found = one.person(*_whom(request), now=request.now)
    but = found.line.participant_id
    choices = one.choices(*_of(request), find, but=but) if find else []
    values = {"program": program, "tab": "people", "found": found, "find": find, "choices": choices, "words": view}
    return Drawn("person.html", {**values, "chosen": request.entered.getlist("people")})


def _find(request: Request) -> str:
    return (request.text("find") or request.asked.get("find", "")).strip()[:LONGEST]


def _add(request: Request) -> Drawn:
    program, find = request.shelf(), _find(request)
    found = invitations.candidates(*_of(request), find)
    return Drawn("people_add.html", {"program": program, "tab": "people", "find": find, "found": found, "words": view})


def _invite(request: Request) -> GoTo:
    ask = invitations.invite_mentor if request.text("as") == MENTOR else invitations.invite
    asked = ask(*_of(request), request.number("people"), now=request.now)
    return GoTo(f"/programs/{request.program_id}/people", "person_asked" if asked else "asked_before")


def _remove(request: Request) -> GoTo:
    places.remove(*_whom(request), now=request.now)
    return GoTo(f"/programs/{request.program_id}/people", "person_removed")


def _pause(request: Request) -> str:
    until_on = request.date("until")
    if until_on is None:
        raise InvalidInputError("until", "Choose the first day back.")
    places.pause(*_whom(request), until_on=until_on, now=request.now)
    return "person_paused"


def _end_pause(request: Request) -> str:
    places.end_pause(*_whom(request), now=request.now)
    return "person_resumed"


def _keep_apart(request: Request) -> str:
    kept = [apart.keep_apart(*_whom(request), other, now=request.now) for other in _others(request)]
    return "apart_later" if any(other.until_on for other in kept) else "apart"


def _let_meet(request: Request) -> str:
    apart.let_meet(*_whom(request), request.number("other"), now=request.now)
    return "may_meet"


def _change_now(request: Request) -> str:
    apart.change_now(*_whom(request), request.number("other"), now=request.now)
    return "parted"


def _bring_together(request: Request) -> str:
    people = [request.ids["participant_id"], *_others(request)]
    together.bring_together(*_of(request), people, now=request.now)
    return "together"


def _take_back(request: Request) -> str:
    together.take_back(*_whom(request), now=request.now)
    return "not_together"


def _of(request: Request) -> tuple[Session, Actor, int]:
    return request.session, request.actor, request.program_id


def _whom(request: Request) -> tuple[Session, Actor, int, int]:
    return *_of(request), request.ids["participant_id"]


def _others(request: Request) -> list[int]:
    found = request.numbers("people")
    if not found:
        raise InvalidInputError("people", "Find somebody by name and tick them first.")
    return found


def _stays(path: str, act: Callable[[Request], str]) -> Form:
    """A form on somebody's page that leads back to it. The act returns a key of DONE."""

    def done(request: Request) -> GoTo:
        return GoTo(f"/programs/{request.program_id}/people/{request.ids['participant_id']}", act(request))

    return Form(f"{PERSON}/{path}", Who.ORGANIZER, done, _person)


ROWS: tuple[Row, ...] = (
    Page(PEOPLE, Who.ORGANIZER, _people),
    Page(ADD, Who.ORGANIZER, _add),
    Form(ADD, Who.ORGANIZER, _invite, _add),
    Page(PERSON, Who.ORGANIZER, _person),
    Form(f"{PERSON}/remove", Who.ORGANIZER, _remove, _person),
    _stays("pause", _pause),
    _stays("resume", _end_pause),
    _stays("apart", _keep_apart),
    _stays("meet", _let_meet),
    _stays("part", _change_now),
    _stays("together", _bring_together),
    _stays("alone", _take_back),
)
