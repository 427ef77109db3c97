"""The proposed round: organizers swap, lock, match anew, send. Once it began: who is with whom."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.messages import Message, View
from bot.domain.rounds import Preview
from bot.services import rounds
from bot.views.rounds import pairs
from bot.views.rounds import preview as views
from handlers.request import Request
from handlers.rows import Act, Button, Form, Row, Show, When, Where, Who


def _show(request: Request) -> View:
    return views.screen(views.preview(_up_to_date(request)))


def _open_swap(request: Request) -> View:
    return views.swap_form(_up_to_date(request), str(request.body.get("response_url", "")))


def _up_to_date(request: Request) -> Preview:
    """The proposal as it stands; if it had to be planned anew for that, every organizer's copy says so."""
    said = rounds.proposed(request.session, request.actor, request.id)
    weights = request.context.settings.weights
    anew = rounds.refresh_proposal(request.session, request.id, now=request.now, mixes=weights)
    if anew is not None:
        _shown(request, anew)
    return anew or said


def _swap(request: Request) -> Show:
    said = rounds.swap(
        request.session,
        request.actor,
        request.id,
        one=_chosen(request, views.ONE),
        other=_chosen(request, views.OTHER),
        now=request.now,
        mixes=request.context.settings.weights,
    )
    message = _shown(request, said)
    if request.body["view"].get("previous_view_id"):
        return Show(below=views.screen(message))
    return Show(message, Where.INSTEAD)


def _chosen(request: Request, field: str) -> str:
    """A person of the round's list; of the workspace's, where the round has too many people for a list."""
    return request.form.choice(field) or request.form.person(field)


def _changes(change: Callable[[Request], Message]) -> Act:
    def act(request: Request) -> Show:
        message = change(request)
        if request.is_in_modal:
            return Show(here=views.screen(message), draws_home=True)
        return Show(message, Where.INSTEAD)

    return act


def _show_everywhere(request: Request, round_id: int, message: Message) -> None:
    """Each organizer's own copy says the same; the one that was clicked is answered besides."""
    for key in rounds.copies(request.session, round_id):
        request.context.outbox.update(request.session, key=key, message=message, now=request.now)


def _shown(request: Request, said: Preview) -> Message:
    message = views.preview(said)
    _show_everywhere(request, said.round_id, message)
    return message


def _locks(*, locked: bool) -> Callable[[Request], Message]:
    def change(request: Request) -> Message:
        mixes = request.context.settings.weights
        said = rounds.lock(request.session, request.actor, request.id, locked=locked, now=request.now, mixes=mixes)
        return _shown(request, said)

    return change


def _match_anew(request: Request) -> Message:
    mixes = request.context.settings.weights
    return _shown(request, rounds.match_anew(request.session, request.actor, request.id, now=request.now, mixes=mixes))


def _send_now(request: Request) -> Message:
    rounds.send_now(request.session, request.actor, request.id, now=request.now)
    said = rounds.draw_list(request.session, request.id, now=request.now)
    _show_everywhere(request, request.id, pairs.begun(said))
    return pairs.begun(said, was_sent=True)


def _pairs(request: Request) -> View:
    round_id, page = request.ids
    return pairs.screen(rounds.list_pairs(request.session, request.actor, round_id, page=page))


def _turn_page(request: Request) -> Show:
    return Show(here=_pairs(request)) if request.is_in_modal else Show(view=_pairs(request))


ROWS: tuple[Row, ...] = (
    Button(views.LOCK, Who.ORGANIZER, _changes(_locks(locked=True)), ids=1),
    Button(views.UNLOCK, Who.ORGANIZER, _changes(_locks(locked=False)), ids=1),
    Button(views.MATCH_ANEW, Who.ORGANIZER, _changes(_match_anew), ids=1),
    Button(views.SEND_NOW, Who.ORGANIZER, _changes(_send_now), ids=1),
    Button(views.SHOW, Who.ORGANIZER, _show, ids=1),
    Button(views.SWAP, Who.ORGANIZER, _open_swap, ids=1),
    Button(pairs.PAIRS, Who.ORGANIZER, _pairs, ids=2, when=When.READ),
    *(Button(key, Who.ORGANIZER, _turn_page, ids=2, when=When.READ) for key in (pairs.PAGE_BEFORE, pairs.NEXT_PAGE)),
    Form(views.SWAP_FORM, Who.ORGANIZER, _swap, ids=1),
)
