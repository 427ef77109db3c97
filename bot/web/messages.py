"""What a program will send, as it will read; and its own texts, each with a preview."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.broadcasts import LONGEST, Whom, Word, check
from bot.domain.calendar import local
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.own_texts import LIMITS, ONE_LINE, TextKind, checked
from bot.services import broadcasts, moments, organizers, program_settings
from bot.views import as_read, own_texts
from bot.views import broadcasts as broadcast_view
from bot.web.programs import PROGRAM
from bot.web.request import Request
from bot.web.rows import Drawn, Form, GoTo, Page, Row, Who
from bot.web.slack_text import Names
from bot.web.words import AHEAD

MESSAGES = f"{PROGRAM}/messages"
TEXTS = f"{MESSAGES}/texts"
TEXT = f"{TEXTS}/{{kind}}"
BROADCAST = f"{MESSAGES}/broadcast"
NAMES = Names(people=as_read.EXAMPLES)


def _ahead(request: Request) -> Drawn:
    program = request.shelf()
    organizers.require(request.session, request.actor, program.program_id)
    asked = (request.session, request.actor, program.program_id)
    sample = moments.sample(*asked, now=request.now)
    found = moments.ahead(*asked, now=request.now)
    shown = [(one, as_read.as_read(sample, one, seed=place)) for place, one in enumerate(found)]
    values = {"program": program, "tab": "messages", "moments": shown, "names": NAMES, "kinds": AHEAD}
    return Drawn("messages.html", values)


def _texts(request: Request, preview: TextKind | None = None) -> Drawn:
    """All texts, each as it stands; `preview`: with what was entered for that one."""
    program = request.shelf()
    settings = program_settings.settings_of(request.session, request.actor, program.program_id)
    sample = moments.sample(request.session, request.actor, program.program_id, now=request.now)
    on = _example_day(request, program.zone)
    shown = []
    for kind in TextKind:
        written = request.text(kind.value) if kind is preview else settings.texts.of(kind)
        texts = replace(settings.texts, **{kind.value: checked(kind, written)})
        said = as_read.own_text(replace(sample, texts=texts), kind, on=on)
        shown.append((kind, own_texts.NAMES[kind], own_texts.WHERE[kind], own_texts.limit(kind), written, said))
    values = {
        "program": program,
        "tab": "messages",
        "texts": shown,
        "names": NAMES,
        "one_line": ONE_LINE,
        "longest": LIMITS,
        "previewed": preview,
    }
    return Drawn("texts.html", values)


def _example_day(request: Request, zone: str) -> date:
    return local(request.now, zone).date()


def _save_text(request: Request) -> Drawn | GoTo:
    kind = _kind(request)
    written = {kind: request.text(kind.value)}
    if request.text("do") == "preview":
        organizers.require(request.session, request.actor, request.program_id)
        return _texts(request, kind)
    program_settings.change_texts(request.session, request.actor, request.program_id, written, now=request.now)
    return GoTo(f"/programs/{request.program_id}/messages/texts", "text_saved")


def _write(request: Request, *, look: bool = False) -> Drawn:
    """The form; once looked over, with how it reads and to how many it goes."""
    program = request.shelf()
    seen = broadcasts.outlook(request.session, request.actor, program.program_id, now=request.now)
    values: dict[str, Any] = {
        "program": program,
        "tab": "messages",
        "went_out": broadcast_view.went_out(seen),
        "whom": [(one.value, f"{broadcast_view.WHOM[one]} ({seen.people[one]})") for one in Whom],
        "rules": broadcast_view.RULES,
        "longest": LONGEST,
        "said": None,
    }
    if look:
        words, author = check(request.text("words")), request.actor.slack_user_id
        values["said"] = broadcast_view.word(Word(program.name, author, words))
        values["names"], values["number"] = Names({author: request.reader.name}), seen.people[_whom(request)]
    return Drawn("broadcast.html", values)


def _broadcast(request: Request) -> Drawn | GoTo:
    if request.text("do") != "send":
        return _write(request, look=True)
    asked = (request.session, request.actor, request.program_id)
    broadcasts.send(*asked, words=request.text("words"), whom=_whom(request), now=request.now)
    return GoTo(f"/programs/{request.program_id}/messages", "broadcast_sent")


def _whom(request: Request) -> Whom:
    found = next((one for one in Whom if one.value == request.text("whom")), None)
    if found is None:
        raise InvalidInputError("whom", "Choose one of the list.")
    return found


def _kind(request: Request) -> TextKind:
    found = next((kind for kind in TextKind if kind.value == request.words.get("kind", "")), None)
    if found is None:
        raise NotFoundError("no such text")
    return found


ROWS: tuple[Row, ...] = (
    Page(MESSAGES, Who.ORGANIZER, _ahead),
    Page(TEXTS, Who.ORGANIZER, _texts),
    Form(TEXT, Who.ORGANIZER, _save_text, _texts),
    Page(BROADCAST, Who.ORGANIZER, _write),
    Form(BROADCAST, Who.ORGANIZER, _broadcast, _write),
)
