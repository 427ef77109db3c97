"""The proposed round: organizers plan it, move people, lock, match anew, send. Once it began: who is with whom."""

from __future__ import annotations

from collections.abc import Callable

from bot import copies
from bot.domain.errors import InvalidInputError
from bot.domain.messages import Message, View
from bot.domain.pair_lists import Preview
from bot.domain.rearranging import How
from bot.services import rounds
from bot.views.rounds import pairs
from bot.views.rounds import preview as views
from handlers.request import Request
from handlers.rows import Act, Button, Form, Row, Show, When, Where, Who


def _show(request: Request) -> View:
    return views.screen(views.preview(_up_to_date(request)))


def _turn_groups(request: Request) -> View | Show:
    """Another page of the groups: in the modal in place of the one before, from a message in a modal."""
    shown = views.screen(views.preview(_up_to_date(request), request.ids[1]))
    return Show(here=shown) if request.is_in_modal else shown


def _plan(request: Request) -> Show:
    """The next round before its time; Home leads to it from then on."""
    mixes = request.context.settings.weights
    said = rounds.plan_next(request.session, request.actor, request.id, now=request.now, mixes=mixes)
    return Show(view=views.screen(_shown(request, said)), draws_home=True)


def _open_move(request: Request) -> View:
    return views.move_form(_up_to_date(request), str(request.body.get("response_url", "")))


def _up_to_date(request: Request) -> Preview:
    """The proposal as it stands; if it had to be planned anew for that, every organizer's copy says so."""
    said = rounds.proposed(request.session, request.actor, request.ids[0])
    weights = request.context.settings.weights
    anew = rounds.refresh_proposal(request.session, request.ids[0], now=request.now, mixes=weights)
    if anew is not None:
        _shown(request, anew)
    return anew or said


def _move(request: Request) -> View | Show:
    """Move somebody; where that costs something, the form says what, and asks once more."""
    session, actor, mixes = request.session, request.actor, request.context.settings.weights
    how, chosen = _how(request), (_chosen(request, views.ONE), _chosen(request, views.OTHER))
    wanted = rounds.wanted_of(session, actor, request.id, how, one=chosen[0], other=chosen[1])
    if views.WHY not in request.form.values:
        weighing = rounds.weigh(session, actor, request.id, wanted, mixes=mixes)
        if not weighing.is_free:
            said = rounds.proposed(session, actor, request.id)
            return views.move_form(said, request.form.metadata.partition(" ")[2], (how, *chosen), weighing)
    why = request.form.text(views.WHY)
    rounds.rearrange(session, actor, request.id, wanted, why=why, now=request.now, mixes=mixes)
    message = _shown(request, rounds.proposed(session, actor, request.id))
    if request.body["view"].get("previous_view_id"):
        return Show(below=views.screen(message))
    return Show(message, Where.INSTEAD)


def _how(request: Request) -> How:
    try:
        return How(request.form.choice(views.HOW))
    except ValueError:
        raise InvalidInputError(views.HOW, "Choose one of the list.") from None


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


def _shown(request: Request, said: Preview) -> Message:
    """Each organizer's own copy says the same; the one that was clicked is answered besides."""
    return copies.show_preview(request.context, request.session, said, now=request.now)


def _locks(*, locked: bool) -> Callable[[Request], Message]:
    def change(request: Request) -> Message:
        mixes = request.context.settings.weights
        said = rounds.lock(request.session, request.actor, request.id, locked=locked, now=request.now, mixes=mixes)
        first = _shown(request, said)
        return views.preview(said, views.page_of(said, request.id)) if request.is_in_modal else first

    return change


def _match_anew(request: Request) -> Message:
    mixes = request.context.settings.weights
    return _shown(request, rounds.match_anew(request.session, request.actor, request.id, now=request.now, mixes=mixes))


def _send_now(request: Request) -> Message:
    rounds.send_now(request.session, request.actor, request.id, now=request.now)
    copies.show_list(request.context, request.session, request.id, now=request.now)
    return pairs.begun(rounds.draw_list(request.session, request.id, now=request.now), was_sent=True)


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
    *(Button(key, Who.ORGANIZER, _turn_groups, ids=2) for key in (views.PAGE_BEFORE, views.NEXT_PAGE)),
    Button(views.PLAN, Who.ORGANIZER, _plan, ids=1),
    Button(views.MOVE, Who.ORGANIZER, _open_move, ids=1),
    Button(pairs.PAIRS, Who.ORGANIZER, _pairs, ids=2, when=When.READ),
    *(
        Button(key, Who.ORGANIZER, _turn_page, ids=2, when=When.READ)
        for key in (pairs.PAGE_BEFORE, pairs.NEXT_PAGE, pairs.EARLIER, pairs.LATER)
    ),
    Form(views.MOVE_FORM, Who.ORGANIZER, _move, ids=1),
)
