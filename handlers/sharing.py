"""Sharing a link: from the room, from a link typed to Kith, to people and to a program's channel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.home import Room
from bot.domain.kinds import MessageKind
from bot.domain.messages import Target, View
from bot.domain.participants import MyProgram
from bot.domain.sharing import Draft, Recipient, Shared, Way, checked
from bot.sending import send
from bot.services import participants, sharing, typed
from bot.services.members import Actor
from bot.views import saving as saving_view
from bot.views import sharing as view
from handlers.request import Request
from handlers.rows import Button, Form, HomeSection, Row, Who


def share_form(request: Request, link: str = "", words: str = "") -> View:
    """The form; with this link in it."""
    to = sharing.recipients(request.session, request.actor, now=request.now)
    return view.form(to, link=link, words=words)


def _open_typed(request: Request) -> View:
    return share_form(request, *typed.link(request.session, request.actor, request.id))


def _save_typed(request: Request) -> View:
    link, words = typed.link(request.session, request.actor, request.id)
    return saving_view.form("", f"{words} {link}".strip())


def _share(request: Request) -> View:
    form = request.form
    draft = Draft(form.text(view.LINK), form.text(view.WORDS), form.ticked(view.TO))
    to = sharing.share(request.session, request.actor, draft, now=request.now)
    for one in to:
        if one.way is Way.CHANNEL:
            _post(request, one, draft)
    return view.done(to)


def _post(request: Request, to: Recipient, draft: Draft) -> None:
    """As it is theirs: if they erase their data before it is posted, it is not posted."""
    actor = request.actor
    send(
        request.context,
        request.session,
        MessageKind.SHARED,
        Target(channel=to.slack_channel_id),
        key=f"shared:{request.form.view_id}:{to.program_id}:{actor.member_id}",
        message=view.posted(Shared(to.program, actor.slack_user_id, *checked(draft.link, draft.words))),
        now=request.now,
        program_id=to.program_id,
        author_id=actor.member_id,
    )


def _mine(session: Session, actor: Actor, _now: datetime) -> list[MyProgram]:
    return [one for one in participants.my_programs(session, actor) if one.takes_part]


ROWS: tuple[Row, ...] = (
    Button(view.OPEN, Who.ANYONE, share_form),
    Button(view.OPEN_TYPED, Who.MEMBER, _open_typed, ids=1),
    Button(view.SAVE_TYPED, Who.MEMBER, _save_typed, ids=1),
    Form(view.FORM, Who.ANYONE, _share, home=True),
    HomeSection(Room.GIVE, 50, _mine, view.home_blocks),
)
