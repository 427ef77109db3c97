"""Draws messages about a person's week again, from the database, after a click on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.domain.goals import Week
from bot.domain.messages import Message
from bot.domain.week_messages import WeekMessage, WeekMessageKind
from bot.services import recipients, rounds
from bot.services.members import Actor
from bot.views import checkins as checkin_views
from bot.views import goals as goal_views
from bot.views import rounds as round_views

_DRAWN: Mapping[WeekMessageKind, Callable[[Week, WeekMessage], Message]] = {
    WeekMessageKind.PROMPT: goal_views.prompt,
    WeekMessageKind.GOALS: goal_views.prompt,
    WeekMessageKind.TODAY: goal_views.today,
    WeekMessageKind.HARD_WEEK: checkin_views.hard_week_answer,
}


def draw(
    session: Session, actor: Actor, week_message: WeekMessage, *, now: datetime, also: Collection[int] = ()
) -> Message | None:
    """The message as it stands now. None for App Home, and if there is nothing left to say."""
    drawn = _DRAWN.get(week_message.kind)
    week = recipients.current_week(session, actor, week_message, now=now, also=also)
    if week and week_message.kind is WeekMessageKind.CHECKIN:
        mine = [part.participant_id for part in week.sections]
        extras = round_views.friday_extras(
            rounds.fridays(session, mine, on=week_message.on).values(), week_message, is_hard=week.is_hard
        )
        return checkin_views.friday(week, week_message, extras=extras)
    return drawn(week, week_message) if drawn and week else None


def drawn_for_command(session: Session, actor: Actor, kind: WeekMessageKind, *, now: datetime) -> Message:
    """The answer to a command about the actor's week; for somebody in no program, how to find one."""
    week_message = WeekMessage(kind, recipients.today(session, actor, now=now))
    return draw(session, actor, week_message, now=now) or goal_views.nowhere()
