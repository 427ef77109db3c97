"""Follow-ups: done and what comes next, another day, let go. In messages about a week and in the room People."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.domain.errors import NotFoundError
from bot.domain.follow_ups import FollowUp
from bot.domain.home import Room
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import checkins, follow_ups, recipients
from bot.services.members import Actor
from bot.views import follow_ups as view
from handlers.request import Request
from handlers.rows import Button, Form, HomeSection, Row, Show, Who


def _done(request: Request) -> Show:
    session, actor = request.session, request.actor
    is_counted = checkins.follow_up_done(session, actor, request.id, now=request.now)
    closed = follow_ups.follow_up(session, actor, request.id)
    metadata = request.metadata(request.week_message, request.id)
    return Show(view=view.next_form(closed, counted_as_act=is_counted, metadata=metadata), redraws=True)


def _next(request: Request) -> Show:
    day, note = request.form.date(view.DAY), request.form.text(view.NOTE_FIELD)
    follow_ups.go_on(request.session, request.actor, request.id, due_on=day, note=note, now=request.now)
    return Show(redraws=True)


def _move(request: Request) -> Show:
    """To one of the three days, or to the form with a calendar."""
    day, follow_up_id = request.ids
    session, actor = request.session, request.actor
    if day == view.PICK:
        moved = follow_ups.follow_up(session, actor, follow_up_id)
        return Show(view=view.move_form(moved, metadata=request.metadata(request.week_message, follow_up_id)))
    try:
        due_on = date.fromordinal(day)
    except (ValueError, OverflowError) as error:
        raise NotFoundError(f"no such day: {day}") from error
    follow_ups.move(session, actor, follow_up_id, due_on=due_on, now=request.now)
    return Show(redraws=True)


def _move_to(request: Request) -> Show:
    follow_ups.move(request.session, request.actor, request.id, due_on=request.form.date(view.DAY), now=request.now)
    return Show(redraws=True)


def _let_go(request: Request) -> None:
    follow_ups.let_go(request.session, request.actor, request.id, now=request.now)


def _open_ones(session: Session, actor: Actor, now: datetime) -> tuple[list[FollowUp], int, WeekMessage]:
    week_message = WeekMessage(WeekMessageKind.HOME, recipients.today(session, actor, now=now))
    soonest = follow_ups.open_ones(session, actor, most=view.MOST)
    return soonest, follow_ups.count_open(session, actor), week_message


ROWS: tuple[Row, ...] = (
    Button(view.DONE, Who.MEMBER, _done, ids=1, on_week_message=True),
    Button(view.MOVE, Who.MEMBER, _move, ids=2, on_week_message=True),
    Button(view.LET_GO, Who.MEMBER, _let_go, ids=1, on_week_message=True),
    Form(view.NEXT_FORM, Who.MEMBER, _next, ids=1, on_week_message=True),
    Form(view.MOVE_FORM, Who.MEMBER, _move_to, ids=1, on_week_message=True),
    HomeSection(Room.PEOPLE, 20, _open_ones, lambda read: view.home_blocks(*read)),
)
