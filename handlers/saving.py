"""The message shortcut *Save with Kith*: it reads the message it was used on, and no other."""

from __future__ import annotations

from bot.domain import contacts as people
from bot.domain.checkins import Act
from bot.domain.errors import InvalidInputError
from bot.domain.mentions import mentioned, readable
from bot.domain.messages import View
from bot.domain.sharing import first_link
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import catalogues, contacts, follow_ups, members, participants, recipients
from bot.views import log as log_view
from bot.views import saving as view
from handlers.asks import ask_form
from handlers.request import Request
from handlers.rows import Button, Form, Row, Show, Who
from handlers.sharing import share_form


def _open(request: Request) -> View:
    message = request.body.get("message") or {}
    text, author = str(message.get("text") or ""), str(message.get("user") or "")
    names = members.names_of(request.session, mentioned(text) | {author})
    author = author if author != request.user_id else ""
    words = readable(text, names)
    return view.form(names.get(author, ""), words, author=author, has_link=bool(first_link(words)))


def _save(request: Request) -> Show:
    form = request.form
    kind, name, words = form.choice(view.KIND), form.text(view.NAME).strip(), form.text(view.WORDS).strip()
    if kind == view.THANKS:
        return Show(view=_thanks_form(request, words))
    if kind == view.SHARE:
        link = first_link(form.text(view.WORDS))
        if not link:
            raise InvalidInputError(view.WORDS, "There is no link in it that could be shared.")
        return Show(view=share_form(request, link))
    if kind == view.ASK:
        return Show(view=ask_form(request, " ".join(words.split())))
    if not name:
        raise InvalidInputError(view.NAME, "Write a name.")
    _keep(request, name, words, as_contact=kind == view.CONTACT)
    return Show(view=view.saved(name, as_contact=kind == view.CONTACT), draws_home=True)


def _keep(request: Request, name: str, words: str, *, as_contact: bool) -> None:
    session, actor, now = request.session, request.actor, request.now
    due_on = request.form.date(view.DAY)
    if due_on is None and not as_contact:
        raise InvalidInputError(view.DAY, "Choose the day on which to be in touch again.")
    known = contacts.named(session, actor, name)
    contact_id = known[0] if len(known) == 1 else None
    if as_contact:
        contact_id = contacts.add(session, actor, people.Details(name, notes=words), now=now)
    if due_on is not None:
        whom = "" if contact_id else name
        follow_ups.plan(session, actor, due_on=due_on, note=words, contact_id=contact_id, whom=whom, now=now)
    participants.touch_everywhere(session, actor, now=now)


def _thanks_form(request: Request, words: str) -> View:
    """The log's form with the thanks in it: they are part of what one did."""
    session, actor = request.session, request.actor
    today = recipients.today(session, actor, now=request.now)
    own = catalogues.own(session, actor)
    author = request.form.metadata if request.form.metadata.isalnum() else ""
    thanks = Act(activity_id=0, done_on=today, thanks=words, thanks_to=author)
    alone = f"{WeekMessage(WeekMessageKind.ALONE, today).value(0)} "
    return log_view.prefilled_form(own, thanks, metadata=alone)


ROWS: tuple[Row, ...] = (
    Button(view.SHORTCUT, Who.ANYONE, _open),
    Form(view.FORM, Who.ANYONE, _save),
)
