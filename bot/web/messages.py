"""What a program will send, as it will read; and its own texts, each with a preview."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain.calendar import local
from bot.domain.errors import NotFoundError
from bot.domain.own_texts import LIMITS, ONE_LINE, TextKind, checked
from bot.services import moments, organizers, program_settings
from bot.views import as_read, own_texts
from bot.web.programs import PROGRAM
from bot.web.request import Request
from bot.web.rows import Drawn, Form, GoTo, Page, Row, Who
from bot.web.slack_text import Names
from bot.web.words import AHEAD

MESSAGES = f"{PROGRAM}/messages"
TEXTS = f"{MESSAGES}/texts"
TEXT = f"{TEXTS}/{{kind}}"
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


def _kind(request: Request) -> TextKind:
    found = next((kind for kind in TextKind if kind.value == request.words.get("kind", "")), None)
    if found is None:
        raise NotFoundError("no such text")
    return found


ROWS: tuple[Row, ...] = (
    Page(MESSAGES, Who.ORGANIZER, _ahead),
    Page(TEXTS, Who.ORGANIZER, _texts),
    Form(TEXT, Who.ORGANIZER, _save_text, _texts),
)
