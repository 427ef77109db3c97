"""Before a chat: `/kith prepare`, the page, other questions; and afterwards what came of it."""

from __future__ import annotations

import re

from bot.domain.messages import View
from bot.domain.preparations import SIX, Asked, Page, question_field
from bot.services import members, preparations
from bot.views import after_add
from bot.views import preparations as view
from handlers.after_add import came_of_it
from handlers.request import Request
from handlers.rows import Button, Command, Form, Row, Show, When, Where, Who

_MENTION = re.compile(r"^<@(\w+)(?:\|[^>]*)?>$")


def _of_goal(request: Request) -> View:
    return view.page(preparations.of_goal(request.session, request.actor, request.id, now=request.now))


def _of_meeting(request: Request) -> View:
    return view.page(preparations.of_meeting(request.session, request.actor, request.id, now=request.now))


def _of_person(request: Request) -> View:
    """Whom one names, by a name or by a mention; nobody yet is fine, too."""
    mention = _MENTION.match(request.text)
    whom = members.name_of(request.session, mention[1]) if mention else request.text
    return view.page(preparations.of_person(request.session, request.actor, whom, now=request.now))


def _save(request: Request) -> None:
    preparations.save(request.session, request.actor, request.id, _entered(request), now=request.now)


def _others(request: Request) -> Show:
    session, actor, now = request.session, request.actor, request.now
    entered = _entered(request) if request.is_in_modal else preparations.prepared(session, actor, request.id).page
    return Show(here=view.page(preparations.ask_others(session, actor, request.id, entered, now=now)))


def _open_came(request: Request) -> View | Show:
    if not preparations.has_place(request.session, request.actor, request.id):
        return Show(view.not_yet_met(), Where.ALONE)
    return after_add.came_form(callback_id=view.CAME_FORM, metadata=str(request.id))


def _came(request: Request) -> None:
    came = came_of_it(request.form)
    preparations.note_what_came(request.session, request.actor, request.id, came, now=request.now)


def _entered(request: Request) -> Page:
    """The page as it stands in the form. A question keeps its place in the bank however its words were changed."""
    form, before = request.form, preparations.prepared(request.session, request.actor, request.id).page
    kept = form.ticked(view.KEEP)
    questions = []
    for number in range(SIX):
        key = before.questions[number].key if number < len(before.questions) else ""
        questions.append(Asked(key, form.text(question_field(number)), str(number) in kept))
    return Page(
        whom=form.text(view.WHOM),
        about=form.text(view.ABOUT),
        targeting=form.text(view.TARGETING),
        offers=form.text(view.OFFERS),
        questions=tuple(questions),
    )


ROWS: tuple[Row, ...] = (
    Button(view.GOAL, Who.MEMBER, _of_goal, ids=1),
    Button(view.MEETING, Who.GROUP_MEMBER, _of_meeting, ids=1),
    Button(view.OTHERS, Who.MEMBER, _others, ids=1),
    Button(view.CAME, Who.MEMBER, _open_came, ids=1, when=When.READ),
    Form(view.FORM, Who.MEMBER, _save, ids=1),
    Form(view.CAME_FORM, Who.MEMBER, _came, ids=1),
    Command("prepare", 32, "prepare a chat: `/kith prepare Ana Ruiz`", _of_person),
)
