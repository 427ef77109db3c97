"""The room People: one's own book, add and change and erase, find, paste, take along."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.contacts import Book, Closeness, Details, Only, Search
from bot.domain.errors import InvalidInputError
from bot.domain.home import Room
from bot.domain.messages import View
from bot.services import contacts, follow_ups, recipients, same_people
from bot.services.members import Actor
from bot.views import contact_forms as forms
from bot.views import contacts as view
from bot.views import contacts_csv
from bot.views import follow_ups as follow_up_forms
from handlers.notices import send_file
from handlers.request import Request
from handlers.rows import Act, Button, Form, HomeSection, Row, Show, When, Where, Who


def _add(request: Request) -> View:
    return forms.new_form(today=recipients.today(request.session, request.actor, now=request.now))


def _open(request: Request) -> View:
    """The form; from a list it remembers what was looked for, so that the list is drawn anew below it."""
    metadata = f"{request.id} {_search(request).value()}" if request.is_in_modal else str(request.id)
    return forms.edit_form(contacts.contact(request.session, request.actor, request.id), metadata=metadata)


def _save(request: Request) -> Show:
    session, actor, form, now = request.session, request.actor, request.form, request.now
    details = Details(
        name=form.text(forms.NAME),
        organisation=form.text(forms.ORGANISATION),
        works_on=form.text(forms.WORKS_ON),
        through=form.text(forms.THROUGH),
        notes=form.text(forms.NOTES),
    )
    on = form.date(forms.LAST_IN_TOUCH_ON)
    try:
        closeness = Closeness(form.choice(forms.CLOSENESS))
    except ValueError:
        raise InvalidInputError(forms.CLOSENESS, "Choose one of the list.") from None
    if request.id:
        contacts.edit(session, actor, request.id, details, closeness=closeness, last_in_touch_on=on, now=now)
        contact_id = request.id
    else:
        contact_id = contacts.add(session, actor, details, closeness=closeness, last_in_touch_on=on, now=now)
    note = form.text(follow_up_forms.NOTE_FIELD)
    follow_ups.set_next(session, actor, contact_id, due_on=form.date(follow_up_forms.DAY), note=note, now=now)
    return Show(below=_found(request, Search.read(request.address)) if request.address else None)


def _erase(request: Request) -> Show:
    contacts.erase(request.session, request.actor, request.id)
    return Show(here=forms.erased())


def _finds(only: Only) -> Act:
    def act(request: Request) -> View:
        return _found(request, Search(only=only))

    return act


def _find(request: Request) -> View:
    words, only = request.form.text(view.WORDS).strip(), request.form.choice(view.ONLY)
    return _found(request, Search(words, Only(only) if only in list(Only) else Only.ALL))


def _more(request: Request) -> View | Show:
    found = _found(request, replace(_search(request), page=request.id))
    return Show(here=found) if request.is_in_modal else found


def _search(request: Request) -> Search:
    """What the list that it was done in shows."""
    return Search.read((request.body.get("view") or {}).get("private_metadata") or "")


def _found(request: Request, search: Search) -> View:
    return view.find_form(contacts.find(request.session, request.actor, search, now=request.now))


def _answers(*, is_same: bool) -> Act:
    def act(request: Request) -> None:
        same_people.answer_double(request.session, request.actor, request.id, is_same=is_same)

    return act


def _same_as(request: Request) -> View:
    """Opens with those who share the first word of the name."""
    name = contacts.contact(request.session, request.actor, request.id).details.name
    return _candidates(request, request.id, (name.split() or [""])[0])


def _find_same(request: Request) -> View:
    return _candidates(request, request.id, request.form.text(view.WORDS).strip())


def _candidates(request: Request, contact_id: int, words: str) -> View:
    contact = contacts.contact(request.session, request.actor, contact_id)
    found = contacts.find(request.session, request.actor, Search(words), besides=contact_id, now=request.now)
    return forms.same_form(contact, found, metadata=_metadata(request, contact_id))


def _merge(request: Request) -> Show:
    """The form of somebody below shows the one that stays. Why not stands in place of the list: a fourth form above
    it is more than Slack takes."""
    try:
        contact_id = same_people.merge(request.session, request.actor, *request.ids)
    except InvalidInputError as error:
        return Show(here=forms.same(error.message))
    kept = contacts.contact(request.session, request.actor, contact_id)
    return Show(here=forms.same(), below=forms.edit_form(kept, metadata=_metadata(request, contact_id)))


def _metadata(request: Request, contact_id: int) -> str:
    """What the form of somebody remembers, with the list that it was opened from."""
    kept = str((request.body.get("view") or {}).get("private_metadata") or "")
    return f"{contact_id} {kept.partition(' ')[2]}".strip()


def _open_paste(_request: Request) -> View:
    return forms.paste_form()


def _preview(request: Request) -> View:
    written = request.form.text(forms.PASTED)
    return forms.paste_preview(contacts.preview(request.session, request.actor, written), written)


def _paste(request: Request) -> View:
    written = request.form.text(forms.PASTED)
    return forms.pasted(contacts.paste(request.session, request.actor, written, now=request.now))


def _take(request: Request) -> Show:
    send_file(request, "people", lambda: contacts_csv.table(contacts.everybody(request.session, request.actor)))
    return Show(view.table_is_coming(), Where.ALONE)


def _book(session: Session, actor: Actor, _now: datetime) -> Book:
    return contacts.book(session, actor)


ROWS: tuple[Row, ...] = (
    Button(view.ADD, Who.ANYONE, _add),
    Button(view.OPEN, Who.MEMBER, _open, ids=1),
    Form(forms.FORM, Who.MEMBER, _save, ids=1, home=True),
    Button(forms.ERASE, Who.MEMBER, _erase, ids=1, home=True),
    Button(forms.SAME, Who.MEMBER, _same_as, ids=1, when=When.READ),
    Form(forms.SAME_FORM, Who.MEMBER, _find_same, ids=1, when=When.READ),
    Button(forms.SAME_YES, Who.MEMBER, _merge, ids=2, home=True),
    Button(view.FIND, Who.ANYONE, _finds(Only.ALL), when=When.READ),
    Button(view.TO_FOLLOW_UP, Who.ANYONE, _finds(Only.TO_FOLLOW_UP), when=When.READ),
    Button(view.QUIET, Who.ANYONE, _finds(Only.QUIET), when=When.READ),
    Button(view.NEW, Who.ANYONE, _finds(Only.NEW), when=When.READ),
    Form(view.FIND_FORM, Who.ANYONE, _find, when=When.READ),
    Button(view.MORE, Who.ANYONE, _more, ids=1, when=When.READ),
    Button(view.SAME, Who.MEMBER, _answers(is_same=True), ids=1, home=True),
    Button(view.OTHER, Who.MEMBER, _answers(is_same=False), ids=1, home=True),
    Button(view.PASTE, Who.ANYONE, _open_paste),
    Form(forms.PASTE_FORM, Who.ANYONE, _preview, when=When.READ),
    Form(forms.PASTE_YES, Who.ANYONE, _paste, home=True),
    Button(view.TAKE, Who.ANYONE, _take),
    HomeSection(Room.PEOPLE, 15, lambda session, actor, _now: same_people.doubles(session, actor), view.asked),
    HomeSection(Room.PEOPLE, 30, _book, view.home_blocks),
)
