"""The presses on what Kith proposed of typed words: log it, change an entry, no."""

from __future__ import annotations

from datetime import date

from bot.domain import contacts as people
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.messages import Message, View
from bot.domain.typed import Entry, Proposed
from bot.domain.typed_drafts import Kind
from bot.domain.typed_people import Person
from bot.services import catalogues, recipients, typed
from bot.views import follow_ups as follow_up_forms
from bot.views import typed_proposals as view
from handlers.checkins import entered
from handlers.request import Request
from handlers.rows import Button, Form, Row, Show, Where, Who


def _log(request: Request) -> Message:
    done, rest = typed.log(request.session, request.actor, request.id, now=request.now)
    return view.logged(done, rest, today=_today(request))


def _change(request: Request) -> View:
    proposal_id, number = request.ids
    found = typed.proposed(request.session, request.actor, proposal_id, now=request.now).entries.get(number)
    if found is None:
        raise NotFoundError(f"entry {number} is settled")
    metadata = f"{proposal_id}:{number} {request.origin}"
    if found.kind is Kind.NEXT:
        return view.next_form(found, metadata=metadata)
    own = catalogues.own(request.session, request.actor)
    return view.act_form(found, own, today=_today(request), metadata=metadata)


def _save_act(request: Request) -> Show:
    proposal_id, number = request.ids
    program_id, act = entered(request.form)
    return _saved(
        request,
        typed.log_changed(request.session, request.actor, proposal_id, number, program_id, act, now=request.now),
    )


def _save_next(request: Request) -> Show:
    proposal_id, number = request.ids
    form = request.form
    details = [people.read_line(name) for name in people.names(form.text(view.WHOM))]
    if not details:
        raise InvalidInputError(view.WHOM, "Write a name.")
    entry = Entry(
        kind=Kind.NEXT,
        on=form.date(follow_up_forms.DAY),
        people=tuple(Person(one.name, one.organisation, is_new=bool(one.organisation)) for one in details),
        note=form.text(follow_up_forms.NOTE_FIELD),
    )
    return _saved(
        request, typed.plan_changed(request.session, request.actor, proposal_id, number, entry, now=request.now)
    )


def _saved(request: Request, rest: Proposed) -> Show:
    return Show(view.saved(rest, today=_today(request)), Where.INSTEAD)


def _no(request: Request) -> Message:
    typed.let_go(request.session, request.actor, request.id)
    return view.nothing_logged()


def _today(request: Request) -> date:
    return recipients.today(request.session, request.actor, now=request.now)


ROWS: tuple[Row, ...] = (
    Button(view.LOG, Who.MEMBER, _log, ids=1, home=True),
    Button(view.CHANGE, Who.MEMBER, _change, ids=2),
    Button(view.NO, Who.MEMBER, _no, ids=1),
    Form(view.ACT_FORM, Who.MEMBER, _save_act, ids=2, home=True),
    Form(view.NEXT_FORM, Who.MEMBER, _save_next, ids=2, home=True),
)
