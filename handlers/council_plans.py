"""Councils as organizers handle them: before they are introduced, and the list of how far they are."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.councils import CouncilList
from bot.domain.messages import Message, View
from bot.services.councils import composing, lists
from bot.views.councils import organizers as views
from handlers.request import Request
from handlers.rows import Act, Button, Form, Row, Show, Where, Who


def _show(request: Request) -> View:
    return views.screen(_now(request))


def _open_swap(request: Request) -> View:
    composing.open_plan(request.session, request.actor, request.id)
    return views.swap_form(_now(request))


def _now(request: Request) -> CouncilList:
    """The councils as they stand; where that is news, every organizer's copy says so."""
    mixes = request.context.settings.weights
    said = lists.up_to_date(request.session, request.actor, request.id, now=request.now, mixes=mixes)
    if not said.launched:
        _show_everywhere(request, said)
    return said


def _swap(request: Request) -> Show:
    composing.swap(
        request.session,
        request.actor,
        request.id,
        one=_chosen(request, views.ONE),
        other=_chosen(request, views.OTHER),
        now=request.now,
        mixes=request.context.settings.weights,
    )
    said = _drawn(request, request.id)
    return Show(below=views.screen(said)) if request.body["view"].get("previous_view_id") else Show()


def _chosen(request: Request, field: str) -> str:
    return request.form.choice(field) or request.form.person(field)


def _drawn(request: Request, program_id: int) -> CouncilList:
    said = lists.of_program(request.session, program_id, now=request.now)
    _show_everywhere(request, said)
    return said


def _show_everywhere(request: Request, said: CouncilList) -> None:
    """Each organizer's own copy says the same."""
    message = views.preview(said)
    for key in lists.copies(request.session, said.program_id):
        request.context.outbox.update(request.session, key=key, message=message, now=request.now)


def _changes(change: Callable[[Request], int]) -> Act:
    def act(request: Request) -> Show:
        said = _drawn(request, change(request))
        if request.is_in_modal:
            return Show(here=views.screen(said))
        message: Message = views.preview(said)
        return Show(message, Where.INSTEAD)

    return act


def _locks(*, locked: bool) -> Callable[[Request], int]:
    return lambda request: composing.lock(request.session, request.actor, request.id, locked=locked, now=request.now)


def _anew(request: Request) -> int:
    mixes = request.context.settings.weights
    composing.anew(request.session, request.actor, request.id, now=request.now, mixes=mixes)
    return request.id


def _send_now(request: Request) -> int:
    mixes = request.context.settings.weights
    composing.send_now(request.session, request.actor, request.id, now=request.now, mixes=mixes)
    return request.id


ROWS: tuple[Row, ...] = (
    Button(views.SHOW, Who.ORGANIZER, _show, ids=1),
    Button(views.SWAP, Who.ORGANIZER, _open_swap, ids=1),
    Button(views.ANEW, Who.ORGANIZER, _changes(_anew), ids=1),
    Button(views.SEND_NOW, Who.ORGANIZER, _changes(_send_now), ids=1),
    Button(views.LOCK, Who.ORGANIZER, _changes(_locks(locked=True)), ids=1),
    Button(views.UNLOCK, Who.ORGANIZER, _changes(_locks(locked=False)), ids=1),
    Form(views.SWAP_FORM, Who.ORGANIZER, _swap, ids=1),
)
