"""The workspace's admins: programs at a glance, taking one over, and who may start one. Slack says who is an admin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.admins import Overview
from bot.domain.errors import InvalidInputError
from bot.domain.home import Room
from bot.domain.messages import Block, Message, View
from bot.domain.states import Starters
from bot.services import admins, members, program_life
from bot.services.members import Actor
from bot.views import admins as view
from handlers.notices import tell_channel
from handlers.request import Request
from handlers.rows import Button, Form, HomeSection, Row, When, Who
from handlers.slack_reads import describe


@contextmanager
def as_described(request: Request) -> Iterator[Request]:
    """The request in a transaction, once Slack was asked whether the person is an admin now."""
    person = describe(request.context.clients.reading(request.workspace_id()), request.user_id)
    with request.as_member() as within:
        members.apply_slack_person(within.session, person, now=request.now)
        yield within


def _take_over(request: Request) -> Message:
    now = request.now
    with as_described(request) as within:
        session = within.session
        before = admins.orphaned(session, request.id)
        program = admins.take_over(session, within.actor, request.id, now=now)
        news = program_life.news_of(session, program, now=now)
        if before:
            said = view.new_organizer(news, slack_user_id=within.actor.slack_user_id)
            tell_channel(request.context, session, news, message=said, key=f"taken_over:{now.isoformat()}", now=now)
    return view.taken_over(news)


def _starters(request: Request) -> View:
    with as_described(request) as within:
        return view.starters_form(admins.overview(within.session, within.actor))


def _save_starters(request: Request) -> None:
    form = request.form
    try:
        starters = Starters(form.choice("starters"))
    except ValueError:
        raise InvalidInputError("starters", "Choose one of the list.") from None
    admins.choose_starters(
        request.session, request.actor, starters, slack_user_ids=form.people("people"), now=request.now
    )


def overseen(request: Request) -> Sequence[Block]:
    """What `/kith programs` shows below one's own programs: for an admin all of the workspace, else nothing."""
    return view.home_blocks(admins.overview_or_none(request.session, request.actor))


def _overview(session: Session, actor: Actor, _now: datetime) -> Overview | None:
    return admins.overview_or_none(session, actor)


ROWS: tuple[Row, ...] = (
    Button(view.TAKE_OVER, Who.ADMIN, _take_over, ids=1, when=When.AT_ONCE, home=True),
    Button(view.STARTERS, Who.ADMIN, _starters, when=When.AT_ONCE),
    Form(view.STARTERS_FORM, Who.ADMIN, _save_starters, home=True),
    HomeSection(Room.PROGRAMS, 55, _overview, view.home_blocks),
)
