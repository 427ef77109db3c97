"""App Home, drawn when it is opened, and its rooms; the week at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.goals import Week
from bot.domain.history import History
from bot.domain.home import Room
from bot.domain.messages import Block, Message
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.limits import Kind
from bot.services import history, home, recipients
from bot.services.members import Actor
from bot.views import goals as goal_views
from bot.views import history as history_view
from bot.views import home as view
from bot.views import my_week
from handlers.request import Request
from handlers.rows import Act, Button, Command, Event, HomeSection, Row, Show, Who


def _opened(request: Request) -> Show | None:
    """Draw it. If it is opened without end, Slack goes on showing what was drawn a moment ago."""
    return Show(draws_home=True) if request.event["tab"] == "home" and request.has_room(Kind.HOME) else None


def _goes_to(room: Room) -> Act:
    def act(request: Request) -> None:
        home.enter(request.session, request.actor, room)

    return act


def _week(request: Request) -> Message:
    session, actor, now = request.session, request.actor, request.now
    week_message = WeekMessage(WeekMessageKind.HOME, recipients.today(session, actor, now=now))
    week = recipients.current_week(session, actor, week_message, now=now)
    return history_view.week(week, history.history(session, actor)) if week else goal_views.nowhere()


def _my_week(session: Session, actor: Actor, now: datetime) -> tuple[Week | None, WeekMessage]:
    week_message = WeekMessage(WeekMessageKind.HOME, recipients.today(session, actor, now=now))
    return recipients.current_week(session, actor, week_message, now=now), week_message


def _my_week_blocks(read: tuple[Week | None, WeekMessage]) -> Sequence[Block]:
    week, week_message = read
    return my_week.home_blocks(week, week_message) if week else ()


def _so_far(session: Session, actor: Actor, _now: datetime) -> History:
    return history.history(session, actor)


def _organized(session: Session, actor: Actor, now: datetime) -> Sequence[Block]:
    return view.organized(home.organized(session, actor, now=now), may_start=home.may_start(session, actor))


ROWS: tuple[Row, ...] = (
    Event("app_home_opened", _opened),
    *(Button(view.go_to(room), Who.ANYONE, _goes_to(room), home=True) for room in Room),
    Command("week", 50, "your week at a glance", _week),
    HomeSection(None, 10, lambda session, actor, _now: home.open_questions(session, actor), view.questions),
    HomeSection(Room.WEEK, 20, _my_week, _my_week_blocks),
    HomeSection(Room.ME, 45, _so_far, history_view.history),
    HomeSection(Room.PROGRAMS, 50, _organized, lambda blocks: blocks),
    HomeSection(Room.PROGRAMS, 52, lambda session, actor, _now: home.viewed(session, actor), view.viewed),
)
