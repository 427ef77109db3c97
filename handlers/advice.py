"""Advice handed on: written in week three, read by newcomers, taken back by its author, taken off by organizers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.advice import Advice
from bot.domain.home import Room
from bot.domain.messages import View
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import advice, recipients
from bot.services.members import Actor
from bot.views import advice as view
from handlers.request import Request
from handlers.rows import Button, Form, HomeSection, Row, Show, Who


def _open(request: Request) -> View:
    before = advice.to_write(request.session, request.actor, request.id, now=request.now)
    return view.form(before, metadata=request.metadata(request.week_message, request.id))


def _write(request: Request) -> Show:
    text, named = request.form.text(view.TEXT), view.YES in request.form.ticked(view.NAMED)
    advice.write(request.session, request.actor, request.id, text, is_named=named, now=request.now)
    return Show(redraws=True)


def _not_now(request: Request) -> None:
    advice.not_now(request.session, request.actor, request.id, now=request.now)


def _take_back(request: Request) -> None:
    advice.take_back(request.session, request.actor, request.id, now=request.now)


def _remove(request: Request) -> None:
    advice.remove(request.session, request.actor, request.id, now=request.now)


def _mine(session: Session, actor: Actor, now: datetime) -> tuple[list[Advice], WeekMessage]:
    on = recipients.today(session, actor, now=now)
    return advice.own(session, actor), WeekMessage(WeekMessageKind.HOME, on)


def _read(session: Session, actor: Actor, now: datetime) -> list[Advice]:
    return advice.for_newcomer(session, actor, now=now)


def _organized(session: Session, actor: Actor, _now: datetime) -> list[Advice]:
    return advice.of_organized(session, actor)


ROWS: tuple[Row, ...] = (
    Button(view.WRITE, Who.MEMBER, _open, ids=1, on_week_message=True),
    Form(view.FORM, Who.MEMBER, _write, ids=1, on_week_message=True),
    Button(view.NOT_NOW, Who.MEMBER, _not_now, ids=1, on_week_message=True),
    Button(view.TAKE_BACK, Who.MEMBER, _take_back, ids=1, home=True),
    Button(view.REMOVE, Who.ORGANIZER, _remove, ids=1, home=True),
    HomeSection(Room.WEEK, 59, _read, view.others_blocks),
    HomeSection(Room.GIVE, 60, _mine, lambda read: view.own_blocks(*read)),
    HomeSection(Room.PROGRAMS, 55, _organized, view.organized_blocks),
)
